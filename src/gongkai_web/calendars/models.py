"""Holiday notices that are newer than the package: what the State Council published, and what it makes of the days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from gongkai.law import calendar
from gongkai.law.notices import read_notice

__all__ = ["HolidayNotice"]


class HolidayNoticeQuerySet(models.QuerySet["HolidayNotice"]):
    """Notices with the filters that are asked for."""

    def in_force(self) -> HolidayNoticeQuerySet:
        """Those that nobody has withdrawn, one a year at most."""
        return self.filter(withdrawn_at=None)


class HolidayNotice(models.Model):
    """A notice for the whole country, with its source. It is never changed or deleted, but withdrawn.

    ``rest`` and ``work`` have the shape of the core's notices: {"2027-02-05..2027-02-11": "春节"}, ["2027-02-14"].
    """

    year = models.PositiveSmallIntegerField("年份")
    number = models.CharField("文号", max_length=60)
    title = models.CharField("通知名称", max_length=200)
    source = models.URLField("来源网址", max_length=500)
    published_on = models.DateField("公布日期")
    text = models.TextField("通知原文", blank=True)
    rest = models.JSONField("放假")
    work = models.JSONField("调休上班", default=list, blank=True)
    entered_at = models.DateTimeField("录入时间", default=timezone.now, editable=False)
    entered_by = models.CharField("录入人", max_length=150, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    withdrawn_by = models.CharField("撤回人", max_length=150, blank=True, editable=False)
    withdrawn_why = models.CharField("撤回原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[models.Manager[HolidayNotice]] = HolidayNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "放假安排"
        verbose_name_plural = "放假安排"
        ordering = ("-year", "-id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(withdrawn_at=None),
                name="holiday_notice_one_a_year",
                violation_error_message="该年已有补充的放假安排。",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_why=""),
                name="holiday_notice_withdrawn_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"

    def notice(self) -> calendar.Notice:
        """It as the core counts by it. Raises NoticeError for days that make no sense."""
        said = {"year": self.year, "source": str(self), "rest": self.rest, "work": self.work}
        return read_notice(said)
