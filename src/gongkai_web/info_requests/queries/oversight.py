"""Figures of the agencies below, each rate with its numbers; late cases without anything of the applicant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, F, Q, QuerySet

from gongkai.law.calendar import Calendar, CalendarGap
from gongkai.law.outcomes import outcomes
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency

__all__ = ["Figures", "figures", "late_cases"]

_DISCLOSED = [one.id for one in outcomes() if one.discloses]


@dataclass(slots=True)
class Figures:
    """An agency in a period: received and concluded in it, open and late today."""

    agency: Agency | None
    received: int = 0
    open: int = 0
    late: int = 0
    concluded: int = 0
    concluded_late: int = 0
    disclosed: int = 0
    days: float | None = None  # working days from receipt to conclusion, the median

    @property
    def in_time(self) -> int:
        """Concluded within the limit."""
        return self.concluded - self.concluded_late

    @staticmethod
    def _rate(part: int, whole: int) -> str:
        return f"{part / whole:.1%}" if whole else "—"

    @property
    def in_time_rate(self) -> str:
        """As a percentage; a dash where nothing was concluded."""
        return self._rate(self.in_time, self.concluded)

    @property
    def disclosed_rate(self) -> str:
        """As a percentage of what was concluded."""
        return self._rate(self.disclosed, self.concluded)


def figures(agencies: Collection[int], first: date, last: date, today: date, on: Calendar) -> list[Figures]:
    """The agencies by name, then all of them together (``agency`` None). Two queries and the names."""
    period = (first, last)
    in_period = Q(received_on__range=period) | Q(concluded_on__range=period) | Q(is_open=True)
    rows = InfoRequest.objects.real().filter(in_period, agency__in=agencies).order_by()
    concluded = Q(concluded_on__range=period)
    counted = rows.values("agency").annotate(
        received=Count("pk", filter=Q(received_on__range=period)),
        open=Count("pk", filter=Q(is_open=True)),
        late=Count("pk", filter=Q(is_open=True, due_on__lt=today)),
        concluded=Count("pk", filter=concluded),
        concluded_late=Count("pk", filter=concluded & Q(closed_late=True)),
        disclosed=Count("pk", filter=concluded & Q(outcome__in=_DISCLOSED)),
    )
    by_agency = {one.pop("agency"): one for one in counted}
    taken = _working_days(agencies, period, on)
    found = []
    for agency in Agency.objects.filter(pk__in=agencies).order_by("name"):
        days = taken.get(agency.pk, [])
        found.append(Figures(agency, **by_agency.get(agency.pk, {}), days=median(days) if days else None))
    total = Figures(None)
    for one in found:
        for name in ("received", "open", "late", "concluded", "concluded_late", "disclosed"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
    every = [day for days in taken.values() for day in days]
    total.days = median(every) if every else None
    return [*found, total]


def _working_days(agencies: Collection[int], period: tuple[date, date], on: Calendar) -> dict[int, list[int]]:
    ends = InfoRequest.objects.real().filter(agency__in=agencies, concluded_on__range=period, received_on__isnull=False)
    pairs = ends.order_by().values_list("agency", "received_on", "concluded_on").annotate(times=Count("pk"))
    found: dict[int, list[int]] = defaultdict(list)
    for agency, received, concluded, times in pairs:
        try:
            days = max(0, on.between(received, concluded))
        except CalendarGap:
            continue
        found[agency].extend([days] * times)
    return found


def late_cases(agencies: Collection[int], today: date) -> QuerySet[InfoRequest]:
    """Open cases past their limit, the longest first: number, state, days. What was asked and by whom is not read."""
    rows = InfoRequest.objects.real().filter(agency__in=agencies).late(today)
    shown = ("public_id", "number", "state", "received_on", "due_on", "section", "agency__name", "is_open")
    return rows.select_related("agency").only(*shown).order_by(F("due_on").asc(), "id")
