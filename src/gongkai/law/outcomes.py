"""The endings of a request: each knows its article, its row of table 3, its letter, its remedy and its preconditions.

Source: arts 30, 35–39 of the Regulation, FEE2020/6 and the rows of table 3 (FMT2021/3).
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gongkai.law.clauses import clause
from gongkai.law.letters import letter

__all__ = [
    "Exemption",
    "Outcome",
    "Precondition",
    "exemption",
    "exemptions",
    "missing_preconditions",
    "outcome",
    "outcomes",
    "preconditions",
]

Remedy = Literal["review_first", "either", "none"]
_2019 = {"other_not_corrected": "other_other", "other_unpaid": "other_other"}
"""Rows of 2021 that the format of 2019 has not, and the one that takes their cases there."""


@dataclass(frozen=True, slots=True)
class Precondition:
    """What must be on file before an ending is chosen: an id and its Chinese name."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An ending of a request.

    ``clauses`` are clause ids, the first the one that a letter cites first; ``ground`` the exemption it rests on;
    ``remedy`` the rule for the remedy clause as of 2024; ``closes`` is True for endings without a decision on the
    information; ``discloses`` where some information is given.
    """

    id: str
    label: str
    clauses: tuple[str, ...]
    row: str
    letter: str
    remedy: Remedy
    ground: str | None
    needs: tuple[Precondition, ...]
    discloses: bool
    closes: bool

    def row_in(self, format_id: str) -> str:
        """The row of table 3 it counts in, by the format of the year (``2019`` or ``2021``)."""
        return _2019.get(self.row, self.row) if format_id == "2019" else self.row

    @property
    def citations(self) -> tuple[str, ...]:
        """The clauses as a letter cites them."""
        return tuple(clause(c).citation for c in self.clauses)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground for withholding (arts 14–16, 36(七)).

    ``kind`` is ``must`` (shall not), ``must_unless`` (unless the third party agrees or the public interest weighs
    more), ``may`` (may refuse) or ``redirect`` (another law tells where to ask).
    """

    id: str
    label: str
    clause: str
    kind: Literal["must", "must_unless", "may", "redirect"]
    row: str
    sub: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("outcomes.toml").read_text(encoding="utf-8"))


@cache
def _outcomes() -> dict[str, Outcome]:
    data = _data()
    found: dict[str, Outcome] = {}
    for item in data["outcomes"]:
        needs = tuple(Precondition(n, data["needs"][n]) for n in item.get("needs", ()))
        found[item["id"]] = Outcome(
            id=item["id"],
            label=item["label"],
            clauses=tuple(clause(c).id for c in item["clauses"]),
            row=item["row"],
            letter=letter(item["letter"]).id if item["letter"] else "",
            remedy=item["remedy"],
            ground=item.get("ground"),
            needs=needs,
            discloses=item.get("discloses", False),
            closes=item.get("closes", False),
        )
    return found


@cache
def _exemptions() -> dict[str, Exemption]:
    return {
        key: Exemption(key, e["label"], clause(e["clause"]).id, e["kind"], e["row"], tuple(e.get("sub", ())))
        for key, e in _data()["exemptions"].items()
    }


def outcomes() -> tuple[Outcome, ...]:
    """All endings, D1 to D17 with the seven grounds of D4 apart."""
    return tuple(_outcomes().values())


def outcome(outcome_id: str) -> Outcome:
    """The ending of that id. Raises KeyError."""
    return _outcomes()[outcome_id]


def exemptions() -> tuple[Exemption, ...]:
    """All grounds for withholding."""
    return tuple(_exemptions().values())


def exemption(exemption_id: str) -> Exemption:
    """The ground of that id. Raises KeyError."""
    return _exemptions()[exemption_id]


def preconditions(outcome_id: str, ground: str | None = None) -> tuple[Precondition, ...]:
    """What must be on file before this ending is chosen, for a partial disclosure also what its ``ground`` asks for.

    Raises KeyError for an unknown ending or ground.
    """
    own = outcome(outcome_id).needs
    if ground is None:
        return own
    exemption(ground)
    of_ground = (need for one in outcomes() if one.ground == ground for need in one.needs)
    return tuple(dict.fromkeys((*own, *of_ground)))


def missing_preconditions(
    outcome_id: str, on_file: Collection[str], ground: str | None = None
) -> tuple[Precondition, ...]:
    """What must still be put on file before this ending may be chosen. Raises KeyError as ``preconditions``."""
    return tuple(need for need in preconditions(outcome_id, ground) if need.id not in on_file)


_outcomes()  # an unknown clause or letter fails at import
_exemptions()
