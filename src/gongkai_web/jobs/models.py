"""Runs of jobs, and the scheduler's sign of life."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

__all__ = ["Beat", "JobRun", "JobRunQuerySet", "State"]


class State(models.TextChoices):
    """How a run stands."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "运行中"
    DONE = "done", "成功"
    FAILED = "failed", "失败"
    MISSED = "missed", "错过"


class JobRunQuerySet(models.QuerySet["JobRun"]):
    """Runs with the filters that people ask for."""

    def of(self, name: str) -> JobRunQuerySet:
        """Those of one job."""
        return self.filter(job=name)

    def trouble(self) -> JobRunQuerySet:
        """Those that failed or never were."""
        return self.filter(state__in=(State.FAILED, State.MISSED))

    def seen_by(self, scope: object) -> JobRunQuerySet:
        """All: they are the site's, and only its administrators come here."""
        return self


class JobRun(models.Model):
    """One attempt at a job. Two schedulers that want the same attempt: the constraint lets one have it."""

    job = models.CharField("任务编号", max_length=60)
    due = models.DateTimeField("应运行时间")
    attempt = models.PositiveSmallIntegerField("第几次", default=1)
    manual = models.BooleanField("人工运行", default=False)
    asked_by = models.CharField("运行人账号", max_length=150, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    retry_at = models.DateTimeField("再试时间", null=True, blank=True)
    count = models.PositiveIntegerField("处理数量", null=True, blank=True)
    message = models.CharField("结果", max_length=500, blank=True)
    worker = models.CharField(max_length=120, blank=True, editable=False)

    objects: ClassVar[models.Manager[JobRun]] = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = "任务运行记录"
        verbose_name_plural = "任务运行记录"
        ordering = ("-due", "-attempt", "-pk")
        default_permissions = ()
        indexes = [models.Index(fields=["job", "state", "-due"], name="jobs_last")]
        constraints = [
            models.UniqueConstraint(fields=["job", "due", "attempt"], name="jobs_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("done", "failed")) | models.Q(ended_at__isnull=False),
                name="jobs_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {timezone.localtime(self.due):%Y-%m-%d %H:%M}"

    @property
    def title(self) -> str:
        """The job's title; its name where it is gone."""
        from gongkai_web.jobs.registry import all_jobs

        found = all_jobs().get(self.job)
        return found.title if found else self.job

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


class Beat(models.Model):
    """When a scheduler was last alive: a row for each machine."""

    host = models.CharField(max_length=100, primary_key=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        verbose_name = "定时进程"
        verbose_name_plural = "定时进程"
        default_permissions = ()

    def __str__(self) -> str:
        return self.host
