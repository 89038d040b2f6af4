"""Published annual reports: one an agency and year, never changed; a corrected one takes its place and it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from gongkai.report.json_form import from_json
from gongkai.report.model import AnnualReport
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["PublishedReport"]


class PublishedReportQuerySet(models.QuerySet["PublishedReport"]):
    """Published reports with the filters that people ask for."""

    def current(self) -> PublishedReportQuerySet:
        """Those in force: not replaced by a corrected one."""
        return self.filter(replaced_at__isnull=True)

    def seen_by(self, scope: Scope) -> PublishedReportQuerySet:
        """Those of the agencies that a person may see in the back office; the public sees all that is current."""
        return self if scope.sees_all else self.filter(agency__in=scope.visible)


class PublishedReport(models.Model):
    """A report as it was published, with the document that everything else is made from."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="annual_reports")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    document = models.JSONField("报告内容")
    digest = models.CharField("摘要值", max_length=64, help_text="报告内容的SHA-256。")
    published_on = models.DateField("发布日期")
    source_url = models.URLField("来源网址", max_length=500, blank=True)
    created_at = models.DateTimeField("入库时间", default=timezone.now, editable=False)
    replaced_at = models.DateTimeField("被更正时间", null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[PublishedReport]] = PublishedReportQuerySet.as_manager()

    class Meta:
        verbose_name = "年度报告"
        verbose_name_plural = "年度报告"
        ordering = ("-year", "agency")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=models.Q(replaced_at__isnull=True),
                name="annual_report_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return f"/annual/{self.agency.code}/{self.year}/"

    @property
    def report(self) -> AnnualReport:
        """The document as the core's model."""
        return from_json(self.document)
