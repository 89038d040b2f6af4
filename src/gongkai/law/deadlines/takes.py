"""What each kind of event does to the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gongkai.law.deadlines.counting import ONE_DAY
from gongkai.law.deadlines.limits import CLARIFY_WITHIN, EXTENSION_MOST, PAY_WITHIN, REPLY_LIMIT
from gongkai.law.deadlines.model import Suspension, Waiting
from gongkai.law.deadlines.run import ASKED, Run
from gongkai.law.events import CHANNELS, Event, EventError

__all__ = ["take"]

_ANSWERS = {
    "third_party_answered": "third_party_asked",
    "co_maker_answered": "co_maker_asked",
    "opinion_answered": "opinion_asked",
}
_SILENCE = {"third_party_asked": "由行政机关依法决定是否公开", "co_maker_asked": "视为同意公开"}
_ENDS = {"abandoned": "REG2019/30", "withdrawn": "REG2019/29", "transferred": "REG2019/10"}


def take(run: Run, event: Event) -> None:
    """Lets an event happen. Raises EventError where it cannot follow what came before, CalendarGap."""
    if run.replied_on is not None or run.closed:
        ended = "已经答复" if run.replied_on else run.closed
        raise EventError(f"{ended}之后不能再有“{event.name}”（{event.on.isoformat()}）")
    if run.received_on is None and event.kind not in ("received", "confirmed", "withdrawn", "transferred"):
        raise EventError(f"“{event.name}”（{event.on.isoformat()}）之前没有收到申请，或者收到日期还没有确认")
    if (
        run.waiting is not None
        and event.kind in ("replied", "fee_notified", *ASKED)
        and run.waiting.reason == "等待补正"
    ):
        raise EventError(f"补正期间不能“{event.name}”（{event.on.isoformat()}）")
    _TAKES[event.kind](run, event)


def _received(run: Run, event: Event) -> None:
    if run.start is not None or run.waiting is not None:
        raise EventError(f"“收到申请”写了两次（{event.on.isoformat()}）")
    channel = CHANNELS.get(event.data.get("channel", ""))
    if channel is None:
        _begin(run, event.on, f"{event.on.isoformat()}为收到申请之日")
        return
    if not channel.confirmed:
        _begin(run, event.on, f"{channel.label}，{channel.receipt}：{event.on.isoformat()}")
        return
    confirmed = event.day("confirmed_on")
    if confirmed is not None:
        if confirmed < event.on:
            raise EventError(f"确认日期{confirmed.isoformat()}早于到达日期{event.on.isoformat()}")
        _begin(
            run, confirmed, f"{channel.label}，{event.on.isoformat()}到达，{channel.receipt}：{confirmed.isoformat()}"
        )
        return
    by = run.calendar.add(event.on, run.settings.confirm_within)
    run.waiting = Waiting("等待确认", event.on, by, "应当及时与申请人确认收到申请之日", "REG2019/31")
    run.step(
        event.on,
        f"{channel.label}，{event.on.isoformat()}到达，{channel.receipt}，尚未确认，期限没有开始",
        "REG2019/31",
    )


def _confirmed(run: Run, event: Event) -> None:
    if run.waiting is None or run.waiting.reason != "等待确认":
        raise EventError(f"没有等待确认的申请（{event.on.isoformat()}）")
    late = run.waiting.by is not None and event.on > run.waiting.by
    run.waiting = None
    _begin(run, event.on, f"与申请人确认，收到申请之日为{event.on.isoformat()}")
    if late:
        run.violation(event.on, f"确认晚于到达后{run.settings.confirm_within}个工作日", "REG2019/31")


def _begin(run: Run, day: date, text: str) -> None:
    run.received_on = run.start = day
    run.step(day, text, "REG2019/31")
    _tell_limit(run, day, f"答复期限{REPLY_LIMIT}个工作日，自次日起算", "REG2019/33")


def _tell_limit(run: Run, on: date, text: str, clause_id: str) -> None:
    if not run.explained:
        return
    due = run.due()
    assert due is not None
    assert run.start is not None
    answer = run.calendar.explain_add(run.start, REPLY_LIMIT + run.extended)
    detail = f"（{'；'.join(lines)}）" if (lines := answer.explain()) else ""
    run.step(on, f"{text}，至{due.isoformat()}届满{detail}", clause_id, due=due)


def _clarification_asked(run: Run, event: Event) -> None:
    assert run.received_on is not None
    if run.clarified_once:
        run.violation(event.on, "补正应当一次性告知，再次通知补正不影响答复期限", "REG2019/30")
        return
    by = run.calendar.add(run.received_on, CLARIFY_WITHIN)
    run.clarified_once = True
    due_by = run.calendar.add(event.on, int(event.data.get("days", run.settings.correction_period)))
    run.step(
        event.on, f"通知补正，等待申请人，答复期限待收到补正后重新计算；补正期限至{due_by.isoformat()}", "REG2019/30"
    )
    if event.on > by:
        run.violation(event.on, f"通知补正超过收到申请之日起{CLARIFY_WITHIN}个工作日（{by.isoformat()}）", "REG2019/30")
    run.waiting = Waiting("等待补正", event.on, due_by, "无正当理由逾期不补正的，视为放弃申请，不再处理", "REG2019/30")


def _clarified(run: Run, event: Event) -> None:
    if run.waiting is None or run.waiting.reason != "等待补正":
        raise EventError(f"没有通知补正就收到补正（{event.on.isoformat()}）")
    if run.waiting.by is not None and event.on > run.waiting.by:
        run.step(event.on, f"补正晚于告知的期限{run.waiting.by.isoformat()}，由行政机关判断有无正当理由", "REG2019/30")
    run.waiting = None
    _restart(run, event.on)
    _tell_limit(run, event.on, f"收到补正，{REPLY_LIMIT}个工作日的答复期限自次日重新起算", "REG2019/30")


def _restart(run: Run, day: date) -> None:
    """The limit begins anew: what was suspended before no longer matters, and by default neither does an extension."""
    run.start = day
    run.fixed = None
    run.closed_suspensions = [s for s in run.closed_suspensions if s.last is not None and s.last > day]
    if not run.settings.restart_keeps_extension:
        run.extended = 0


def _asked(run: Run, event: Event) -> None:
    who, clause_id, limit = ASKED[event.kind]
    before = run.due()
    if before is not None and event.on > before:
        run.violation(event.on, f"征求{who}意见时答复期限（{before.isoformat()}）已经届满，不能再扣除", clause_id)
    run.open_asks.append(event)
    first = run.first_day(event.on)
    until = "" if limit is None else f"，{who}应当自收到之日起{limit}个工作日内提出意见"
    run.step(event.on, f"发函征求{who}意见，自{first.isoformat()}起的时间不计入答复期限{until}", clause_id)


def _answered(run: Run, event: Event) -> None:
    kind = _ANSWERS[event.kind]
    who, clause_id, limit = ASKED[kind]
    party = event.data.get("party")
    ask = next((e for e in run.open_asks if e.kind == kind and e.data.get("party") == party), None)
    ask = ask or next((e for e in run.open_asks if e.kind == kind and party is None), None)
    if ask is None:
        raise EventError(f"没有征求{who}意见就有答复（{event.on.isoformat()}）")
    run.open_asks.remove(ask)
    last = event.on
    if limit is not None:
        expiry = run.calendar.add(ask.day("delivered_on") or ask.on, limit)
        if event.on > expiry:
            if run.settings.consultation_ends_at_limit:
                last = expiry
            run.step(
                event.on, f"{who}的答复晚于{limit}个工作日（{expiry.isoformat()}）；逾期的，{_SILENCE[kind]}", clause_id
            )
    span = Suspension(run.first_day(ask.on), last, f"征求{who}意见", clause_id)
    before = run.due()
    run.closed_suspensions.append(span)
    if span.first > last:
        run.step(event.on, f"{who}当日答复，没有需要扣除的时间", clause_id, due=run.due())
        return
    days = run.calendar.between(span.first - ONE_DAY, last)
    due = run.due()
    text = f"{who}答复，{span.first.isoformat()}至{last.isoformat()}共{days}个工作日不计入期限"
    if due is None:
        run.step(event.on, text, "REG2019/33")
    elif before is not None and due == before:
        run.step(
            event.on,
            f"{text}，已在别的征求意见时间内或者期限届满之后，期限仍至{due.isoformat()}",
            "REG2019/33",
            due=due,
        )
    else:
        assumed = "（另有征求意见未答复，暂按其期满之日计算）" if run.open_asks else ""
        run.step(event.on, f"{text}，期限顺延至{due.isoformat()}{assumed}", "REG2019/33", due=due)


def _extended(run: Run, event: Event) -> None:
    days = int(event.data.get("days", EXTENSION_MOST))
    if days > EXTENSION_MOST:
        raise EventError(f"延长{days}个工作日超过了{EXTENSION_MOST}个工作日的上限（{event.on.isoformat()}）")
    before = run.due()
    if run.extensions and run.settings.extension_once:
        run.violation(event.on, "答复期限已经延长过一次，再次延长无效", "REG2019/33")
        return
    if before is not None and event.on > before:
        run.violation(event.on, f"延期告知在期限（{before.isoformat()}）届满之后作出，延长无效", "REG2019/33")
        return
    run.extensions += 1
    run.extended += days
    due = run.due()
    told = f"，至{due.isoformat()}届满" if due else ""
    run.step(event.on, f"经公开工作机构负责人同意并告知申请人，延长{days}个工作日{told}", "REG2019/33", due=due)


def _fee_notified(run: Run, event: Event) -> None:
    before = run.due()
    if before is not None and event.on > before:
        run.violation(event.on, f"收费通知在答复期限（{before.isoformat()}）届满之后发出", "FEE2020/6")
    by = run.calendar.add(event.day("delivered_on") or event.on, PAY_WITHIN)
    run.step(event.on, f"发出收费通知，申请人应当在{PAY_WITHIN}个工作日内（至{by.isoformat()}）缴纳", "FEE2020/6")
    run.waiting = Waiting("等待缴费", event.on, by, "逾期未缴纳的，视为放弃申请，不再处理", "FEE2020/6")


def _fee_paid(run: Run, event: Event) -> None:
    waiting = run.waiting
    if waiting is None or waiting.reason != "等待缴费":
        raise EventError(f"没有收费通知就有缴费（{event.on.isoformat()}）")
    run.waiting = None
    if waiting.by is not None and event.on > waiting.by:
        run.step(event.on, f"缴费晚于{waiting.by.isoformat()}，由行政机关决定是否继续处理", "FEE2020/6")
    if run.settings.fee_restarts_limit:
        _restart(run, event.on)
        _tell_limit(run, event.on, f"申请人缴费，{REPLY_LIMIT}个工作日的答复期限自次日重新计算", "FEE2020/6")
        return
    run.closed_suspensions.append(Suspension(run.first_day(waiting.since), event.on, "等待缴费", "FEE2020/6"))
    due = run.due()
    run.step(
        event.on,
        f"申请人缴费，等待缴费的时间不计入期限，至{due.isoformat() if due else '（未定）'}届满",
        "FEE2020/6",
        due=due,
    )


def _reasons_asked(run: Run, event: Event) -> None:
    run.step(event.on, "申请数量、频次明显超过合理范围，要求申请人说明理由", "REG2019/35", due=run.due())


def _reasons_given(run: Run, event: Event) -> None:
    if run.settings.reasons_restart_limit:
        _restart(run, event.on)
        _tell_limit(run, event.on, "申请人说明了理由，答复期限比照补正自次日重新起算", "REG2019/35")
        return
    run.step(event.on, "申请人说明了理由", "REG2019/35", due=run.due())


def _delayed(run: Run, event: Event) -> None:
    until = event.day("until")
    if until is None:
        raise EventError(f"“确定延迟答复的期限”没有写until（{event.on.isoformat()}）")
    if until < event.on:
        raise EventError(f"延迟答复的期限{until.isoformat()}早于作出的日期{event.on.isoformat()}")
    run.fixed = until
    text = f"理由合理而不能在期限内答复，确定延迟至{until.isoformat()}答复并告知申请人"
    run.step(event.on, text, "REG2019/35", due=until)


def _replied(run: Run, event: Event) -> None:
    day = event.day("posted_on") or event.day("signed_on") or event.on
    if event.day("posted_on"):
        run.step(day, f"答复邮寄，以交邮之日{day.isoformat()}为答复之日", "I235/1")
    elif event.day("signed_on"):
        run.step(day, f"答复直接送达，以签收之日{day.isoformat()}为答复之日", "I235/1")
    run.replied_on = day


def _closed(run: Run, event: Event) -> None:
    run.closed = event.name
    run.waiting = None
    clause_id = _ENDS[event.kind]
    if event.kind == "abandoned" and event.data.get("reason") == "fee":
        clause_id = "FEE2020/6"
    run.step(event.on, f"{event.name}，期限终止", clause_id)


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
    "abandoned": _closed,
    "withdrawn": _closed,
    "transferred": _closed,
}
