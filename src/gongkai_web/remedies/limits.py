"""The last days of a case, as the law gives them; nothing is counted here."""

from __future__ import annotations

from gongkai.law.calendar import Calendar, CalendarGap
from gongkai.law.proceedings import Rule, appeal_by, decision_by, reply_by, reply_rule
from gongkai.law.remedies import sue_after_review_by
from gongkai_web.calendars.queries import calendar
from gongkai_web.remedies.models import RemedyCase

__all__ = ["derive", "rule_of_reply"]

_AHEAD = 2


def _longer(known: Calendar) -> Calendar:
    """The calendar with the next years guessed, where no notice is out yet."""
    return known.provisional(max(known.years) + _AHEAD)


def derive(case: RemedyCase) -> None:
    """Fills in the last days of a case from its days. Days before the first notice give none."""
    known = calendar()
    try:
        _fill(case, known)
    except CalendarGap:
        try:
            _fill(case, _longer(known))
        except CalendarGap:  # before 2004: nothing is due any more
            case.reply_by = case.reply_set


def _fill(case: RemedyCase, days: Calendar) -> None:
    case.reply_by = case.decision_by = case.appeal_by = case.sue_by = None
    if case.notified_on:
        case.reply_by = reply_by(case.group, case.notified_on, days, case.procedure).by
    case.reply_by = case.reply_set or case.reply_by
    if case.accepted_on:
        case.decision_by = decision_by(case.group, case.accepted_on, days, case.procedure).by
    if case.first_result and case.first_received_on:
        case.appeal_by = appeal_by(case.first_result, case.first_received_on, days).by
    if case.is_review and case.received_on:
        case.sue_by = sue_after_review_by(case.received_on, days)


def rule_of_reply(case: RemedyCase) -> Rule | None:
    """The rule behind the limit of the reply file; None where the organ set a day of its own, or no copy came yet."""
    if case.notified_on is None or case.reply_set is not None:
        return None
    return reply_rule(case.group, case.notified_on, case.procedure)
