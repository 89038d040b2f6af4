"""The letters of a request, L01 to L22: what each rests on, when it goes out, what it must contain."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gongkai.law.clauses import clause

__all__ = ["Letter", "letter", "letters"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its Chinese name, its clauses, when it goes out, and what it must contain, in Chinese."""

    id: str
    name: str
    clauses: tuple[str, ...]
    when: str
    contents: tuple[str, ...]


@cache
def _letters() -> dict[str, Letter]:
    data = tomllib.loads(files(__package__).joinpath("letters.toml").read_text(encoding="utf-8"))
    return {
        key: Letter(key, v["name"], tuple(clause(c).id for c in v["clauses"]), v["when"], tuple(v["contents"]))
        for key, v in data.items()
    }


def letters() -> tuple[Letter, ...]:
    """All letters in their order."""
    return tuple(_letters().values())


def letter(letter_id: str) -> Letter:
    """The letter of that id. Raises KeyError."""
    return _letters()[letter_id]


_letters()  # an unknown clause fails at import
