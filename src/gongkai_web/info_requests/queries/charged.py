"""What was charged for processing information in a year: noticed, paid, gone back (第六部分 of the annual report)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

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
    """What these agencies charged in a year, practice cases left out."""
    days = (date(year, 1, 1), date(year, 12, 31))
    mine = {"request__agency__in": list(agencies), "request__practice": False}
    told = FeeNotice.objects.filter(**mine, notified_on__range=days).aggregate(n=Count("pk"), yuan=Sum("yuan"))
    paid = FeeNotice.objects.filter(**mine, paid_on__range=days).aggregate(n=Count("pk"), yuan=Sum("paid_yuan"))
    back = FeeRefund.objects.filter(**mine, refunded_on__range=days).aggregate(n=Count("pk"), yuan=Sum("yuan"))
    return Charged(told["n"], told["yuan"] or 0, paid["n"], paid["yuan"] or 0, back["n"], back["yuan"] or 0)
