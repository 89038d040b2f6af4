"""Remedies by the worked examples: which clause, which organ, which court, until when, which column of table 4."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.law.calendar import standard_calendar
from gongkai.law.outcomes import outcomes
from gongkai.law.remedies import RESULTS, Agency, limits, remedy, result_cell, sue_after_review_by
from gongkai.law.settings import Settings
from gongkai.report.format import load_format
from tests.law.case_files import cases, load

CALENDAR = standard_calendar()
DEPARTMENT = Agency("青石县教育局", "department", "county", government="青石县人民政府")
AGENCIES = load("remedies")["agencies"]


@pytest.mark.parametrize("case", cases("remedies"))
def test_which_clause(case: dict[str, Any]) -> None:
    told = remedy(case["outcome"], DEPARTMENT, case["on"], ground=case.get("ground"))
    assert told.rule == case["rule"]
    if told.rule == "review_first":
        assert told.text == (
            "如对本答复不服，应当自收到之日起60日内先向青石县人民政府申请行政复议；对行政复议决定不服的，"
            "可以自收到行政复议决定书之日起15日内向有管辖权的基层人民法院提起行政诉讼。"
        )
        assert told.clauses == ("ARL2023/20", "ARL2023/23", "ARL2023/24", "APL2017/15", "APL2017/45")
    elif told.rule == "either":
        assert told.text == (
            "如对本答复不服，可以自收到之日起60日内向青石县人民政府申请行政复议，"
            "或者自收到之日起6个月内向有管辖权的基层人民法院提起行政诉讼。"
        )
        new = case["on"] >= date(2024, 1, 1)
        review = ("ARL2023/20", "ARL2023/24") if new else ("ARL2017/9",)
        assert told.clauses == (*review, "APL2017/15", "APL2017/46")
    else:
        assert (told.text, told.clauses) == ("", ())


def test_the_cases_are_all_endings() -> None:
    assert {case["outcome"] for case in load("remedies")["cases"]} == {one.id for one in outcomes()}


@pytest.mark.parametrize("name", AGENCIES)
def test_which_organ_and_which_court(name: str) -> None:
    given = AGENCIES[name]
    agency = Agency(
        given["name"], given["kind"], given["level"], given.get("government", ""), given.get("superior", ""),
        given.get("fact_review", ""), given.get("fact_court", ""),
    )  # fmt: skip
    for outcome in ("D6", "D4-E15"):
        told = remedy(outcome, agency, date(2025, 6, 2))
        assert (told.review_by, told.court) == (given["review"], given["court"])
        assert f"向{given['review']}申请行政复议" in told.text
        assert given["cites"] in told.clauses


def test_an_organ_that_is_not_known() -> None:
    told = remedy("D6", Agency("某单位", "department", "county"), date(2025, 6, 2))
    assert told.review_by == "有管辖权的行政复议机关"
    higher = Agency("某司法局", "justice", "county", superior="上级司法局")
    assert remedy("D6", higher, date(2025, 6, 2)).review_by == "上级司法局"


def test_what_is_unsure_is_a_setting() -> None:
    on = date(2025, 6, 2)
    assert remedy("D5", DEPARTMENT, on, settings=Settings(inquiry_review_first=True)).rule == "review_first"
    assert remedy("D5", DEPARTMENT, date(2023, 6, 2), settings=Settings(inquiry_review_first=True)).rule == "either"
    assert remedy("D6", DEPARTMENT, on, settings=Settings(inquiry_review_first=True)).rule == "either"
    for ground in (None, "E15"):
        told = remedy("D3", DEPARTMENT, on, ground=ground, settings=Settings(partial_review_first=False))
        assert told.rule == "either"
    assert remedy("D4-E15", DEPARTMENT, on, settings=Settings(partial_review_first=False)).rule == "review_first"
    with pytest.raises(KeyError):
        remedy("D99", DEPARTMENT, on)


@pytest.mark.parametrize("case", cases("remedies", "limits"))
def test_until_when(case: dict[str, Any]) -> None:
    either = limits("either", case["received"], CALENDAR)
    assert (either.review_by, either.sue_by) == (case["review"], case["sue"])
    first = limits("review_first", case["received"], CALENDAR)
    assert (first.review_by, first.sue_by) == (case["review"], None)


@pytest.mark.parametrize("case", cases("remedies", "after_review"))
def test_until_when_after_a_review(case: dict[str, Any]) -> None:
    assert sue_after_review_by(case["received"], CALENDAR) == case["sue"]


@pytest.mark.parametrize("case", cases("remedies", "results"))
def test_the_column_of_table_4(case: dict[str, Any]) -> None:
    cell = result_cell(case["result"], case.get("decided"), 2024)
    assert cell == case.get("cell")
    for format_id in ("2019", "2021"):
        assert cell is None or cell in load_format(format_id).table4_columns
    assert result_cell(case["result"], None, 2024) == "pending"


def test_every_result_has_a_case_and_a_name() -> None:
    assert {case["result"] for case in load("remedies")["results"]} == set(RESULTS)
    with pytest.raises(KeyError):
        result_cell("lost", None, 2024)
