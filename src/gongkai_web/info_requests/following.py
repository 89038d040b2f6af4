"""What this app does when something below it changes; imported when the site starts."""

from __future__ import annotations

from gongkai.law.calendar import Calendar
from gongkai_web.calendars.registry import changed
from gongkai_web.info_requests.actions.rederiving import rederive_for_calendar

__all__ = ["on_new_calendar"]


@changed
def on_new_calendar(old: Calendar, new: Calendar) -> None:
    """A holiday notice was added or withdrawn: open requests are worked out again."""
    rederive_for_calendar(old, new)
