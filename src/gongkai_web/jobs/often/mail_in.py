"""Mail of the boxes that applications come into."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from gongkai_web.info_requests.actions.fetching import fetch_all
from gongkai_web.jobs.registry import Done, JobFailed, job


@job("often", title="取回来件", at=str(settings.GONGKAI_IMAP_MINUTES))
def mail_in(now: datetime) -> Done:
    """从接收申请的邮箱取回新的邮件，全部存入来件：各机关在后台设置的，和站点的（IMAP_URL）。间隔见IMAP_MINUTES。"""
    done = fetch_all()
    failed = f"{len(done.failed)}个邮箱没有取到：{'、'.join(done.failed[:3])}。" if done.failed else ""
    if done.site_error:
        raise JobFailed(f"{done.site_error}。{failed}".replace("。。", "。") if failed else done.site_error)
    if not done.boxes and not failed:
        return Done(0, "没有设置接收申请的邮箱。")
    return Done(done.taken, f"读取了{done.boxes}个邮箱。{failed}")
