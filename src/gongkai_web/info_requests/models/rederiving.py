"""What a change of the calendar or of an agency's settings did to the due days of open requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.info_requests.models.requests import InfoRequest
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["DueChange", "Rederivation"]


class Rederivation(models.Model):
    """One time of looking: why, how many were looked at, how many changed."""

    cause = models.CharField("原因", max_length=300)
    agency = models.ForeignKey(
        Agency, verbose_name="机关", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="空着是所有机关。",
    )  # fmt: skip
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)
    looked_at = models.PositiveIntegerField("核对件数", default=0)
    changed = models.PositiveIntegerField("变动件数", default=0)
    failed = models.PositiveIntegerField("不能重新计算", default=0)

    objects: ClassVar[models.Manager[Rederivation]]

    class Meta:
        verbose_name = "期限重新计算"
        verbose_name_plural = "期限重新计算"
        ordering = ("-started_at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.cause


class DueChangeQuerySet(models.QuerySet["DueChange"]):
    """Changes by scope."""

    def seen_by(self, scope: Scope) -> DueChangeQuerySet:
        """Those of requests that somebody may open."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(request__agency__in=seen)


class DueChange(models.Model):
    """An open request whose due day moved."""

    run = models.ForeignKey(Rederivation, on_delete=models.CASCADE, related_name="changes")
    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="due_changes")
    before = models.DateField("原期限", null=True)
    after = models.DateField("新期限", null=True)
    was_provisional = models.BooleanField("原为暂定", default=False)
    provisional = models.BooleanField("暂定", default=False)

    objects: ClassVar[models.Manager[DueChange]] = DueChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "期限变动"
        verbose_name_plural = "期限变动"
        ordering = ("after", "id")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "request"], name="due_change_once")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
