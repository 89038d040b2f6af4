"""The days of the year: when the annual reports are due (art. 49), with earlier local days as settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.law.settings import Settings

__all__ = ["Deadline", "report_deadlines"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty of the year: what, by which day (a calendar day, it does not roll), by whom, the clause."""

    what: str
    by: date
    whom: str
    clause: str


def report_deadlines(report_year: int, settings: Settings | None = None) -> tuple[Deadline, ...]:
    """By when the reports for ``report_year`` are to be handed in and published, in the year after it."""
    own = settings or Settings()
    year = report_year + 1
    departments = date(year, own.report_by_month, own.report_by_day)
    governments = date(year, own.government_report_by_month, own.government_report_by_day)
    return (
        Deadline(
            "向本级主管部门提交上一年度政府信息公开工作年度报告并向社会公布",
            departments,
            "县级以上人民政府部门",
            "REG2019/49",
        ),
        Deadline(
            "公布本级政府上一年度政府信息公开工作年度报告", governments, "县级以上地方人民政府主管部门", "REG2019/49"
        ),
    )
