"""Extensions that a handler proposes and the head of the disclosure office decides (art. 33)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai_web.info_requests.models.letters import Letter
from gongkai_web.info_requests.models.requests import InfoRequest
from gongkai_web.info_requests.models.steps import Step

__all__ = ["ExtensionProposal"]


class ExtensionProposal(models.Model):
    """A proposal to extend the limit. It moves nothing of itself: the step that the head takes does."""

    OPEN, APPROVED, RETURNED, WITHDRAWN, DROPPED = "open", "approved", "returned", "withdrawn", "dropped"

    request = models.ForeignKey(
        InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="extension_proposals"
    )
    round = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField("延长的工作日数")
    reason = models.CharField("延期的理由", max_length=500)
    state = models.CharField(
        "状态", max_length=10, default=OPEN,
        choices=[
            (OPEN, "待负责人批准"), (APPROVED, "已批准"), (RETURNED, "退回"), (WITHDRAWN, "已撤回"),
            (DROPPED, "不再适用"),
        ],
    )  # fmt: skip
    letter = models.ForeignKey(
        Letter, verbose_name="告知书", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_on = models.DateField("建议日期")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="建议人账号", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    proposed_by_name = models.CharField("建议人", max_length=150, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by_name = models.CharField("决定人", max_length=150, blank=True)
    answer = models.CharField("退回或者不再适用的原因", max_length=500, blank=True)
    step = models.OneToOneField(
        Step, verbose_name="步骤", null=True, blank=True, on_delete=models.PROTECT, related_name="extension_proposal"
    )

    objects: ClassVar[models.Manager[ExtensionProposal]]

    class Meta:
        verbose_name = "延期建议"
        verbose_name_plural = "延期建议"
        ordering = ("request", "id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=models.Q(state="open"), name="extension_open_once"),
        ]

    def __str__(self) -> str:
        return f"建议延长{self.days}个工作日"
