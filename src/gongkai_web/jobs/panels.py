"""Lines of the home for those who look after the site."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.jobs.models import State
from gongkai_web.jobs.queries import is_alive, last_done, standing
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link

__all__: list[str] = []


@lines(Right.SEE_JOBS)
def jobs(_scope: Scope, _user: User) -> Iterator[Line]:
    """Jobs that failed or were missed, and whether the scheduler lives."""
    now = timezone.now()
    rows = standing(now)
    failed = [row.job.title for row in rows if row.last and row.last.state == State.FAILED]
    yield Line(Kind.LATE, "定时任务失败", len(failed), link("jobs:index"), "、".join(failed))
    late = [row.job.title for row in rows if row.missed and row.job.title not in failed]
    yield Line(Kind.LATE, "定时任务没有按时运行", len(late), link("jobs:index"), "、".join(late))
    alive = is_alive(now)
    note = "" if alive else "用 gongkai manage run_jobs 启动"
    yield Line(
        Kind.FACT,
        "定时进程",
        text="运行中" if alive else "没有运行",
        url=link("jobs:index"),
        note=note,
        alarm=not alive,
    )


@lines(Right.SEE_JOBS)
def backups(_scope: Scope, _user: User) -> Iterator[Line]:
    """The last good back-up."""
    if not settings.GONGKAI_BACKUP_DIR:
        yield Line(Kind.FACT, "每日备份", text="没有设置", note="设GONGKAI_BACKUP_DIR，宜在另一台机器上", alarm=True)
        return
    last = last_done("backup")
    text = f"{timezone.localtime(last.ended_at):%Y-%m-%d %H:%M}" if last and last.ended_at else "尚无"
    yield Line(Kind.FACT, "最近一次备份", text=text, url=link("jobs:index"), alarm=last is None)
