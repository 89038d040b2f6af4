"""The daily back-up, where a folder for it is set."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from gongkai_web.backup.errors import BackupError
from gongkai_web.backup.make import make
from gongkai_web.backup.restore import check
from gongkai_web.common.actor import Actor
from gongkai_web.jobs.administrators import tell_administrators
from gongkai_web.jobs.registry import Done, JobFailed, job

_NAME = "gongkai-daily-"


@job("daily", title="备份", at="02:00")
def backup(now: datetime) -> Done:
    """设了GONGKAI_BACKUP_DIR时，把全站备份到那里，读回核对，再删去超出份数的旧备份。"""
    if not settings.GONGKAI_BACKUP_DIR:
        return Done(0, "没有设GONGKAI_BACKUP_DIR，未备份")
    folder = Path(settings.GONGKAI_BACKUP_DIR)
    try:
        made = make(folder / f"{_NAME}{timezone.localtime(now):%Y%m%d-%H%M%S}.zip", by=Actor.system("定时任务"))
        check(made.path)
    except BackupError as error:
        told = {"at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}", "error": str(error)}
        tell_administrators("backup.failed", told, urgent=True)
        raise JobFailed(str(error), told=True) from None
    # Only after a good one: a failing site keeps every back-up that it has.
    for old in sorted(folder.glob(f"{_NAME}*.zip"))[: -max(1, settings.GONGKAI_BACKUP_KEEP)]:
        old.unlink()
    return Done(made.rows, f"{made.path.name}：{made.rows}行，{made.files}个文件，{made.size / 1024 / 1024:.1f} MB")
