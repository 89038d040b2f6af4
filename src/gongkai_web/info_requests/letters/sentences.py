"""The words of a decision by its ending (decisions.toml), and how clauses are cited in a letter."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gongkai.law.clauses import clause

__all__ = ["DecisionText", "cited", "decision_text"]


@dataclass(frozen=True, slots=True)
class DecisionText:
    """The title of a reply and the sentence of its decision."""

    title: str
    text: str

    def said(self, law: str, ground: str = "", detail: str = "") -> str:
        """The sentence with the clauses it rests on, and for what is withheld its ground and the detail of that."""
        return self.text.format(law=law, what=_what(ground, detail))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("decisions.toml").read_text(encoding="utf-8"))


@cache
def _texts() -> dict[str, DecisionText]:
    return {key: DecisionText(**given) for key, given in _data().items() if key != "grounds"}


def _what(ground: str, detail: str) -> str:
    known = _data()["grounds"].get(ground)
    if known is None:
        return "不应当公开的内容"
    return str(known["exact"].format(detail=detail) if detail and "exact" in known else known["what"])


def decision_text(outcome: str) -> DecisionText:
    """The words of an ending. Raises KeyError for one that has no letter."""
    return _texts()[outcome]


def cited(ids: tuple[str, ...]) -> str:
    """Clauses as a letter cites them: the title once, then its articles."""
    found: dict[str, list[str]] = {}
    for one in map(clause, ids):
        number = one.instrument.number
        title = f"《{one.instrument.title}》" + (f"（{number}）" if "〔" in number else "")
        found.setdefault(title, []).append(one.title)
    return "，".join(title + "、".join(articles) for title, articles in found.items())
