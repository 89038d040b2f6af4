"""Clauses by id, such as ``REG2019/49``: every rule of the project cites one, an unknown id fails at import."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

__all__ = ["Clause", "Instrument", "UnknownClause", "clause", "clauses", "instruments"]


class UnknownClause(LookupError):
    """A rule cites a clause that is not in the data: an error of ours, found when the module is imported."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, a regulation or a notice with its number and the days between which it was in force."""

    id: str
    title: str
    number: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. ``text`` is a paraphrase in Chinese; the authoritative wording is the instrument's own.

    ``background`` is True where no rule of the project rests on it: it is there to be looked up.
    """

    id: str
    instrument: Instrument
    title: str
    text: str
    since: date
    until: date | None
    background: bool = False

    def in_force(self, on: date) -> bool:
        """True when it was in force on that day; ``until`` is its last day."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def citation(self) -> str:
        """How a letter or a finding cites it: 《…》（number）第…条."""
        return f"《{self.instrument.title}》（{self.instrument.number}）{self.title}"


@cache
def _load() -> tuple[dict[str, Instrument], dict[str, Clause]]:
    data = tomllib.loads(files(__package__).joinpath("clauses.toml").read_text(encoding="utf-8"))
    known = {
        key: Instrument(key, value["title"], value["number"], value["since"], value.get("until"))
        for key, value in data["instruments"].items()
    }
    found: dict[str, Clause] = {}
    for key, value in data["clauses"].items():
        instrument = known[key.partition("/")[0]]
        found[key] = Clause(
            key,
            instrument,
            value["title"],
            value["text"],
            value.get("since", instrument.since),
            value.get("until", instrument.until),
            key in data["background"],
        )
    return known, found


def clause(clause_id: str) -> Clause:
    """The clause of that id. Raises UnknownClause."""
    try:
        return _load()[1][clause_id]
    except KeyError:
        raise UnknownClause(clause_id) from None


def clauses() -> tuple[Clause, ...]:
    """All clauses in the order of the data."""
    return tuple(_load()[1].values())


def instruments() -> tuple[Instrument, ...]:
    """All instruments in the order of the data."""
    return tuple(_load()[0].values())
