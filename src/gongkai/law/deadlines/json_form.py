"""A clock as JSON, in the contract of `gongkai law deadline --json`."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.law.deadlines.model import Clock, Step

__all__ = ["clock_to_json"]


def clock_to_json(clock: Clock) -> dict[str, Any]:
    """``due`` and ``steps`` of the contract, and beside them all that the clock knows. Days are ISO texts or null."""
    waiting = clock.waiting
    return {
        "due": _day(clock.due),
        "steps": [_step(step) for step in clock.steps],
        "received_on": _day(clock.received_on),
        "limit": clock.limit,
        "extended": clock.extended,
        "used": clock.used,
        "left": clock.left,
        "suspended_days": clock.suspended_days,
        "suspensions": [
            {
                "from": _day(s.first),
                "to": _day(s.last),
                "reason": s.reason,
                "clause": s.clause,
                "assumed": s.assumed,
            }
            for s in clock.suspensions
        ],
        "waiting": None
        if waiting is None
        else {"reason": waiting.reason, "since": _day(waiting.since), "by": _day(waiting.by), "then": waiting.then},
        "replied_on": _day(clock.replied_on),
        "closed": clock.closed or None,
        "overdue": clock.overdue,
        "overdue_since": _day(clock.overdue_since),
        "violations": [_step(step) for step in clock.violations],
        "next": [{"event": n.event, "by": _day(n.by), "clause": n.clause} for n in clock.next],
        "provisional": clock.provisional,
        "missing_years": list(clock.missing),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "on": _day(step.on),
        "text": step.text,
        "clause": step.clause,
        "basis": step.citation,
        "due": _day(step.due),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
