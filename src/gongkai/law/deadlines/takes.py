"""What each kind of event does to the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gongkai.law.deadlines.consulting import ASKED, CONSULTED, SILENCE, Consultation
from gongkai.law.deadlines.limits import CLARIFY_WITHIN, EXTENSION_MOST, PAY_WITHIN, REPLY_LIMIT
from gongkai.law.deadlines.model import CONFIRMATION, CORRECTION, PAYMENT, Waiting
from gongkai.law.deadlines.run import Run
from gongkai.law.events import CHANNELS, Event, EventError

__all__ = ["take"]

_ENDS = {"withdrawn": "REG2019/29", "transferred": "REG2019/10"}
_WITHOUT_RECEIPT = frozenset({"received", "confirmed", "withdrawn", "transferred"})
_NOT_WHILE_CORRECTING = frozenset({"replied", "fee_notified", *ASKED})


def take(run: Run, event: Event) -> None:
    """Lets an event happen. Raises EventError where it cannot follow what came before, CalendarGap."""
    if run.replied_on is not None or run.closed:
        ended = "已经答复" if run.replied_on else run.closed
        raise EventError(f"{ended}之后不能再有“{event.name}”（{event.on.isoformat()}）")
    if run.received_on is None:
        if event.kind not in _WITHOUT_RECEIPT or (event.kind in _ENDS and run.waiting is None):
            raise EventError(f"“{event.name}”（{event.on.isoformat()}）之前没有收到申请，或者收到日期还没有确认")
    elif event.on < run.received_on and event.kind not in _ENDS:
        raise EventError(f"“{event.name}”（{event.on.isoformat()}）早于收到申请之日（{run.received_on.isoformat()}）")
    if run.waiting is not None and run.waiting.reason == CORRECTION and event.kind in _NOT_WHILE_CORRECTING:
        raise EventError(f"补正期间不能“{event.name}”（{event.on.isoformat()}）")
    _TAKES[event.kind](run, event)


def _received(run: Run, event: Event) -> None:
    if run.start is not None or run.waiting is not None:
        raise EventError(f"“收到申请”写了两次（{event.on.isoformat()}）")
    channel = CHANNELS.get(event.data.get("channel", ""))
    if channel is None:
        _begin(run, event.on, f"{event.on.isoformat()}为收到申请之日")
    elif not channel.confirmed:
        _begin(run, event.on, f"{channel.label}，{channel.receipt}：{event.on.isoformat()}")
    elif (confirmed := event.day("confirmed_on")) is None:
        by = run.calendar.add(event.on, run.settings.confirm_within)
        run.waiting = Waiting(CONFIRMATION, event.on, by, "应当及时与申请人确认收到申请之日", "REG2019/31")
        text = f"{channel.label}，{event.on.isoformat()}到达，{channel.receipt}，尚未确认，期限没有开始"
        run.step(event.on, text, "REG2019/31")
    elif confirmed < event.on:
        raise EventError(f"确认日期{confirmed.isoformat()}早于到达日期{event.on.isoformat()}")
    else:
        text = f"{channel.label}，{event.on.isoformat()}到达，{channel.receipt}：{confirmed.isoformat()}"
        _begin(run, confirmed, text)
        _confirmed_late(run, event.on, confirmed)


def _confirmed(run: Run, event: Event) -> None:
    waiting = run.waiting
    if waiting is None or waiting.reason != CONFIRMATION:
        raise EventError(f"没有等待确认的申请（{event.on.isoformat()}）")
    run.waiting = None
    _begin(run, event.on, f"与申请人确认，收到申请之日为{event.on.isoformat()}")
    _confirmed_late(run, waiting.since, event.on)


def _confirmed_late(run: Run, arrived: date, confirmed: date) -> None:
    within = run.settings.confirm_within
    if run.explained and confirmed > run.calendar.add(arrived, within):
        run.violation(confirmed, f"确认晚于到达后{within}个工作日", "REG2019/31")


def _begin(run: Run, day: date, text: str) -> None:
    run.received_on = run.start = day
    if run.explained:
        run.step(day, text, "REG2019/31")
        _tell_limit(run, day, f"答复期限{REPLY_LIMIT}个工作日，自次日起算", "REG2019/33")


def _tell_limit(run: Run, on: date, text: str, clause_id: str) -> None:
    due = run.due()
    if run.start is None or due is None:
        run.step(on, f"{text}；征求其他机关意见尚未答复，届满之日未定", clause_id)
        return
    lines = run.calendar.explain_add(run.start, run.limit).explain()
    detail = f"（{'；'.join(lines)}）" if lines else ""
    run.step(on, f"{text}，至{due.isoformat()}届满{detail}", clause_id, due=due)


def _clarification_asked(run: Run, event: Event) -> None:
    assert run.received_on is not None
    if run.waiting is not None and run.waiting.reason == PAYMENT:
        raise EventError(f"等待缴费期间不能“{event.name}”（{event.on.isoformat()}）")
    if run.clarified_once:
        run.void_clarifications += 1
        run.violation(event.on, "补正应当一次性告知，再次通知补正不影响答复期限", "REG2019/30")
        return
    run.clarified_once = True
    by = run.calendar.add(event.on, event.data.get("days", run.settings.correction_period))
    run.waiting = Waiting(CORRECTION, event.on, by, "无正当理由逾期不补正的，视为放弃申请，不再处理", "REG2019/30")
    if run.explained:
        text = f"通知补正，等待申请人，答复期限待收到补正后重新计算；补正期限至{by.isoformat()}"
        run.step(event.on, text, "REG2019/30")
        within = run.calendar.add(run.received_on, CLARIFY_WITHIN)
        if event.on > within:
            late = f"通知补正超过收到申请之日起{CLARIFY_WITHIN}个工作日（{within.isoformat()}）"
            run.violation(event.on, late, "REG2019/30")


def _clarified(run: Run, event: Event) -> None:
    waiting = run.waiting
    if waiting is None or waiting.reason != CORRECTION:
        if not run.void_clarifications:
            raise EventError(f"没有通知补正就收到补正（{event.on.isoformat()}）")
        run.void_clarifications -= 1
        run.step(event.on, "收到再次通知的补正，答复期限不重新计算", "REG2019/30", due=run.due())
        return
    run.waiting = None
    run.restart(event.on)
    if run.explained:
        if waiting.by is not None and event.on > waiting.by:
            late = f"补正晚于告知的期限{waiting.by.isoformat()}，由行政机关判断有无正当理由"
            run.step(event.on, late, "REG2019/30")
        _tell_limit(run, event.on, f"收到补正，{REPLY_LIMIT}个工作日的答复期限自次日重新起算", "REG2019/30")


def _asked(run: Run, event: Event) -> None:
    assert run.consultation is not None
    who, clause_id, limit = ASKED[event.kind]
    _not_before(event, "delivered_on", "收到征求意见的日期")
    if run.explained:
        ran_out = run.ran_out_on()
        if ran_out is not None and event.on > ran_out:
            late = f"征求{who}意见时答复期限（{ran_out.isoformat()}）已经届满，不能再扣除"
            run.violation(event.on, late, clause_id)
        until = "" if limit is None else f"，{who}应当自收到之日起{limit}个工作日内提出意见"
        first = run.first_day(event.on)
        text = f"发函征求{who}意见，自{first.isoformat()}起的时间不计入答复期限{until}"
        run.step(event.on, text, clause_id)
    run.open_asks.append(run.consultation)


def _answered(run: Run, event: Event) -> None:
    one = run.consultation
    if one is None:
        who = ASKED[event.kind.replace("answered", "asked")][0]
        raise EventError(f"没有征求{who}意见就有答复（{event.on.isoformat()}）")
    clause_id = ASKED[one.asked.kind][1]
    before = run.due() if run.explained else None
    last = run.last_day(one)
    assert last is not None
    first = run.first_day(one.asked.on)
    run.open_asks.remove(one)
    run.suspend(first, last, CONSULTED[one.asked.kind], clause_id)
    if run.explained:
        _tell_answer(run, event, one, (first, last), before)


def _tell_answer(run: Run, event: Event, one: Consultation, span: tuple[date, date], before: date | None) -> None:
    first, last = span
    who, clause_id, limit = ASKED[one.asked.kind]
    by = run.answer_by(one.asked)
    if by is not None and event.on > by:
        text = f"{who}的答复晚于{limit}个工作日（{by.isoformat()}）；逾期的，{SILENCE[one.asked.kind]}"
        run.step(event.on, text, clause_id)
    due = run.due()
    if first > last:
        run.step(event.on, f"{who}当日答复，没有需要扣除的时间", clause_id, due=due)
        return
    # Both ends count; the day before the first may lie before the calendar.
    days = run.calendar.between(first, last) + run.calendar.is_workday(first)
    text = f"{who}答复，{first.isoformat()}至{last.isoformat()}共{days}个工作日不计入期限"
    if due is not None:
        still = f"，期限仍至{due.isoformat()}（这段时间已经扣除，或者不影响期限）"
        moved = f"，期限顺延至{due.isoformat()}" + ("（另有征求意见未答复，暂算到其期满之日）" if run.open_asks else "")
        text += still if due == before else moved
    run.step(event.on, text, "REG2019/33", due=due)


def _extended(run: Run, event: Event) -> None:
    days = event.data.get("days", EXTENSION_MOST)
    if days > EXTENSION_MOST:
        raise EventError(f"延长{days}个工作日超过了{EXTENSION_MOST}个工作日的上限（{event.on.isoformat()}）")
    if run.extensions and run.settings.extension_once:
        run.violation(event.on, "答复期限已经延长过一次，再次延长无效", "REG2019/33")
        return
    ran_out = run.ran_out_on()
    if ran_out is not None and event.on > ran_out:
        run.violation(event.on, f"延期告知在期限（{ran_out.isoformat()}）届满之后作出，延长无效", "REG2019/33")
        return
    run.extensions += 1
    run.extended += days
    if run.delayed_until is not None:
        run.delayed_until = run.calendar.add(run.delayed_until, days)
    if run.explained:
        due = run.due()
        told = f"，至{due.isoformat()}届满" if due else ""
        run.step(event.on, f"经公开工作机构负责人同意并告知申请人，延长{days}个工作日{told}", "REG2019/33", due=due)


def _fee_notified(run: Run, event: Event) -> None:
    _not_before(event, "delivered_on", "收到收费通知的日期")
    by = run.calendar.add(event.day("delivered_on") or event.on, PAY_WITHIN)
    if run.explained:
        ran_out = run.ran_out_on()
        if ran_out is not None and event.on > ran_out:
            run.violation(event.on, f"收费通知在答复期限（{ran_out.isoformat()}）届满之后发出", "FEE2020/6")
        text = f"发出收费通知，申请人应当在{PAY_WITHIN}个工作日内（至{by.isoformat()}）缴纳"
        run.step(event.on, text, "FEE2020/6")
    since = event.on if run.waiting is None else run.waiting.since
    run.waiting = Waiting(PAYMENT, since, by, "逾期未缴纳的，视为放弃申请，不再处理", "FEE2020/6")


def _fee_paid(run: Run, event: Event) -> None:
    waiting = run.waiting
    if waiting is None or waiting.reason != PAYMENT:
        raise EventError(f"没有收费通知就有缴费（{event.on.isoformat()}）")
    if waiting.by is not None and event.on > waiting.by:
        run.step(event.on, f"缴费晚于{waiting.by.isoformat()}，由行政机关决定是否继续处理", "FEE2020/6")
    if not run.settings.fee_restarts_limit:
        _end_wait_for_payment(run, waiting, event.on)
        due = run.due()
        told = f"，至{due.isoformat()}届满" if due else ""
        run.step(event.on, f"申请人缴费，等待缴费的时间不计入期限{told}", "FEE2020/6", due=due)
        return
    run.waiting = None
    run.restart(event.on)
    if run.explained:
        _tell_limit(run, event.on, f"申请人缴费，{REPLY_LIMIT}个工作日的答复期限自次日重新计算", "FEE2020/6")


def _end_wait_for_payment(run: Run, waiting: Waiting, on: date) -> None:
    """The time of waiting is left out of the count, and the count goes on."""
    run.waiting = None
    run.suspend(run.first_day(waiting.since), on, PAYMENT, "FEE2020/6")


def _reasons_asked(run: Run, event: Event) -> None:
    run.reasons_open = True
    run.step(event.on, "申请数量、频次明显超过合理范围，要求申请人说明理由", "REG2019/35", due=run.due())


def _reasons_given(run: Run, event: Event) -> None:
    if not run.reasons_open:
        raise EventError(f"没有要求说明理由就有说明（{event.on.isoformat()}）")
    run.reasons_open = False
    if not run.settings.reasons_restart_limit:
        run.step(event.on, "申请人说明了理由", "REG2019/35", due=run.due())
        return
    run.restart(event.on)
    if run.explained:
        _tell_limit(run, event.on, "申请人说明了理由，答复期限比照补正自次日重新起算", "REG2019/35")


def _delayed(run: Run, event: Event) -> None:
    until = event.day("until")
    if until is None:
        raise EventError(f"“{event.name}”没有写until（{event.on.isoformat()}）")
    if until < event.on:
        raise EventError(f"延迟答复的期限{until.isoformat()}早于作出的日期{event.on.isoformat()}")
    ran_out = run.ran_out_on()
    if ran_out is not None and event.on > ran_out:
        run.violation(event.on, f"在答复期限（{ran_out.isoformat()}）届满之后才确定延迟，延迟无效", "REG2019/35")
        return
    run.delayed_until = run.calendar.roll(until)
    due = run.due()
    text = f"理由合理而不能在期限内答复，确定延迟至{run.delayed_until.isoformat()}答复并告知申请人"
    if due is not None and due > run.delayed_until:
        text += f"，原期限更晚，仍至{due.isoformat()}"
    run.step(event.on, text, "REG2019/35", due=due)


def _replied(run: Run, event: Event) -> None:
    posted, signed = event.day("posted_on"), event.day("signed_on")
    day = posted or signed or event.on
    if run.received_on is not None and day < run.received_on:
        raise EventError(f"答复之日{day.isoformat()}早于收到申请之日{run.received_on.isoformat()}")
    if posted:
        run.step(day, f"答复邮寄，以交邮之日{day.isoformat()}为答复之日", "I235/1")
    elif signed:
        run.step(day, f"答复直接送达，以签收之日{day.isoformat()}为答复之日", "I235/1")
    run.replied_on = day
    if run.waiting is not None:
        _end_wait_for_payment(run, run.waiting, day)
    # A consultation still open ends with the reply, or has ended with its limit.
    for one in run.open_asks:
        first, last = run.first_day(one.asked.on), min(run.answer_by(one.asked) or day, day)
        if last >= first:
            run.suspend(first, last, CONSULTED[one.asked.kind], ASKED[one.asked.kind][1])
    run.open_asks = []


def _abandoned(run: Run, event: Event) -> None:
    waiting = run.waiting
    if waiting is None or waiting.reason not in (CORRECTION, PAYMENT):
        raise EventError(f"没有等待补正或者缴费，不能“{event.name}”（{event.on.isoformat()}）")
    if waiting.by is not None and event.on <= waiting.by:
        run.violation(event.on, f"{waiting.reason}的期限（{waiting.by.isoformat()}）还没有届满", waiting.clause)
    _close(run, event, waiting.clause)


def _ended(run: Run, event: Event) -> None:
    _close(run, event, _ENDS[event.kind])


def _close(run: Run, event: Event, clause_id: str) -> None:
    run.closed = event.name
    run.waiting = None
    run.step(event.on, f"{event.name}，期限终止", clause_id)


def _not_before(event: Event, key: str, what: str) -> None:
    day = event.day(key)
    if day is not None and day < event.on:
        raise EventError(f"{what}{day.isoformat()}早于“{event.name}”（{event.on.isoformat()}）")


_TAKES: dict[str, Callable[[Run, Event], None]] = {
    "received": _received,
    "confirmed": _confirmed,
    "clarification_asked": _clarification_asked,
    "clarified": _clarified,
    "reasons_asked": _reasons_asked,
    "reasons_given": _reasons_given,
    "third_party_asked": _asked,
    "third_party_answered": _answered,
    "co_maker_asked": _asked,
    "co_maker_answered": _answered,
    "opinion_asked": _asked,
    "opinion_answered": _answered,
    "extended": _extended,
    "delayed": _delayed,
    "fee_notified": _fee_notified,
    "fee_paid": _fee_paid,
    "replied": _replied,
    "abandoned": _abandoned,
    "withdrawn": _ended,
    "transferred": _ended,
}
