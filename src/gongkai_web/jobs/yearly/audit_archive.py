"""Old years of the log go from the table into archives."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.audit.archive import BrokenChain, archive_year, ripe_years
from gongkai_web.audit.archives import DamagedArchive
from gongkai_web.common.actor import Actor
from gongkai_web.jobs.registry import Done, JobFailed, job


@job("yearly", title="归档审计记录", at="01-05 03:00")
def audit_archive(now: datetime) -> Done:
    """把过了保留期的年份的审计记录写入归档文件，校验后移出数据库。"""
    made = []
    for year in ripe_years(now):
        try:
            archive = archive_year(year, by=Actor.system("定时任务"), now=now)
        except (BrokenChain, DamagedArchive) as error:
            raise JobFailed(f"{year}年没有归档，审计链有问题：{error}") from None
        except OSError as error:
            raise JobFailed(f"{year}年没有归档，归档文件不能写入：{error.strerror}") from None
        if archive:
            made.append(archive)
    return Done(sum(one.count for one in made), "、".join(one.file for one in made))
