"""Cleaned copies: what a file says beside what it shows is taken out, and the result is read again to prove it.

A module a format, named in ``files.kinds``, with the same functions: ``traces(data)`` what there is that must go, one
plain sentence each; ``clean(data)`` a copy without it; ``notices(data)`` what stays and a person must look at;
``opens(data)`` raises where an ordinary program could not open it. ``traces`` knows nothing of ``clean``, so that
asking it again after cleaning is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.kinds import KINDS

__all__ = ["CannotClean", "Cleaned", "clean", "is_sealed"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned copy, the sentences of what was taken out, and those of what a person must still look at."""

    data: bytes
    removed: tuple[str, ...]
    notices: tuple[str, ...]


def is_sealed(kind: str, data: bytes) -> bool:
    """True where the file carries an electronic seal or signature, which any change breaks."""
    module = import_module(f"gongkai_web.files.cleaning.{KINDS[kind].cleaner}") if KINDS[kind].cleaner else None
    return bool(module and getattr(module, "is_sealed", lambda _data: False)(data))


def clean(kind: str, data: bytes) -> Cleaned:
    """The cleaned copy of a file that ``inspection`` took. Raises CannotClean, whose text is one sentence of Chinese.

    A file with nothing to take out comes back rewritten all the same where the format is a container: what no detector
    knows is left behind.
    """
    spec = KINDS[kind]
    if not spec.cleaner:
        raise CannotClean(f"{spec.label}不能清理，请另存为docx、xlsx或PDF后上传")
    module = import_module(f"gongkai_web.files.cleaning.{spec.cleaner}")
    try:
        removed = tuple(module.traces(data))
        result = module.clean(data)
        left = tuple(module.traces(result))
        module.opens(result)
        notices = tuple(module.notices(result))
    except CannotClean:
        raise
    except Exception as error:  # the last wall: a strange file must not stop the others
        raise CannotClean(f"{spec.label}的内容特殊，清理没有成功（{type(error).__name__}）") from error
    if left:
        raise CannotClean(f"清理后仍有：{'；'.join(left)}")
    return Cleaned(result, removed, notices)
