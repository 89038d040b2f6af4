"""What follows a review or a lawsuit: until when the reply file goes in, by when it is decided, how long to appeal."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.law.calendar import standard_calendar
from gongkai.law.clauses import clause
from gongkai.law.proceedings import (
    CORRECTING,
    GROUPS,
    RESULTS_OF,
    appeal_by,
    decision_by,
    reply_by,
    reply_rule,
)
from gongkai.law.remedies import RESULTS, result_cell
from gongkai.report.format import load_format

CALENDAR = standard_calendar()
COPY = date(2025, 9, 26)  # a Friday before the holidays of October


@pytest.mark.parametrize(
    ("group", "procedure", "received", "by", "cites"),
    [
        ("review", "ordinary", COPY, date(2025, 10, 16), "ARL2023/48"),  # ten working days
        ("review", "simplified", COPY, date(2025, 10, 10), "ARL2023/54"),  # five
        ("review", "ordinary", date(2023, 9, 25), date(2023, 10, 7), "ARL2017/23"),  # days of the calendar, rolled
        ("review", "simplified", date(2023, 12, 29), date(2024, 1, 8), "ARL2017/23"),
        ("lawsuit_direct", "ordinary", COPY, date(2025, 10, 11), "APL2017/67"),  # 11 October was worked
        ("lawsuit_after_review", "simplified", date(2025, 3, 3), date(2025, 3, 18), "APL2017/67"),
    ],
)
def test_the_reply_file(group: str, procedure: str, received: date, by: date, cites: str) -> None:
    derived = reply_by(group, received, CALENDAR, procedure)
    assert derived.by == by
    assert derived.rule.clauses[0] == cites
    assert clause(cites).in_force(received)
    assert clause(cites).citation in derived.rule.text


def test_unknown_groups_are_refused() -> None:
    for wanted in (reply_rule,):
        with pytest.raises(KeyError):
            wanted("arbitration", COPY)
    with pytest.raises(KeyError):
        decision_by("arbitration", COPY, CALENDAR)
    with pytest.raises(KeyError):
        appeal_by("lost", COPY, CALENDAR)


@pytest.mark.parametrize(
    ("group", "procedure", "accepted", "by"),
    [
        ("review", "ordinary", date(2025, 3, 3), date(2025, 5, 6)),  # 2 May is a holiday, rolled over the 3rd to 5th
        ("review", "simplified", date(2025, 3, 3), date(2025, 4, 2)),
        ("review", "simplified", date(2023, 3, 3), date(2023, 5, 4)),  # there was no simplified procedure
        ("lawsuit_direct", "ordinary", date(2025, 3, 3), date(2025, 9, 3)),
        ("lawsuit_direct", "simplified", date(2025, 3, 3), date(2025, 4, 17)),
    ],
)
def test_how_long_it_may_take(group: str, procedure: str, accepted: date, by: date) -> None:
    assert decision_by(group, accepted, CALENDAR, procedure).by == by


def test_appeals() -> None:
    assert appeal_by("revoked", date(2025, 3, 3), CALENDAR).by == date(2025, 3, 18)
    assert appeal_by("suit_dismissed", date(2025, 3, 3), CALENDAR).by == date(2025, 3, 13)


def test_groups_and_results_are_those_of_table_4() -> None:
    form = load_format("2021")
    assert form.table4_groups == GROUPS
    for group, results in RESULTS_OF.items():
        assert set(results) <= set(RESULTS) - {"pending"}, group
        for one in results:
            cell = result_cell(one, date(2025, 5, 6), 2025)
            assert cell in form.table4_columns
            assert (cell == "corrected") == (one in CORRECTING)
    assert {one for results in RESULTS_OF.values() for one in results} == set(RESULTS) - {"pending"}
