"""What was charged for processing information in a year: noticed, paid, gone back (第六部分 of the annual report)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from gongkai_web.info_requests.models import FeeNotice, FeeRefund

__all__ = ["Charged", "charged"]


@dataclass(frozen=True, slots=True)
class Charged:
    """Notices and what they asked for, payments, refunds, each by its own day; amounts in yuan."""

    notices: int
    noticed: int
    payments: int
    paid: int
    refunds: int
    refunded: int

    @property
    def received(self) -> int:
        """Yuan that stayed in the treasury: paid in the year less what went back in it."""
        return self.paid - self.refunded


def charged(agencies: Iterable[int], year: int) -> Charged:
    """What these agencies charged in a year, practice cases left out. Two queries."""
    days = (date(year, 1, 1), date(year, 12, 31))
    mine = {"request__agency__in": list(agencies), "request__practice": False}
    told, came = Q(notified_on__range=days), Q(paid_on__range=days)
    found = FeeNotice.objects.filter(told | came, **mine).order_by().aggregate(
        notices=Count("pk", filter=told), noticed=Sum("yuan", filter=told, default=0),
        payments=Count("pk", filter=came), paid=Sum("paid_yuan", filter=came, default=0),
    )  # fmt: skip
    back = FeeRefund.objects.filter(**mine, refunded_on__range=days).order_by().aggregate(
        n=Count("pk"), yuan=Sum("yuan")
    )  # fmt: skip
    return Charged(**found, refunds=back["n"], refunded=back["yuan"] or 0)
