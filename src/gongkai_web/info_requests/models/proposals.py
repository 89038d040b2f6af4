"""Proposals to publish unasked what many have asked for (art. 44)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.info_requests.models.requests import InfoRequest
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Proposal"]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by scope."""

    def seen_by(self, scope: Scope) -> ProposalQuerySet:
        """Those of the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen  # asks the scope, which asks for models

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)


class Proposal(models.Model):
    """Information that several applicants asked for, and whether it becomes proactive disclosure."""

    OPEN, ADOPTED, DECLINED = "open", "adopted", "declined"

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField("信息名称", max_length=200)
    reason = models.TextField("建议理由", max_length=2000)
    requests = models.ManyToManyField(InfoRequest, verbose_name="有关申请", blank=True, related_name="proposals")
    state = models.CharField(
        "状态", max_length=10, default=OPEN,
        choices=[(OPEN, "待决定"), (ADOPTED, "纳入主动公开"), (DECLINED, "不纳入主动公开")],
    )  # fmt: skip
    proposed_on = models.DateField("提出日期")
    proposed_by_name = models.CharField("提出人", max_length=150, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by_name = models.CharField("决定人", max_length=150, blank=True)
    decision = models.TextField("决定的理由", max_length=2000, blank=True)
    published_at = models.CharField("公开位置", max_length=300, blank=True, help_text="栏目或者网址。")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Proposal]] = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "转为主动公开的建议"
        verbose_name_plural = "转为主动公开的建议"
        ordering = ("-proposed_on", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """How letters and the log name it."""
        return f"建议{self.pk}"
