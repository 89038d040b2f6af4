"""What the annual report counts: exact, each number with its cases, and in = out whatever happened."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongkai.law.outcomes import outcome
from gongkai.report.format import load_format
from gongkai_web.info_requests.actions.steps import lock, strike
from gongkai_web.info_requests.kinds import ApplicantKind
from gongkai_web.info_requests.models import Decision, InfoRequest
from gongkai_web.info_requests.queries.records import cases, records, table3, table3_of
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk

WORK = ("assigned", "drafted", "submitted", "approved")


def decide(desk: TestDesk, request: InfoRequest, on: date, ending: str) -> None:
    """Replied with that ending, whoever keeps it in the row."""
    if request.state == "registered":
        desk.take(request, "assigned", on)
    Decision.objects.create(
        request=request, round=request.round, outcome=ending, facts="测试", drafted_on=on, signed_on=on
    )
    desk.walk(request, *WORK[1:], "replied", on=on)


def numbers(desk: TestDesk, year: int) -> dict[str, int]:
    """The rows that are not zero, in total."""
    return {row: cells["total"] for row, cells in table3(desk.agency, year).items() if cells["total"]}


def test_a_request_of_one_year(desk: TestDesk) -> None:
    request = desk.register(date(2024, 3, 4), applicant_kind="company")
    decide(desk, request, date(2024, 3, 20), "D6")
    assert numbers(desk, 2024) == {"received": 1, "unable_not_held": 1, "concluded": 1}
    assert table3(desk.agency, 2024)["received"] == {
        "natural_person": 0, "company": 1, "research": 0, "ngo": 0, "legal_service": 0, "other_org": 0, "total": 1,
    }  # fmt: skip
    assert numbers(desk, 2023) == numbers(desk, 2025) == {}
    assert cases(desk.agency, 2024, "unable_not_held", "company") == [request]
    assert cases(desk.agency, 2024, "concluded", "total") == [request]
    assert cases(desk.agency, 2024, "concluded", "ngo") == []


def test_a_request_of_two_years(desk: TestDesk) -> None:
    request = desk.register(date(2024, 12, 20))
    decide(desk, request, date(2025, 1, 10), "D2")
    assert numbers(desk, 2024) == {"received": 1, "carried_out": 1}
    assert numbers(desk, 2025) == {"carried_in": 1, "granted": 1, "concluded": 1}


def test_the_day_of_receipt_is_that_of_article_31(desk: TestDesk) -> None:
    desk.register(date(2024, 12, 31), channel="internet")
    assert numbers(desk, 2024) == {}
    late = desk.register(date(2024, 12, 31), channel="internet")
    desk.take(late, "confirmed", date(2025, 1, 2))
    assert numbers(desk, 2024) == {}
    assert numbers(desk, 2025) == {"received": 1, "carried_out": 1}
    gone = desk.register(date(2025, 3, 3), channel="internet")
    desk.take(gone, "withdrawn", date(2025, 3, 4))
    assert numbers(desk, 2025) == {"received": 1, "carried_out": 1}


@pytest.mark.parametrize(("told", "year"), [("posted_on", 2024), ("signed_on", 2024), ("", 2025)])
def test_the_day_of_the_reply_is_that_of_the_law(desk: TestDesk, told: str, year: int) -> None:
    """Posted or signed for on the last day of the year and entered in the next; drafted and signed long before."""
    request = desk.register(date(2024, 12, 3))
    desk.take(request, "assigned", date(2024, 12, 3))
    early = date(2024, 12, 4)
    Decision.objects.create(request=request, outcome="D2", facts="测试", drafted_on=early, signed_on=early)
    desk.walk(request, *WORK[1:], on=early)
    served = {told: "2024-12-31"} if told else {}
    desk.take(request, "replied", date(2025, 1, 2), **served)
    day = date(2024, 12, 31) if told else date(2025, 1, 2)
    assert (request.concluded_on, request.decisions.get().served_on) == (day, day)
    assert (request.due_on, request.closed_late) == (date(2024, 12, 31), not told)
    assert numbers(desk, year)["granted"] == 1
    other = 2024 + 2025 - year
    assert "granted" not in numbers(desk, other)
    desk.walk(request, "archived", "reopened", on=date(2025, 2, 3))
    Decision.objects.create(request=request, round=2, outcome="D6", facts="测试", drafted_on=date(2025, 2, 4))
    desk.walk(request, *WORK[1:], "replied", on=date(2025, 2, 5))
    assert numbers(desk, year)["concluded"] == 1  # still once, in the year of its first reply
    assert "concluded" not in numbers(desk, other)


def test_what_ended_without_a_decision(desk: TestDesk) -> None:
    day = date(2024, 3, 4)
    withdrawn = desk.register(day)
    desk.take(withdrawn, "withdrawn", day)
    lapsed = desk.register(day)
    desk.take(lapsed, "clarification_asked", day, delivered_on=day.isoformat())
    desk.take(lapsed, "correction_lapsed", date(2024, 5, 6))
    unpaid = desk.register(day)
    desk.walk(unpaid, "assigned", "fee_notified", on=day)
    desk.take(unpaid, "fee_lapsed", date(2024, 5, 6))
    assert numbers(desk, 2024) == {
        "received": 3, "other_other": 1, "other_not_corrected": 1, "other_unpaid": 1, "concluded": 3,
    }  # fmt: skip
    with pytest.raises(KeyError):
        cases(desk.agency, 2024, "nothing", "total")
    with pytest.raises(KeyError):
        cases(desk.agency, 2024, "received", "everybody")


def test_the_old_format_has_fewer_rows(desk: TestDesk) -> None:
    request = desk.register(date(2020, 3, 4))
    desk.take(request, "clarification_asked", date(2020, 3, 4), delivered_on="2020-03-04")
    desk.take(request, "correction_lapsed", date(2020, 5, 6))
    assert numbers(desk, 2020) == {"received": 1, "other_other": 1, "concluded": 1}


def test_taken_up_again(desk: TestDesk) -> None:
    request = desk.register(date(2024, 3, 4))
    decide(desk, request, date(2024, 3, 20), "D4-E15")
    desk.take(request, "archived", date(2024, 4, 1))
    desk.take(request, "reopened", date(2024, 6, 3))
    assert numbers(desk, 2024) == {"received": 1, "denied_third_party": 1, "concluded": 1}
    decide_again(desk, request, date(2024, 6, 20), "D3")
    assert numbers(desk, 2024) == {"received": 1, "partial": 1, "concluded": 1}  # the last of that year
    desk.take(request, "archived", date(2024, 7, 1))
    desk.take(request, "reopened", date(2025, 2, 3))
    decide_again(desk, request, date(2025, 2, 20), "D2")
    assert numbers(desk, 2024) == {"received": 1, "partial": 1, "concluded": 1}
    assert numbers(desk, 2025) == {}


def decide_again(desk: TestDesk, request: InfoRequest, on: date, ending: str) -> None:
    Decision.objects.create(
        request=request, round=request.round, outcome=ending, facts="测试", drafted_on=on, signed_on=on
    )
    desk.walk(request, *WORK[1:], "replied", on=on)


def test_practice_and_other_agencies_do_not_count(desk: TestDesk, world: World) -> None:
    desk.register(date(2024, 3, 4), practice=True)
    other = TestDesk(world.other_bureau)
    other.register(date(2024, 3, 4))
    assert numbers(desk, 2024) == {}
    both = table3_of([desk.agency.pk, other.agency.pk], 2024)
    assert both["received"]["total"] == 1


def act(desk: TestDesk, dice: random.Random, request: InfoRequest, day: date) -> None:
    """Something that may or may not be possible now."""
    event = dice.choice([
        "confirmed", "assigned", "clarification_asked", "clarified", "correction_lapsed", "fee_notified", "fee_paid",
        "fee_lapsed", "drafted", "submitted", "approved", "replied", "replied_at_once", "withdrawn", "transferred",
        "archived", "review_opened", "review_ended", "reopened", "strike", "strike",
    ])  # fmt: skip
    try:
        with transaction.atomic():
            if event == "strike":
                row = lock(request, version=None)
                strike(row, row.steps.filter(struck_at=None).order_by("-number")[0], reason="测试", by=BY)
                request.refresh_from_db()
            else:
                told = {"delivered_on": day.isoformat()} if event in ("clarification_asked", "fee_notified") else {}
                desk.take(request, event, day, **told)
    except ValidationError:
        request.refresh_from_db()


@pytest.mark.parametrize("seed", range(4))
def test_the_flow_holds_whatever_happens(desk: TestDesk, seed: int, django_assert_max_num_queries: Callable) -> None:
    dice = random.Random(seed)
    made: list[InfoRequest] = []
    for _ in range(14):
        day = date(2022, 10, 1) + timedelta(days=dice.randrange(500))
        channel = dice.choice(["in_person", "internet"])
        request = desk.register(day, channel=channel, applicant_kind=dice.choice(ApplicantKind.values))
        made.append(request)
        for _ in range(dice.randrange(16)):
            day += timedelta(days=dice.choice([0, 0, 3, 20, 60]))
            before = request.state
            act(desk, dice, request, min(day, date(2026, 6, 30)))
            if before != request.state == "replied" and dice.random() < 0.8:
                Decision.objects.get_or_create(
                    request=request, round=request.round,
                    defaults={"outcome": dice.choice(["D2", "D3", "D6"]), "facts": "测试", "drafted_on": day},
                )  # fmt: skip
    form, before_out = load_format("2021"), None
    concluded: list[int] = []
    for year in range(2022, 2027):
        with django_assert_max_num_queries(4):
            found = records(desk.agency, year)
        table = found.table
        for column in form.table3_columns:
            came = table["received"][column] + table["carried_in"][column]
            assert came == table["concluded"][column] + table["carried_out"][column]  # T3-FLOW
            assert table["concluded"][column] == sum(table[row][column] for row in form.results)  # T3-CONCLUDED
            if before_out is not None:
                assert table["carried_in"][column] == before_out[column]  # Y-CARRY
            for row in ("received", "carried_in", "carried_out", "concluded", *form.results):
                assert len(found.ids(row, column)) == table[row][column]
        for row in table.values():
            assert row["total"] == sum(row[column] for column in form.inputs)  # T3-TOTAL
        before_out = table["carried_out"]
        concluded += found.ids("concluded", "total")
    assert len(concluded) == len(set(concluded))  # once in its life
    known = {one.pk for one in made if one.steps.filter(struck_at=None, event__in=["received", "confirmed"]).exists()}
    assert set(concluded) <= known


def test_few_queries_however_many(desk: TestDesk) -> None:
    for _ in range(3):
        decide(desk, desk.register(date(2024, 3, 4)), date(2024, 3, 20), "D2")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        table3(desk.agency, 2024)
    assert len(asked) <= 3
    assert outcome("D2").row_in("2021") == "granted"
