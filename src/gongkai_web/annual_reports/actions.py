"""What happens to annual reports."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.report.json_form import to_json
from gongkai.report.model import AnnualReport
from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.stamp import touch
from gongkai_web.organisations.models import Agency

__all__ = ["publish_report"]


@transaction.atomic
def publish_report(
    report: AnnualReport, agency: Agency, *, published_on: date, source_url: str = "", by: Actor
) -> PublishedReport:
    """Publishes an agency's report; one of the same year is replaced and kept. The same document again changes nothing.

    Raises ValidationError for a report without a year.
    """
    if report.year is None:
        raise ValidationError("报告没有写明年度，不能发布。")
    document = to_json(report)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    # The agency's row is the lock: two publications at once follow each other.
    Agency.objects.select_for_update().get(pk=agency.pk)
    before = PublishedReport.objects.current().filter(agency=agency, year=report.year).first()
    if before is not None:
        if before.digest == digest:
            return before
        before.replaced_at = timezone.now()
        before.save(update_fields=["replaced_at"])
    published = PublishedReport(
        agency=agency,
        year=report.year,
        title=report.title or f"{agency.name}{report.year}年政府信息公开工作年度报告",
        document=document,
        digest=digest,
        published_on=published_on,
        source_url=source_url,
    )
    published.full_clean()
    published.save()
    record(
        "annual_report.replace" if before else "annual_report.publish",
        by=by,
        on=("annual_report", f"{agency.code}/{report.year}", published.title),
        before={"摘要值": before.digest} if before else None,
        after={"摘要值": digest, "发布日期": published_on.isoformat()},
    )
    touch("public")
    return published
