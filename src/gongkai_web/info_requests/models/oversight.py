"""Orders of the supervising organ to correct (arts 47, 53), and what the agency answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.models.requests import InfoRequest
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Order"]


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders by who sees them."""

    def seen_by(self, scope: Scope) -> OrderQuerySet:
        """Those given to agencies below by whoever oversees them, and those given to one's own agency's desk."""
        from gongkai_web.info_requests.access import agencies_overseen

        return self.filter(agency__in=scope.where(Right.MANAGE_DESK) | agencies_overseen(scope))

    def unanswered(self) -> OrderQuerySet:
        """Those that wait for the agency."""
        return self.filter(answered_on__isnull=True, closed_on__isnull=True)


class Order(models.Model):
    """An order to correct. It names a case by its number, never what the applicant wrote."""

    issuer = models.ForeignKey(Agency, verbose_name="发出机关", on_delete=models.PROTECT, related_name="orders_given")
    agency = models.ForeignKey(Agency, verbose_name="被督促机关", on_delete=models.PROTECT, related_name="orders_got")
    request = models.ForeignKey(
        InfoRequest, verbose_name="所涉申请", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    number = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("事由", max_length=200)
    text = models.TextField("整改要求", max_length=2000)
    issued_on = models.DateField("发出日期")
    answer_by = models.DateField("反馈期限")
    issued_by_name = models.CharField("发出人", max_length=150, blank=True, editable=False)
    answer = models.TextField("整改情况", max_length=5000, blank=True)
    answered_on = models.DateField("反馈日期", null=True, blank=True)
    answered_by_name = models.CharField("反馈人", max_length=150, blank=True, editable=False)
    closing = models.TextField("核查意见", max_length=2000, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    history = models.JSONField("往来", default=list, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Order]] = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "督促整改"
        verbose_name_plural = "督促整改"
        ordering = ("-issued_on", "-id")
        default_permissions = ()
        indexes = [models.Index(fields=["agency", "closed_on"], name="order_of_agency")]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        return "已办结" if self.closed_on else "已反馈，待核查" if self.answered_on else "待整改"

    def is_late(self, today: date) -> bool:
        """Whether the answer is overdue."""
        return self.answered_on is None and self.closed_on is None and self.answer_by < today
