"""Two reports side by side: cell by cell, claim by claim, and how much of each section's prose is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from gongkai.checks.narrative.claims import Claim, Kind, claims
from gongkai.checks.places import table_place
from gongkai.checks.wording.repeats import similarity
from gongkai.report.cell import Number
from gongkai.report.model import AnnualReport

__all__ = ["CellPair", "ClaimPair", "Comparison", "SectionPair", "compare_reports"]


@dataclass(frozen=True, slots=True)
class CellPair:
    """A cell in both reports; None where a report has no value there. Pairs of zeros are left out of a comparison."""

    path: str
    where: str
    first: Number | None
    second: Number | None

    @property
    def differs(self) -> bool:
        """True when the two values are not the same."""
        return self.first != self.second

    @property
    def change_told(self) -> str:
        """（+3，+42.9%） from the first to the second, empty where one of them is missing or nothing changed."""
        if self.first is None or self.second is None or not self.differs:
            return ""
        change = self.second - self.first
        share = f"，{change / self.first:+.1%}" if self.first else ""
        return f"（{change:+}{share}）"


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """What the prose of each report says of one matter, in its own words; None where it says nothing of it."""

    kind: str
    first: str | None
    second: str | None

    @property
    def what(self) -> str:
        """The matter in Chinese."""
        return self.kind


@dataclass(frozen=True, slots=True)
class SectionPair:
    """A section in both reports and how much of the one's own words stands in the other, 0 to 1; None without prose."""

    id: str
    first_length: int
    second_length: int
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports compared."""

    first: AnnualReport
    second: AnnualReport
    cells: tuple[CellPair, ...]
    claims: tuple[ClaimPair, ...]
    sections: tuple[SectionPair, ...]

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON values: first, second, cells, claims, sections."""
        return {
            "first": {"agency": self.first.agency, "year": self.first.year, "format": self.first.format},
            "second": {"agency": self.second.agency, "year": self.second.year, "format": self.second.format},
            "cells": [
                {
                    "path": c.path,
                    "where": c.where,
                    "first": _json_number(c.first),
                    "second": _json_number(c.second),
                    "differs": c.differs,
                }
                for c in self.cells
            ],
            "claims": [asdict(c) for c in self.claims],
            "sections": [
                asdict(s) | {"similarity": None if s.similarity is None else round(s.similarity, 4)}
                for s in self.sections
            ],
        }


def _json_number(value: Number | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def compare_reports(first: AnnualReport, second: AnnualReport) -> Comparison:
    """The two reports side by side. They may be of different years, agencies and formats."""
    return Comparison(
        first, second, tuple(_cells(first, second)), tuple(_claims(first, second)), tuple(_sections(first, second))
    )


def _cells(first: AnnualReport, second: AnnualReport) -> Iterator[CellPair]:
    for one, other in zip(first.tables, second.tables, strict=True):
        for row in dict.fromkeys([*one.rows, *other.rows]):
            columns = dict.fromkeys([*one.rows.get(row, {}), *other.rows.get(row, {})])
            for column in columns:
                left, right = one.value(row, column), other.value(row, column)
                if left == right and not left:
                    continue
                named = first if column in one.rows.get(row, {}) else second
                yield CellPair(f"{one.id}.{row}.{column}", table_place(named, one.id, row, column), left, right)


def _claims(first: AnnualReport, second: AnnualReport) -> Iterator[ClaimPair]:
    left, right = _first_of_kind(first), _first_of_kind(second)
    for kind in Kind:
        if kind in left or kind in right:
            yield ClaimPair(str(kind), left.get(kind), right.get(kind))


def _first_of_kind(report: AnnualReport) -> dict[Kind, str]:
    told: dict[Kind, str] = {}
    for claim in claims(report):
        told.setdefault(claim.kind, _said(claim))
    return told


def _said(claim: Claim) -> str:
    if claim.none:
        return "没有"
    return claim.amount.text if claim.amount is not None else "是"


def _sections(first: AnnualReport, second: AnnualReport) -> Iterator[SectionPair]:
    for one, other in zip(first.sections, second.sections, strict=True):
        shares = [s for s in (similarity(one, other, 1), similarity(other, one, 1)) if s is not None]
        same = 1.0 if one.text == other.text else max(shares, default=0.0)
        yield SectionPair(one.id, len(one.text), len(other.text), same if one.text and other.text else None)
