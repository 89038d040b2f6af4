"""What must not be found any more: the removed texts, how often each may still stand, and what it looks like in bytes.

A text that was left standing elsewhere on purpose may be found as often as it was left, in what is read, and never in
what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from gongkai_web.info_requests.redaction.marks import MARK
from gongkai_web.info_requests.redaction.matching import fold

__all__ = ["Needle", "byte_forms", "needles", "too_often"]

_MIN_WIDE, _MIN_PLAIN = 2, 5
"""Characters from which a text is looked for among bytes: shorter ones come about by chance."""
_ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030", "big5")


@dataclass(frozen=True, slots=True)
class Needle:
    """A removed text: number of its mark (from 1), its folded form, how often it stands in what stays."""

    number: int
    text: str
    exact: str
    allowed: int


def _compared(text: str) -> str:
    """The text as it is compared; the mark itself says nothing."""
    return fold(text).replace(fold(MARK), "\ue000")


def needles(removed: Iterable[str], stays: str) -> list[Needle]:
    """One for each different text; ``stays`` is all that the new file should say, and not what it does say."""
    plain = _compared(stays)
    found: dict[str, Needle] = {}
    for number, text in enumerate(removed, 1):
        needle = fold(text)
        if needle and needle not in found:
            found[needle] = Needle(number, needle, "".join(text.split()), plain.count(needle))
    return list(found.values())


def too_often(wanted: Iterable[Needle], text: str, *, hidden: bool = False) -> Iterator[Needle]:
    """Those that stand in a text more often than they may; in what is ``hidden`` they may not at all."""
    plain = _compared(text)
    for needle in wanted:
        if len(needle.text) < 2 and hidden:
            continue
        if plain.count(needle.text) > (0 if hidden else needle.allowed):
            yield needle


def byte_forms(needle: Needle) -> set[bytes]:
    """How the text may stand in bytes: in several encodings, as hexadecimal, escaped. Empty for a short one."""
    forms: set[bytes] = set()
    for text in {needle.text, needle.exact, needle.exact.upper()}:
        wide = sum(ord(letter) > 0x7F for letter in text)
        if wide < _MIN_WIDE and len(text) < _MIN_PLAIN:
            continue
        for encoding in _ENCODINGS:
            try:
                coded = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            forms |= {coded, coded.hex().encode(), coded.hex().upper().encode()}
        forms.add(escape(text).encode())
        if wide:
            forms |= {
                "".join(f"&#{ord(letter)};" for letter in text).encode(),
                "".join(f"&#x{ord(letter):X};" for letter in text).encode(),
                "".join(f"&#x{ord(letter):x};" for letter in text).encode(),
                text.encode("ascii", "backslashreplace"),
                "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
            }
        forms |= {form[::-1] for form in (text.encode("utf-8"),) if len(text) >= _MIN_PLAIN}
    return forms
