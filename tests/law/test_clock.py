"""The clock of a request by the worked examples, and what it tells beside the due day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.law.calendar import Calendar, CalendarGap, standard_calendar
from gongkai.law.deadlines import Change, Clock, Next, changes, clock, due_day, due_on
from gongkai.law.deadlines.counting import counted_days
from gongkai.law.deadlines.json_form import clock_to_json
from gongkai.law.events import Event, EventError, read_events
from gongkai.law.settings import Settings
from tests.law.case_files import cases, events_of
from tests.law.lists import working_days
from tests.law.oracle import told

CALENDAR = standard_calendar()
KNOWN = Calendar({year: CALENDAR.notices[year] for year in (2023, 2024, 2025)})


CORRECTED = "received 2024-01-02; clarification_asked 2024-01-03; clarified 2024-01-04"
CORRECTED_IN_VAIN = "clarification_asked 2024-01-05; clarified 2024-01-08"


def of(line: str, **settings: Any) -> Clock:
    return clock(read_events(events_of(line)), settings=Settings(**settings))


@pytest.mark.parametrize("case", cases("clock"))
def test_worked_example(case: dict[str, Any]) -> None:
    events, own = read_events(events_of(case["events"])), Settings(**case.get("settings", {}))
    found = clock(events, settings=own)
    assert found.due == case.get("due")
    assert due_on(events, CALENDAR, own) == case.get("due")
    assert (found.waiting.reason if found.waiting else None) == case.get("waiting")
    assert (found.waiting.by if found.waiting else None) == case.get("by")
    assert found.closed == case.get("closed", "")
    assert found.suspended_days == case.get("suspended", 0)
    assert len(found.violations) == case.get("violations", 0)
    assert found.overdue == case.get("late", False)
    assert case["clause"] in {step.clause for step in (*found.steps, *found.violations)}
    rules = {name: getattr(own, name) for name in Settings.__slots__}
    facts = [(event.kind, event.on, event.data) for event in events]
    assert told(facts, working_days(KNOWN), rules).due == case.get("due")


@pytest.mark.parametrize("case", cases("receipt"))
def test_the_day_of_receipt(case: dict[str, Any]) -> None:
    given = {"event": "received", "on": case["received"], "channel": case.get("channel")}
    found = clock(read_events([given | {"confirmed_on": case.get("confirmed")}]))
    expected = date.fromisoformat(case["day"]) if "day" in case else None
    assert found.received_on == expected
    assert found.due == (CALENDAR.add(expected, 20) if expected else None)
    assert [v.text for v in found.violations] == (["确认晚于到达后1个工作日"] if case.get("late") else [])
    if expected is None:
        assert found.waiting is not None
        assert (found.waiting.reason, found.waiting.by) == ("等待确认", date.fromisoformat(case["by"]))
        assert [n.event for n in found.next] == ["confirmed", "withdrawn"]
    if case.get("confirmed"):
        later = [given, {"event": "confirmed", "on": case["confirmed"]}]
        again = clock(read_events(later))
        assert (again.received_on, again.due) == (found.received_on, found.due)
        assert [v.text for v in again.violations] == [v.text for v in found.violations]


def test_the_example_of_the_contract_line_by_line() -> None:
    found = of("received 2023-09-25; third_party_asked 2023-10-09; third_party_answered 2023-10-20")
    assert [(step.on.isoformat(), step.clause, step.due and step.due.isoformat()) for step in found.steps] == [
        ("2023-09-25", "REG2019/31", None),
        ("2023-09-25", "REG2019/33", "2023-10-27"),
        ("2023-10-09", "REG2019/32", None),
        ("2023-10-20", "REG2019/33", "2023-11-09"),
    ]
    assert "共9个工作日不计入期限，期限顺延至2023-11-09" in found.steps[-1].text
    assert found.steps[0].citation == "《中华人民共和国政府信息公开条例》（国务院令第711号）第三十一条"
    assert (found.used, found.left, found.limit) == (6, 14, 20)
    form = clock_to_json(found)
    assert (form["due"], form["suspensions"]) == (
        "2023-11-09",
        [
            {
                "from": "2023-10-10",
                "to": "2023-10-20",
                "reason": "征求第三方意见",
                "clause": "REG2019/32",
                "assumed": False,
            }
        ],
    )
    assert form["steps"][-1]["due"] == "2023-11-09"
    assert {"basis", "clause", "on", "text"} <= set(form["steps"][0])


def test_json_of_what_waits_and_of_what_is_closed() -> None:
    form = clock_to_json(of("received 2024-01-02; clarification_asked 2024-01-08 days=10"))
    assert form["due"] is None
    assert form["waiting"]["by"] == "2024-01-22"
    assert [n["event"] for n in form["next"]] == ["clarified", "abandoned", "withdrawn"]
    form = clock_to_json(of("received 2024-01-02; withdrawn 2024-01-08"))
    assert (form["closed"], form["due"], form["used"], form["next"]) == ("申请人撤回", None, None, [])
    open_opinion = clock_to_json(of("received 2024-01-02; opinion_asked 2024-01-08"))
    assert open_opinion["suspensions"][0]["to"] is None
    assert open_opinion["suspensions"][0]["assumed"] is True


def test_what_may_happen_next() -> None:
    found = of("received 2024-01-02; third_party_asked 2024-01-08; opinion_asked 2024-01-09")
    answers = {n.event: n.by for n in found.next if n.event.endswith("answered")}
    assert answers == {"third_party_answered": date(2024, 1, 29), "opinion_answered": None}
    cited = {n.event: n.clause for n in found.next}
    assert (cited["third_party_answered"], cited["opinion_answered"]) == ("REG2019/32", "REG2019/33")
    found = of("received 2024-01-02")
    due = date(2024, 1, 30)
    assert found.next == (
        Next("replied", due, "REG2019/33"),
        Next("clarification_asked", date(2024, 1, 11), "REG2019/30"),
        Next("extended", due, "REG2019/33"),
        Next("third_party_asked", due, "REG2019/32"),
        Next("co_maker_asked", due, "REG2019/34"),
        Next("opinion_asked", due, "REG2019/33"),
        Next("fee_notified", due, "FEE2020/6"),
        Next("withdrawn", None, "REG2019/29"),
    )
    once = of("received 2024-01-02; clarification_asked 2024-01-03; clarified 2024-01-04; extended 2024-01-05")
    assert {"clarification_asked", "extended"}.isdisjoint(n.event for n in once.next)
    again = of("received 2024-01-02; extended 2024-01-05 days=1", extension_once=False)
    assert "extended" in {n.event for n in again.next}
    assert of("received 2024-01-02; replied 2024-01-05").next == ()


def test_overdue_and_since_when() -> None:
    events = read_events(events_of("received 2024-01-02"))
    in_time = clock(events, on=date(2024, 1, 30))
    assert (in_time.overdue, in_time.used, in_time.left) == (False, 20, 0)
    late = clock(events, on=date(2024, 2, 2))
    assert (late.overdue, late.overdue_since, late.used, late.left) == (True, date(2024, 1, 31), 23, -3)
    assert late.steps[-1].text == "截至2024-02-02没有答复，期限2024-01-30已经届满，自2024-01-31起逾期"
    weekend = clock(read_events(events_of("received 2024-01-05")), on=date(2024, 2, 3))
    assert (weekend.due, weekend.overdue_since) == (date(2024, 2, 2), date(2024, 2, 3))
    with pytest.raises(EventError, match="截至日期2024-01-01早于最后一件事（2024-01-02）"):
        clock(events, on=date(2024, 1, 1))


def test_what_is_asked_too_late_takes_nothing_out() -> None:
    found = of("received 2024-01-02; opinion_asked 2024-02-01; opinion_answered 2024-02-08")
    assert (found.used, found.left) == (28, -8)
    assert "已经届满，不能再扣除" in found.violations[0].text
    assert len(found.suspensions) == 1


def test_a_set_day_is_the_limit() -> None:
    found = of("received 2024-01-02; delayed 2024-01-25 until=2024-03-29; extended 2024-02-01 days=5")
    assert (found.due, found.left) == (date(2024, 4, 8), found.limit - (found.used or 0))
    assert found.limit == CALENDAR.between(date(2024, 1, 2), date(2024, 4, 8))
    shorter = of("received 2024-01-02; delayed 2024-01-05 until=2024-01-10")
    assert "原期限更晚，仍至2024-01-30" in shorter.steps[-1].text


def test_what_the_steps_say() -> None:
    def texts(line: str, **settings: Any) -> str:
        return "\n".join(step.text for step in of(line, **settings).steps)

    asked = texts("received 2024-01-02; third_party_asked 2024-01-08; opinion_asked 2024-01-09").splitlines()
    assert asked[-3].endswith("，至2024-01-30届满（2024-01-06至2024-01-07不计：周末；2024-01-13至2024-01-14不计：周末；"
                              "2024-01-20至2024-01-21不计：周末；2024-01-27至2024-01-28不计：周末）")  # fmt: skip
    assert asked[-2].endswith("自2024-01-09起的时间不计入答复期限，第三方应当自收到之日起15个工作日内提出意见")
    assert asked[-1].endswith("自2024-01-10起的时间不计入答复期限")
    assert "2024-01-09至2024-01-09共1个工作日不计入期限" in texts(
        "received 2024-01-02; third_party_asked 2024-01-08; third_party_answered 2024-01-09"
    )
    assert "第三方的答复晚于15个工作日（2023-10-30）；逾期的，由行政机关依法决定是否公开" in texts(
        "received 2023-09-25; third_party_asked 2023-10-09; third_party_answered 2023-11-03"
    )
    assert "逾期的，视为同意公开" in texts(
        "received 2023-09-25; co_maker_asked 2023-10-09; co_maker_answered 2023-11-03"
    )
    assert "第三方当日答复，没有需要扣除的时间" in texts(
        "received 2023-09-25; third_party_asked 2023-10-09; third_party_answered 2023-10-09"
    )
    assert "（另有征求意见未答复，暂算到其期满之日）" in texts(
        "received 2024-01-02; third_party_asked 2024-01-08; co_maker_asked 2024-01-09; third_party_answered 2024-02-05"
    )
    assert "（这段时间已经扣除，或者不影响期限）" in texts(
        "received 2024-01-02; opinion_asked 2024-01-08; opinion_answered 2024-01-20; third_party_asked 2024-01-24;"
        " co_maker_asked 2024-01-24; third_party_answered 2024-01-26; co_maker_answered 2024-01-26"
    )
    assert "征求其他机关意见尚未答复，届满之日未定" in texts(
        "received 2024-01-02; opinion_asked 2024-01-03; clarification_asked 2024-01-08; clarified 2024-01-15"
    )
    assert texts("received 2024-01-02; opinion_asked 2024-01-03; extended 2024-01-08 days=5").endswith("延长5个工作日")
    assert texts(
        "received 2024-01-02; opinion_asked 2024-01-03; co_maker_asked 2024-01-03; co_maker_answered 2024-01-08"
    ).endswith("共3个工作日不计入期限")
    assert texts(
        "received 2024-01-02; opinion_asked 2024-01-03; fee_notified 2024-01-08; fee_paid 2024-01-09",
        fee_restarts_limit=False,
    ).endswith("等待缴费的时间不计入期限")
    assert "补正晚于告知的期限2024-01-10" in texts(
        "received 2024-01-02; clarification_asked 2024-01-08 days=2; clarified 2024-01-15"
    )
    assert "缴费晚于2024-02-06，由行政机关决定是否继续处理" in texts(
        "received 2024-01-02; fee_notified 2024-01-10; fee_paid 2024-02-07"
    )
    assert "申请人缴费，20个工作日的答复期限自次日重新计算，至2024-02-19届满" in texts(
        "received 2024-01-02; fee_notified 2024-01-10; fee_paid 2024-01-17"
    )
    assert "答复期限比照补正自次日重新起算，至2024-02-08届满" in texts(
        "received 2024-01-02; reasons_asked 2024-01-05; reasons_given 2024-01-12", reasons_restart_limit=True
    )
    assert "收费通知在答复期限（2024-01-30）届满之后发出" in texts("received 2024-01-02; fee_notified 2024-02-01")
    assert "通知补正超过收到申请之日起7个工作日（2024-01-11）" in texts(
        "received 2024-01-02; clarification_asked 2024-01-12"
    )
    for day in ("2024-01-15", "2024-01-29"):
        assert "等待补正的期限（2024-01-29）还没有届满" in texts(
            f"received 2024-01-02; clarification_asked 2024-01-08; abandoned {day}"
        )
    for early in (
        "clarification_asked 2024-01-08; clarified 2024-01-15",
        "fee_notified 2024-01-08; fee_paid 2024-01-15",
    ):
        assert "晚于" not in texts(f"received 2024-01-02; {early}")
    assert "原期限更晚" not in texts("received 2024-01-02; delayed 2024-01-05 until=2024-01-30")
    assert "答复于2024-01-30，在期限之内" in texts("received 2024-01-02; replied 2024-01-30")
    assert "答复于2024-01-31，逾期，应当在2024-01-30之前答复" in texts("received 2024-01-02; replied 2024-01-31")


def test_a_second_fee_notice_keeps_the_wait() -> None:
    line = "received 2024-01-02; fee_notified 2024-01-10; fee_notified 2024-01-12; fee_paid 2024-01-17"
    assert of(line, fee_restarts_limit=False).suspended_days == 5
    waiting = of("received 2024-01-02; fee_notified 2024-01-10; fee_notified 2024-01-12").waiting
    assert waiting is not None
    assert (waiting.since, waiting.by) == (date(2024, 1, 10), CALENDAR.add(date(2024, 1, 12), 20))
    late = of("received 2024-01-02; fee_notified 2024-01-10 delivered_on=2024-01-15").waiting
    assert late is not None
    assert late.by == CALENDAR.add(date(2024, 1, 15), 20)


def test_answers_find_their_questions() -> None:
    crossed = of(
        "received 2024-03-01; third_party_asked 2024-03-04 party=甲; third_party_asked 2024-03-05 party=乙;"
        " third_party_answered 2024-03-06 party=乙"
    )
    assert [(s.first.day, s.assumed) for s in crossed.suspensions] == [(6, False), (5, True)]
    unnamed = of("received 2024-03-01; third_party_asked 2024-03-04 party=甲; third_party_answered 2024-03-06")
    assert [s.assumed for s in unnamed.suspensions] == [False]
    to_all = of("received 2024-03-01; third_party_asked 2024-03-04; third_party_answered 2024-03-06 party=甲")
    assert [s.assumed for s in to_all.suspensions] == [False]
    with pytest.raises(EventError, match="没有征求第三方意见就有答复"):
        of("received 2024-03-01; third_party_asked 2024-03-04 party=甲; third_party_answered 2024-03-06 party=乙")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("received 2024-01-02; received 2024-01-03", "“收到申请”写了两次（2024-01-03）"),
        ("received 2024-01-02; replied 2024-01-03; extended 2024-01-04", "已经答复之后不能再有“延长答复期限”"),
        ("received 2024-01-02; withdrawn 2024-01-03; replied 2024-01-04", "申请人撤回之后不能再有“答复”"),
        ("extended 2024-01-02", "“延长答复期限”（2024-01-02）之前没有收到申请"),
        ("withdrawn 2024-01-02", "“申请人撤回”（2024-01-02）之前没有收到申请"),
        ("confirmed 2024-01-02", "没有等待确认的申请"),
        ("received 2024-01-02; confirmed 2024-01-03", "没有等待确认的申请"),
        ("received 2024-01-02 channel=fax; received 2024-01-03", "“收到申请”写了两次"),
        ("received 2024-01-02 channel=fax; replied 2024-01-03", "之前没有收到申请，或者收到日期还没有确认"),
        ("received 2024-01-02 channel=fax confirmed_on=2024-01-01", "确认日期2024-01-01早于到达日期2024-01-02"),
        ("received 2024-01-02 channel=fax confirmed_on=2024-01-05; replied 2024-01-04", "早于收到申请之日"),
        ("received 2024-01-02; clarified 2024-01-03", "没有通知补正就收到补正"),
        ("received 2024-01-02; clarification_asked 2024-01-03; replied 2024-01-04", "补正期间不能“答复”"),
        ("received 2024-01-02; clarification_asked 2024-01-03; opinion_asked 2024-01-04", "补正期间不能“征求其他"),
        ("received 2024-01-02; fee_notified 2024-01-03; clarification_asked 2024-01-04", "等待缴费期间不能“通知补正”"),
        ("received 2024-01-02; fee_paid 2024-01-03", "没有收费通知就有缴费"),
        ("received 2024-01-02; clarification_asked 2024-01-03; fee_paid 2024-01-04", "没有收费通知就有缴费"),
        ("received 2024-01-02; fee_notified 2024-01-03; clarified 2024-01-04", "没有通知补正就收到补正"),
        (
            "received 2024-01-02; reasons_asked 2024-01-03; reasons_given 2024-01-04; reasons_given 2024-01-05",
            "没有要求说明理由就有说明",
        ),
        ("received 2024-01-02; clarification_asked 2024-01-03; confirmed 2024-01-04", "没有等待确认的申请"),
        (f"{CORRECTED}; {CORRECTED_IN_VAIN}; clarified 2024-01-09", "没有通知补正就收到补正"),
        ("received 2024-01-02; reasons_given 2024-01-03", "没有要求说明理由就有说明"),
        ("received 2024-01-02; third_party_answered 2024-01-03", "没有征求第三方意见就有答复"),
        ("received 2024-01-02; co_maker_answered 2024-01-03", "没有征求共同制作机关意见就有答复"),
        ("received 2024-01-02; opinion_answered 2024-01-03", "没有征求其他机关意见就有答复"),
        ("received 2024-01-02; third_party_asked 2024-01-05 delivered_on=2024-01-04", "早于“征求第三方意见”"),
        ("received 2024-01-02; fee_notified 2024-01-05 delivered_on=2024-01-04", "早于“发出收费通知”"),
        ("received 2024-01-02; extended 2024-01-03 days=21", "延长21个工作日超过了20个工作日的上限"),
        ("received 2024-01-02; delayed 2024-01-03", "“确定延迟答复的期限”没有写until"),
        ("received 2024-01-02; delayed 2024-01-03 until=2024-01-02", "延迟答复的期限2024-01-02早于作出的日期"),
        ("received 2024-01-02; abandoned 2024-01-03", "没有等待补正或者缴费，不能“视为放弃申请”"),
        ("received 2024-01-02; replied 2024-01-03 posted_on=2024-01-01", "答复之日2024-01-01早于收到申请之日"),
    ],
)
def test_what_cannot_follow(line: str, says: str) -> None:
    for read in (clock, lambda e: due_on(e, CALENDAR)):
        with pytest.raises(EventError, match=says) as caught:
            read(read_events(events_of(line)))
        assert "\n" not in str(caught.value)


def test_steps_on_the_last_day_are_in_time() -> None:
    assert of("received 2024-01-02; extended 2024-01-30 days=1").violations == ()
    assert of("received 2024-01-02; fee_notified 2024-01-30").violations == ()
    assert of("received 2024-01-02; clarification_asked 2024-01-11").violations == ()
    assert of("received 2024-01-02; extended 2024-01-05 days=20").extended == 20
    assert of("received 2024-01-02; delayed 2024-01-30 until=2024-03-01").due == date(2024, 3, 1)
    assert of("received 2024-01-02; replied 2024-01-02 posted_on=2024-01-02").violations == ()
    assert of("received 2024-01-02; third_party_asked 2024-01-30 delivered_on=2024-01-30").violations == ()
    assert of("received 2024-01-02; fee_notified 2024-01-30 delivered_on=2024-01-30").violations == ()
    assert clock([Event("received", date(2024, 1, 2))], on=date(2024, 1, 2)).used == 0
    paid = "received 2024-01-02; fee_notified 2024-01-10; fee_paid 2024-02-06"
    assert not any("晚于" in step.text for step in of(paid).steps)
    corrected = "received 2024-01-02; clarification_asked 2024-01-08; clarified 2024-01-29"
    assert not any("晚于" in step.text for step in of(corrected).steps)
    answered = "received 2024-01-02; third_party_asked 2024-01-08; third_party_answered 2024-01-29"
    assert not any("晚于" in step.text for step in of(answered).steps)
    abandoned = "received 2024-01-02; clarification_asked 2024-01-08; abandoned 2024-01-30"
    assert of(abandoned).violations == ()


def test_two_void_notices_may_both_be_answered() -> None:
    asked, answered = "clarification_asked 2024-01-05", "clarified 2024-01-08"
    line = f"received 2024-01-02; {asked}; {answered}; {asked}; {asked}; {answered}; {answered}".split("; ")
    found = of("; ".join(sorted(line, key=lambda part: part.split()[1])))
    assert found.due == CALENDAR.add(date(2024, 1, 8), 20)
    assert len(found.violations) == 2


def test_what_is_open_at_the_reply() -> None:
    same_day = of("received 2024-01-02; opinion_asked 2024-01-10; replied 2024-01-10")
    assert same_day.suspensions == ()
    next_day = of("received 2024-01-02; opinion_asked 2024-01-10; replied 2024-01-11")
    assert [(s.first, s.last) for s in next_day.suspensions] == [(date(2024, 1, 11), date(2024, 1, 11))]
    assert next_day.suspended_days == 1
    early = "received 2024-01-02; third_party_asked 2024-01-08; third_party_answered 2024-01-10"
    assert of(early, consultation_ends_at_limit=True).due == of(early).due


def test_events_out_of_order_and_none() -> None:
    events = [Event("received", date(2024, 1, 3)), Event("extended", date(2024, 1, 2))]
    with pytest.raises(EventError, match="“延长答复期限”（2024-01-02）早于前一件事（2024-01-03）"):
        clock(events)
    for nothing in (lambda: clock([]), lambda: due_on([], CALENDAR)):
        with pytest.raises(EventError, match="没有任何事件"):
            nothing()


def test_a_year_without_a_notice() -> None:
    events = read_events(events_of("received 2025-12-20"))
    with pytest.raises(CalendarGap, match="没有2026年的放假安排"):
        clock(events, calendar=KNOWN)
    found = clock(events, calendar=KNOWN.provisional(2026))
    assert (found.provisional, found.missing) == (True, (2026,))
    assert clock(events).missing == ()


def test_changes_lists_what_differs() -> None:
    requests = {
        "early": read_events(events_of("received 2025-03-03")),
        "late": read_events(events_of("received 2025-12-22; extended 2025-12-23 days=20")),
        "closed": read_events(events_of("received 2025-12-22; withdrawn 2025-12-23")),
        "waits": read_events(events_of("received 2025-12-15; clarification_asked 2025-12-16 days=5")),
    }
    provisional = KNOWN.provisional(2026)
    assert changes(requests, KNOWN, CALENDAR) == [Change("late", None, CALENDAR.add(date(2025, 12, 22), 40))]
    (change,) = changes(requests, provisional, CALENDAR)
    assert change == Change("late", provisional.add(date(2025, 12, 22), 40), CALENDAR.add(date(2025, 12, 22), 40))
    assert changes(requests, CALENDAR, CALENDAR) == []


def test_the_sum_under_every_clock() -> None:
    monday = date(2024, 3, 4)
    assert due_day(CALENDAR, monday, 5) == date(2024, 3, 11)
    assert due_day(CALENDAR, monday, 5, [(date(2024, 3, 6), date(2024, 3, 7))]) == date(2024, 3, 13)
    assert due_day(CALENDAR, monday, 5, [(date(2024, 3, 12), date(2024, 3, 20))]) == date(2024, 3, 11)
    assert due_day(CALENDAR, monday, 5, [(date(2024, 3, 11), date(2024, 3, 11))]) == date(2024, 3, 12)
    assert due_day(CALENDAR, monday, 5, [(date(2024, 2, 1), monday)]) == date(2024, 3, 11)
    assert due_day(CALENDAR, monday, 5, [(date(2024, 3, 6), None)]) is None
    assert due_day(CALENDAR, monday, 5, [(date(2024, 3, 12), None)]) == date(2024, 3, 11)
    assert counted_days(CALENDAR, monday, date(2024, 3, 8), [(date(2024, 2, 1), date(2024, 2, 2))]) == 4
    assert counted_days(CALENDAR, monday, monday) == 0
    assert counted_days(CALENDAR, monday, date(2024, 3, 1)) == 0
    assert counted_days(CALENDAR, monday, date(2024, 3, 8), [(date(2024, 3, 6), None)]) == 1
    assert counted_days(CALENDAR, monday, date(2024, 3, 8), [(date(2024, 3, 9), None)]) == 4
    both = [(date(2024, 3, 5), date(2024, 3, 6)), (date(2024, 3, 5), date(2024, 3, 7))]
    assert counted_days(CALENDAR, monday, date(2024, 3, 8), both) == 1
