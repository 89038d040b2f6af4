"""Work that takes longer than a page may: an import, a large export; who started it and how far it is."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

__all__ = ["LongWork", "WorkState"]


class WorkState(models.TextChoices):
    """How far a piece of work is."""

    WAITING = "waiting", "等待开始"
    RUNNING = "running", "正在进行"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"


class LongWorkQuerySet(models.QuerySet["LongWork"]):
    """Work with the filters that are asked for."""

    def started(self, user: models.Model) -> LongWorkQuerySet:
        """What somebody has started; nobody sees another's."""
        return self.filter(started_by=user)

    def unfinished(self) -> LongWorkQuerySet:
        """What waits or runs."""
        return self.filter(state__in=(WorkState.WAITING, WorkState.RUNNING))


class LongWork(models.Model):
    """One piece of work. Its result is an address, or a file that its starter alone may fetch."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("事项", max_length=120)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发起人", on_delete=models.CASCADE, related_name="+"
    )
    started_at = models.DateTimeField("发起时间", default=timezone.now)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=WorkState.choices, default=WorkState.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.TextField("说明", blank=True)
    result_url = models.CharField("结果地址", max_length=300, blank=True)
    file = models.FileField("结果文件", upload_to="work/%Y/%m/", blank=True, max_length=200)
    file_name = models.CharField("文件名", max_length=200, blank=True)

    objects: ClassVar[models.Manager[LongWork]] = LongWorkQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ("-started_at",)
        default_permissions = ()
        indexes = [models.Index(fields=["started_by", "-started_at"], name="long_work_of_person")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen."""
        return self.state in (WorkState.DONE, WorkState.FAILED)

    @property
    def percent(self) -> int:
        """How much is done, in hundredths; 0 while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0
