"""What happened to a request: a row for each step of the procedure, added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.common.fields import PersonalField
from gongkai_web.info_requests.models.requests import InfoRequest

__all__ = ["Step"]


class Step(models.Model):
    """An event of the procedure on a day. A step entered by mistake is struck out with its reason, and stays."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField("序号")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    event = models.CharField("步骤", max_length=30, choices=list(procedure.events().items()))
    on = models.DateField("日期")
    data = models.JSONField("内容", default=dict, blank=True, help_text="日期写作2024-01-15；不含个人信息。")
    words = PersonalField("申请人的陈述", blank=True, default="", help_text="补正的内容、说明的理由，加密保存。")
    note = models.TextField("说明", blank=True, max_length=2000)
    state_before = models.CharField(max_length=20)
    state_after = models.CharField(max_length=20)
    token = models.CharField(max_length=64, blank=True, help_text="表单的一次性标记：同一次提交只办一次。")
    entered_at = models.DateTimeField("录入时间", default=timezone.now)
    entered_by = models.CharField("录入人账号", max_length=150, blank=True)
    entered_by_name = models.CharField("录入人", max_length=150, blank=True)
    struck_at = models.DateTimeField("撤销时间", null=True, blank=True)
    struck_reason = models.CharField("撤销原因", max_length=200, blank=True)
    struck_by_name = models.CharField("撤销人", max_length=150, blank=True)

    objects: ClassVar[models.Manager[Step]]

    class Meta:
        verbose_name = "办理步骤"
        verbose_name_plural = "办理步骤"
        ordering = ("request", "number")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="step_number_once"),
            models.UniqueConstraint(fields=["request", "token"], condition=~models.Q(token=""), name="step_token_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.on}"

    def get_event_display(self) -> str:
        """The step in words: looked up at once, where Django goes through all of the choices for each line."""
        return procedure.events().get(self.event, self.event)

    @property
    def is_struck(self) -> bool:
        """Whether it was entered by mistake."""
        return self.struck_at is not None
