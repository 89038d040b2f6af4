"""What must hold of every request and every calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gongkai.law.calendar import Calendar, Notice
from gongkai.law.deadlines import Change, changes, clock, due_on
from gongkai.law.deadlines.consulting import ASKED
from gongkai.law.events import EventError
from gongkai.law.settings import Settings
from tests.law.lists import YEARS, calendars, events_of, notices, requests, rules
from tests.law.oracle import DAY, Fact

NORMAL = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
OPEN = requests(end=False)


def due(facts: list[Fact], calendar: Calendar, own: dict[str, Any]) -> date | None:
    return due_on(events_of(facts), calendar, Settings(**own))


@NORMAL
@given(requests(), calendars(), rules())
def test_no_due_day_falls_on_a_day_off(facts: list[Fact], calendar: Calendar, own: dict[str, Any]) -> None:
    found = due(facts, calendar, own)
    assert found is None or calendar.is_workday(found)


@NORMAL
@given(requests(), calendars(), rules())
def test_an_explanation_changes_nothing(facts: list[Fact], calendar: Calendar, own: dict[str, Any]) -> None:
    told = clock(events_of(facts), calendar=calendar, settings=Settings(**own))
    assert told.due == due(facts, calendar, own)
    assert len(told.steps) >= len(facts)
    assert all("\n" not in step.text and step.citation for step in (*told.steps, *told.violations))
    if told.due is not None:
        assert told.suspended_days >= 0


@NORMAL
@given(OPEN, calendars(), rules(), st.data())
def test_a_suspension_never_makes_it_earlier(
    facts: list[Fact], calendar: Calendar, own: dict[str, Any], data: st.DataObject
) -> None:
    before = due(facts, calendar, own)
    assume(before is not None)
    assert before is not None
    kind = data.draw(st.sampled_from(["third_party", "co_maker", "opinion"]))
    asked = data.draw(st.integers(1, len(facts)))
    answered = data.draw(st.integers(asked, len(facts)))
    question, answer = ((f"{kind}_{what}", facts[at - 1][1], {"party": "新"})
                        for what, at in (("asked", asked), ("answered", answered)))  # fmt: skip
    longer = [*facts[:asked], question, *facts[asked:answered], answer, *facts[answered:]]
    try:
        after = due(longer, calendar, own)
    except EventError:  # asked before the receipt was confirmed, or while a correction is awaited
        assume(False)
    # None: a question that had come too late no longer does, and it is not answered.
    assert after is None or after >= before


@NORMAL
@given(OPEN, calendars(), rules(), st.integers(1, 20))
def test_an_extension_adds_exactly_what_it_says(
    facts: list[Fact], calendar: Calendar, own: dict[str, Any], days: int
) -> None:
    before = due(facts, calendar, own)
    last = max(facts[-1][1], facts[0][2].get("confirmed_on", facts[0][1]))
    assume(before is not None)
    assert before is not None
    assume(not any(kind == "extended" for kind, _, _ in facts))
    # What was asked once the twenty days were over had no effect, and has one where they are longer.
    assume(not any(kind.endswith("_asked") and day >= before for kind, day, _ in facts))
    kinds = {kind for kind, _, _ in facts}
    assume("delayed" not in kinds or kinds.isdisjoint(ASKED))
    after = due([*facts, ("extended", last, {"days": days})], calendar, own)
    assert after == (calendar.add(before, days) if last <= before else before)


@NORMAL
@given(requests(), calendars(), rules(), st.data())
def test_more_working_days_never_make_it_later(
    facts: list[Fact], calendar: Calendar, own: dict[str, Any], data: st.DataObject
) -> None:
    year = data.draw(st.sampled_from(YEARS))
    notice = calendar.notices[year]
    kept = data.draw(st.sets(st.sampled_from(sorted(notice.rest))))
    fewer = Notice(year, {day: notice.rest[day] for day in kept}, notice.work, notice.source)
    before, after = due(facts, calendar, own), due(facts, calendar.with_notices([fewer]), own)
    if before is not None and after is not None:
        assert after <= before


@NORMAL
@given(OPEN, calendars(), rules(), st.data())
def test_several_questions_of_a_day_may_stand_in_any_order(
    facts: list[Fact], calendar: Calendar, own: dict[str, Any], data: st.DataObject
) -> None:
    day = max(facts[-1][1], facts[0][2].get("confirmed_on", facts[0][1]))
    later = day + DAY * data.draw(st.integers(1, 20))
    kinds = ["third_party", "co_maker", "opinion"]
    asks = [(f"{kind}_asked", day, {"party": "新"}) for kind in kinds]
    answers = [(f"{kind}_answered", later, {"party": "新"}) for kind in kinds]
    assume(due(facts, calendar, own) is not None)
    one = due([*facts, *asks, *answers], calendar, own)
    other = due([*facts, *data.draw(st.permutations(asks)), *data.draw(st.permutations(answers))], calendar, own)
    assert one == other


@NORMAL
@given(st.lists(requests(), max_size=5), calendars(), notices(2024), rules())
def test_changes_lists_exactly_what_differs(
    many: list[list[Fact]], calendar: Calendar, notice: Notice, own: dict[str, Any]
) -> None:
    new = calendar.with_notices([notice])
    each = [(due(facts, calendar, own), due(facts, new, own)) for facts in many]
    found = changes({n: events_of(facts) for n, facts in enumerate(many)}, calendar, new, Settings(**own))
    assert found == [Change(n, before, after) for n, (before, after) in enumerate(each) if before != after]


@NORMAL
@given(calendars(), st.dates(date(2023, 1, 1), date(2025, 6, 30)), st.integers(0, 120))
def test_adding_and_counting_agree(calendar: Calendar, start: date, count: int) -> None:
    end = calendar.add(start, count)
    assert calendar.between(start, end) == count
    assert count == 0 or calendar.is_workday(end)
    assert calendar.roll(end) == end or count == 0
    answer = calendar.explain_add(start, count)
    assert answer.day == end
    assert len(answer.skipped) + count == (end - start).days
