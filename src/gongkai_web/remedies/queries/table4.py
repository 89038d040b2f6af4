"""Table 4 of the annual report: how the reviews and lawsuits of an agency stand at the end of a year."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.law.proceedings import GROUPS
from gongkai.report.format import load_format
from gongkai_web.organisations.models import Agency
from gongkai_web.remedies.models import RemedyCase

__all__ = ["cases", "table4", "table4_of"]

_COLUMNS = tuple(load_format("2021").table4_columns)
TOTAL = _COLUMNS[-1]


def _cells(agencies: Iterable[int], year: int) -> list[tuple[RemedyCase, str]]:
    """The cases of a report with their columns. A case counts in the year in which it was decided, pending before."""
    rows = RemedyCase.objects.filter(agency__in=agencies, filed_on__year__lte=year)
    rows = rows.exclude(decided_on__year__lt=year).only("id", "group", "filed_on", "result", "decided_on", "agency_id")
    return [(row, cell) for row in rows if (cell := row.cell(year)) is not None]


def table4_of(agencies: Iterable[int], year: int) -> dict[str, dict[str, int]]:
    """Group → column → how many, of several agencies together; totals included."""
    table = {group: dict.fromkeys(_COLUMNS, 0) for group in GROUPS}
    for row, cell in _cells(agencies, year):
        table[row.group][cell] += 1
        table[row.group][TOTAL] += 1
    return table


def table4(agency: Agency, year: int) -> dict[str, dict[str, int]]:
    """Group → column → how many, in the report of a year; totals included."""
    return table4_of([agency.pk], year)


def cases(agency: Agency, year: int, group: str, column: str) -> list[RemedyCase]:
    """The cases behind a number of table 4. Raises KeyError for an unknown group or column."""
    if group not in GROUPS or column not in _COLUMNS:
        raise KeyError((group, column))
    found = [row.pk for row, cell in _cells([agency.pk], year) if row.group == group and column in (cell, TOTAL)]
    return list(RemedyCase.objects.filter(pk__in=found).select_related("agency", "request"))
