"""Endings, grounds, letters, preconditions by the worked examples, and against the formats of the report."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.law.calendar import standard_calendar
from gongkai.law.clauses import clause
from gongkai.law.events import read_events
from gongkai.law.letters import letter, letters
from gongkai.law.outcomes import (
    exemption,
    exemptions,
    missing_preconditions,
    outcome,
    outcomes,
    preconditions,
)
from gongkai.law.records import on_record
from gongkai.report.format import load_format
from tests.law.case_files import cases, events_of, load


@pytest.mark.parametrize("case", cases("outcomes"))
def test_ending(case: dict[str, Any]) -> None:
    one = outcome(case["id"])
    assert list(one.clauses)[: len(case["clauses"])] == case["clauses"]
    assert one.citations[0] == clause(one.clauses[0]).citation
    assert (one.row_in("2021"), one.row_in("2019")) == (case["row_2021"], case["row_2019"])
    assert (one.letter, one.discloses) == (case["letter"], case["discloses"])
    assert [need.id for need in one.needs] == case["needs"]
    assert [need.id for need in missing_preconditions(one.id, ())] == case["needs"]
    assert missing_preconditions(one.id, case["needs"]) == ()
    assert all(need.label for need in one.needs)


def test_all_endings_are_there_and_fill_table_3() -> None:
    assert [one.id for one in outcomes()] == [case["id"] for case in load("outcomes")["cases"]]
    for format_id in ("2019", "2021"):
        rows = {row.id for row in load_format(format_id).table3_rows}
        used = {one.row_in(format_id) for one in outcomes()}
        assert used <= rows
        not_an_ending = {"received", "carried_in", "carried_out", "concluded", "total"}
        assert rows - used - not_an_ending <= {"unable_other", "denied_other"}


def test_grounds_of_refusals() -> None:
    refused = {one.ground for one in outcomes() if one.id.startswith("D4-")}
    assert refused | {"E36G"} == {one.id for one in exemptions()}
    for one in outcomes():
        if one.ground:
            assert exemption(one.ground).row == one.row
            assert one.id in ("D5", f"D4-{one.ground}")
        assert one.closes == (one.id in ("D15", "D16", "D17"))


@pytest.mark.parametrize("case", cases("outcomes", "exemptions"))
def test_ground(case: dict[str, Any]) -> None:
    one = exemption(case["id"])
    assert (one.clause, one.label, one.kind) == (case["clause"], case["label"], case["kind"])
    assert len(one.sub) == {"E14C": 4, "E15": 3, "E16A": 3, "E16B": 4, "E36G": 2}.get(one.id, 0)


@pytest.mark.parametrize("case", cases("outcomes", "partial"))
def test_a_partial_disclosure_needs_what_its_ground_needs(case: dict[str, Any]) -> None:
    assert [need.id for need in preconditions("D3", case["ground"])] == case["needs"]
    (last,) = missing_preconditions("D3", case["needs"][:-1], case["ground"])
    assert last.id == case["needs"][-1]


def test_unknown_ids() -> None:
    for call in (
        lambda: outcome("D4"),
        lambda: exemption("E1"),
        lambda: letter("L23"),
        lambda: preconditions("D3", "E1"),
    ):
        with pytest.raises(KeyError):
            call()


@pytest.mark.parametrize("case", cases("letters"))
def test_letter(case: dict[str, Any]) -> None:
    one = letter(case["id"])
    assert case["clause"] in one.clauses
    told = "；".join(one.contents)
    assert [word for word in case["holds"] if word not in told] == []
    assert one.name
    assert one.when


def test_letters_are_numbered_and_those_of_endings_name_the_remedy() -> None:
    assert [one.id for one in letters()] == [f"L{n:02}" for n in range(1, 23)]
    for one in outcomes():
        if one.letter:
            assert any("救济途径" in told for told in letter(one.letter).contents)
            assert set(letter(one.letter).clauses) & set(one.clauses) or one.id == "D14"


@pytest.mark.parametrize(
    ("line", "on", "proven"),
    [
        ("received 2024-01-02", date(2024, 3, 1), set()),
        ("received 2024-01-02; clarification_asked 2024-01-08", date(2024, 3, 1), {"clarification"}),
        ("received 2024-01-02; clarification_asked 2024-01-08", date(2024, 1, 7), set()),
        ("received 2024-01-02; fee_notified 2024-01-08", date(2024, 1, 8), {"fee_notice"}),
        ("received 2024-01-02; reasons_asked 2024-01-08", date(2024, 1, 8), {"reasons_asked"}),
        ("received 2024-01-02; third_party_asked 2024-01-08", date(2024, 1, 29), set()),
        ("received 2024-01-02; third_party_asked 2024-01-08", date(2024, 1, 30), {"third_party_consultation"}),
        ("received 2024-01-02; third_party_asked 2024-01-08 delivered_on=2024-01-09", date(2024, 1, 30), set()),
        (
            "received 2024-01-02; third_party_asked 2024-01-08; third_party_answered 2024-01-10",
            date(2024, 1, 10),
            {"third_party_consultation"},
        ),
        ("received 2024-01-02; co_maker_asked 2024-01-08; co_maker_answered 2024-01-10", date(2024, 3, 1), set()),
    ],
)
def test_what_is_on_record(line: str, on: date, proven: set[str]) -> None:
    events = read_events(events_of(line))
    assert on_record(events, on, standard_calendar()) == proven
    left = {need.id for need in missing_preconditions("D4-E15", {"review", *proven})}
    assert left == {"third_party_consultation"} - proven
