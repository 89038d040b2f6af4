"""The app `annual_reports`."""

from __future__ import annotations

from django.apps import AppConfig


class AnnualReportsConfig(AppConfig):
    """Published annual reports; compiling, reviewing and signing them come to the same app."""

    name = "gongkai_web.annual_reports"
    label = "annual_reports"
    verbose_name = "政府信息公开工作年度报告"

    def ready(self) -> None:
        """Lets the reports be found by the search."""
        from gongkai_web.annual_reports.findable import follow_reports

        follow_reports()
