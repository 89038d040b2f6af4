"""The clock of a request: from its dated events to the day the reply is due, with every step and its clause.

Arts 30–35 of the Regulation. The first day is not counted; time for third parties, co-makers and other organs is not
counted; a clarification and a payment start the limit anew. What the law leaves open is in ``gongkai.law.settings``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from gongkai.law.calendar import Calendar, CalendarGap, standard_calendar
from gongkai.law.deadlines.counting import counted_days, due_day
from gongkai.law.deadlines.limits import CLARIFY_WITHIN, REPLY_LIMIT
from gongkai.law.deadlines.model import Clock, Next, Step, Suspension, Waiting
from gongkai.law.deadlines.run import ASKED, Run
from gongkai.law.deadlines.takes import take
from gongkai.law.events import Event, EventError
from gongkai.law.settings import Settings

__all__ = ["Change", "Clock", "Next", "Step", "Suspension", "Waiting", "changes", "clock", "due_day", "due_on"]


def clock(
    events: Iterable[Event],
    *,
    on: date | None = None,
    calendar: Calendar | None = None,
    settings: Settings | None = None,
) -> Clock:
    """The state of the clock after ``events``, which must be in the order of their days.

    ``on`` is the day the question is asked, for what is used, left and overdue; without it the day of the last event.
    Raises EventError for events that cannot follow each other, CalendarGap for a year without a holiday notice.
    """
    run = Run(calendar or standard_calendar(), settings or Settings())
    last: date | None = None
    for event in events:
        if last is not None and event.on < last:
            raise EventError(f"“{event.name}”（{event.on.isoformat()}）早于前一件事（{last.isoformat()}）")
        last = event.on
        take(run, event)
    if last is None:
        raise EventError("没有任何事件")
    return _result(run, on if on is not None else last)


def _result(run: Run, on: date) -> Clock:
    if run.replied_on is not None:
        run.closed_suspensions, run.open_asks = list(_at_reply(run)), []
    due = None if run.closed else run.due()
    suspensions = tuple(run.suspensions())
    spans = [(s.first, s.last) for s in suspensions]
    until = run.replied_on or on
    used = (
        None if run.start is None or run.waiting or run.closed else counted_days(run.calendar, run.start, until, spans)
    )
    limit = REPLY_LIMIT + run.extended
    overdue = None
    if due is not None and until > due:
        overdue = run.calendar.next(due)
    if run.replied_on is not None and due is not None:
        verdict = "在期限之内" if overdue is None else f"逾期，应当在{due.isoformat()}之前答复"
        run.step(run.replied_on, f"答复于{run.replied_on.isoformat()}，{verdict}", "REG2019/33", due=due)
        if overdue is not None:
            run.violations.append(Step(run.replied_on, f"答复晚于期限{due.isoformat()}", "REG2019/33"))
    elif overdue is not None and due is not None:
        run.step(
            on,
            f"截至{on.isoformat()}没有答复，期限{due.isoformat()}已经届满，自{overdue.isoformat()}起逾期",
            "REG2019/33",
            due=due,
        )
    return Clock(
        received_on=run.received_on,
        due=due,
        limit=limit,
        extended=run.extended,
        used=used,
        left=None if used is None else limit - used,
        suspensions=suspensions,
        suspended_days=_suspended_days(run, due),
        waiting=run.waiting,
        replied_on=run.replied_on,
        closed=run.closed,
        overdue_since=overdue,
        violations=tuple(run.violations),
        steps=tuple(run.steps),
        next=tuple(_next(run, due)),
        missing=_missing(run, due),
    )


def _at_reply(run: Run) -> tuple[Suspension, ...]:
    """What had been suspended when the reply went out: a consultation still open then ended with it."""
    assert run.replied_on is not None
    ended = (replace(run.as_open(e), last=run.replied_on) for e in run.open_asks if e.on < run.replied_on)
    return (*run.closed_suspensions, *ended)


def _suspended_days(run: Run, due: date | None) -> int:
    """Working days that the due day was moved by."""
    if run.start is None or due is None or run.fixed is not None:
        return 0
    return run.calendar.between(run.start, due) - REPLY_LIMIT - run.extended


def _missing(run: Run, due: date | None) -> tuple[int, ...]:
    if run.start is None or due is None:
        return ()
    return tuple(year for year in range(run.start.year, due.year + 1) if year not in run.calendar.notices)


def _next(run: Run, due: date | None) -> Iterable[Next]:
    """What the law lets happen next, and by when."""
    if run.replied_on is not None or run.closed:
        return
    if run.waiting is not None:
        answers = {"等待确认": "confirmed", "等待补正": "clarified", "等待缴费": "fee_paid"}
        yield Next(answers[run.waiting.reason], run.waiting.by, run.waiting.clause)
        if run.waiting.reason != "等待确认":
            yield Next("abandoned", None, run.waiting.clause)
        yield Next("withdrawn", None, "REG2019/29")
        return
    assert run.received_on is not None
    yield Next("replied", due, "REG2019/33")
    if not run.clarified_once:
        yield Next("clarification_asked", run.calendar.add(run.received_on, CLARIFY_WITHIN), "REG2019/30")
    for ask in run.open_asks:
        _, clause_id, limit = ASKED[ask.kind]
        by = None if limit is None else run.calendar.add(ask.day("delivered_on") or ask.on, limit)
        yield Next(ask.kind.replace("asked", "answered"), by, clause_id)
    if run.extensions == 0 or not run.settings.extension_once:
        yield Next("extended", due, "REG2019/33")
    for kind, (_, clause_id, _limit) in ASKED.items():
        yield Next(kind, due, clause_id)
    yield Next("fee_notified", due, "FEE2020/6")
    yield Next("withdrawn", None, "REG2019/29")


@dataclass(frozen=True, slots=True)
class Change:
    """A due day that is another under a new calendar; None where the request has none (it waits, or is closed)."""

    key: Hashable
    before: date | None
    after: date | None


def changes(
    cases: Mapping[Hashable, Iterable[Event]], old: Calendar, new: Calendar, settings: Settings | None = None
) -> list[Change]:
    """The cases whose due day differs between two calendars, as when a holiday notice has come.

    A case that one of the calendars cannot answer (a year without a notice) has None there. Raises EventError.
    """
    found = []
    for key, events in cases.items():
        read = tuple(events)
        before, after = (_due(read, calendar, settings) for calendar in (old, new))
        if before != after:
            found.append(Change(key, before, after))
    return found


def _due(events: tuple[Event, ...], calendar: Calendar, settings: Settings | None) -> date | None:
    try:
        return due_on(events, calendar, settings)
    except CalendarGap:
        return None


def due_on(events: Iterable[Event], calendar: Calendar, settings: Settings | None = None) -> date | None:
    """The due day alone, without a derivation: the fast way for many requests. Raises as ``clock``."""
    run = Run(calendar, settings or Settings(), explained=False)
    for event in events:
        take(run, event)
    if run.replied_on is not None:
        run.closed_suspensions, run.open_asks = list(_at_reply(run)), []
    return None if run.closed else run.due()
