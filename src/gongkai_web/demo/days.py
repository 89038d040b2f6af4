"""Days of the demonstration, told by working days before the day on which it is loaded."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from gongkai.law.calendar import Calendar
from gongkai_web.calendars.queries import calendar

__all__ = ["Days"]

_AHEAD = 3
"""Years after today whose holidays are guessed, so that limits that run into them can be told."""


class Days:
    """Days told by working days."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        known = calendar()
        self.calendar: Calendar = known.provisional(max(*known.years, self.today.year) + _AHEAD)

    def after(self, day: date, count: int) -> date:
        """So many working days after a day, at the latest today."""
        return min(self.calendar.add(day, count), self.today)

    def ahead(self, count: int) -> date:
        """So many working days after today."""
        return self.calendar.add(self.today, count)

    def before_today(self, count: int) -> date:
        """The last working day that has so many working days after it, today included."""
        day = self.today - timedelta(days=count)
        while self.calendar.between(day, self.today) < count or not self.calendar.is_workday(day):
            day -= timedelta(days=1)
        return day
