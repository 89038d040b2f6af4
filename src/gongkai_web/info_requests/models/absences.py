"""Who is away, and who acts for him meanwhile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Absence"]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences by day and by scope."""

    def on(self, day: date) -> AbsenceQuerySet:
        """Those that hold that day."""
        return self.filter(first__lte=day, last__gte=day, ended_at__isnull=True)

    def seen_by(self, scope: Scope) -> AbsenceQuerySet:
        """Those at the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)


class Absence(models.Model):
    """A person's absence at an agency, with the deputy to whom his cases are shown and his reminders sent."""

    agency = models.ForeignKey("organisations.Agency", verbose_name="机关", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="请假人员", on_delete=models.PROTECT, related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="代理人员", on_delete=models.PROTECT, related_name="deputised"
    )
    first = models.DateField("开始日期")
    last = models.DateField("结束日期")
    note = models.CharField("交代事项", max_length=500, blank=True)
    entered_at = models.DateTimeField("录入时间", default=timezone.now, editable=False)
    entered_by_name = models.CharField("录入人", max_length=150, blank=True, editable=False)
    ended_at = models.DateTimeField("提前结束", null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Absence]] = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "请假代理"
        verbose_name_plural = "请假代理"
        ordering = ("-first", "-id")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="absence_days"),
            models.CheckConstraint(condition=~models.Q(person=models.F("deputy")), name="absence_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.first}至{self.last}）"
