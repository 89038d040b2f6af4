"""Quiet hours: when an SMS waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

__all__ = ["Quiet", "next_free"]


@dataclass(frozen=True, slots=True)
class Quiet:
    """From and until, of the site's clock; until before from is the next morning."""

    begins: time
    ends: time

    def end_of(self, at: datetime) -> datetime:
        """The instant when it is no longer quiet: ``at`` itself outside of the hours."""
        local = timezone.localtime(at)
        now = local.time().replace(tzinfo=None)
        overnight = self.ends <= self.begins
        inside = now >= self.begins or now < self.ends if overnight else self.begins <= now < self.ends
        if not inside:
            return at
        day = local.date() + timedelta(days=1 if overnight and now >= self.begins else 0)
        return timezone.make_aware(datetime.combine(day, self.ends))


def _of_the_site() -> Quiet | None:
    return Quiet(*settings.GONGKAI_QUIET) if settings.GONGKAI_QUIET else None


def next_free(at: datetime, own: Quiet | None = None) -> datetime:
    """The first instant from ``at`` on that is quiet neither for the site nor for the person."""
    hours = [quiet for quiet in (_of_the_site(), own) if quiet]
    free = at
    for _ in range(4):  # two overlapping spans need two rounds; spans that fill the day end the search
        later = free
        for quiet in hours:
            later = quiet.end_of(later)
        if later == free:
            break
        free = later
    return free
