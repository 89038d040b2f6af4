"""What the clock says once all events are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongkai.law.deadlines.consulting import ASKED
from gongkai.law.deadlines.counting import ONE_DAY, Span, counted_days
from gongkai.law.deadlines.limits import CLARIFY_WITHIN
from gongkai.law.deadlines.model import CONFIRMATION, CORRECTION, PAYMENT, Clock, Next, Step
from gongkai.law.deadlines.run import Run

__all__ = ["result"]

_AWAITED = {CONFIRMATION: "confirmed", CORRECTION: "clarified", PAYMENT: "fee_paid"}


def result(run: Run, on: date) -> Clock:
    """The clock as of a day, or as of the reply. Raises CalendarGap."""
    due = None if run.closed else run.due()
    until = run.replied_on or on
    overdue = due + ONE_DAY if due is not None and until > due else None
    if due is not None:
        _tell_the_end(run, due, until, overdue)
    # What was asked after the limit had run out takes nothing out of the count.
    spans = [span for span in run.spans() if due is None or span[0] <= due]
    limit, used = _limit(run, due, spans), None
    if run.start is not None and run.waiting is None and not run.closed:
        used = counted_days(run.calendar, run.start, until, spans)
    return Clock(
        received_on=run.received_on,
        due=due,
        limit=limit,
        extended=run.extended,
        used=used,
        left=None if used is None else limit - used,
        suspensions=tuple(run.suspensions()),
        suspended_days=_suspended_days(run, due, limit),
        waiting=run.waiting,
        replied_on=run.replied_on,
        closed=run.closed,
        overdue_since=overdue,
        violations=tuple(run.violations),
        steps=tuple(run.steps),
        next=tuple(_next(run, due)),
        missing=_missing(run, due),
    )


def _tell_the_end(run: Run, due: date, until: date, overdue: date | None) -> None:
    if run.replied_on is not None:
        verdict = "在期限之内" if overdue is None else f"逾期，应当在{due.isoformat()}之前答复"
        run.step(until, f"答复于{until.isoformat()}，{verdict}", "REG2019/33", due=due)
        if overdue is not None:
            run.violations.append(Step(until, f"答复晚于期限{due.isoformat()}", "REG2019/33"))
    elif overdue is not None:
        text = f"截至{until.isoformat()}没有答复，期限{due.isoformat()}已经届满，自{overdue.isoformat()}起逾期"
        run.step(until, text, "REG2019/33", due=due)


def _limit(run: Run, due: date | None, spans: list[Span]) -> int:
    """Working days of the limit; where a day was set (art. 35), those that count up to it."""
    if run.delayed_until is None or run.start is None or due is None:
        return run.limit
    return counted_days(run.calendar, run.start, due, spans)


def _suspended_days(run: Run, due: date | None, limit: int) -> int:
    """Working days that the due day was moved by."""
    if run.start is None or due is None:
        return 0
    return run.calendar.between(run.start, due) - limit


def _missing(run: Run, due: date | None) -> tuple[int, ...]:
    if run.start is None or due is None:
        return ()
    return tuple(year for year in range(run.start.year, due.year + 1) if year not in run.calendar.notices)


def _next(run: Run, due: date | None) -> Iterable[Next]:
    """What the law lets happen next, and by when."""
    if run.replied_on is not None or run.closed:
        return
    if run.waiting is not None:
        yield Next(_AWAITED[run.waiting.reason], run.waiting.by, run.waiting.clause)
        if run.waiting.reason != CONFIRMATION:
            yield Next("abandoned", None, run.waiting.clause)
        yield Next("withdrawn", None, "REG2019/29")
        return
    assert run.received_on is not None
    yield Next("replied", due, "REG2019/33")
    if not run.clarified_once:
        yield Next("clarification_asked", run.calendar.add(run.received_on, CLARIFY_WITHIN), "REG2019/30")
    for one in run.open_asks:
        yield Next(one.asked.kind.replace("asked", "answered"), run.answer_by(one.asked), ASKED[one.asked.kind][1])
    if run.extensions == 0 or not run.settings.extension_once:
        yield Next("extended", due, "REG2019/33")
    for kind, (_, clause_id, _limit) in ASKED.items():
        yield Next(kind, due, clause_id)
    yield Next("fee_notified", due, "FEE2020/6")
    yield Next("withdrawn", None, "REG2019/29")
