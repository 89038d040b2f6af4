"""Receipts of registration that were lost with the process which was to issue them."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.info_requests.actions.receipts import issue_lost
from gongkai_web.jobs.registry import Done, JobFailed, job


@job("often", title="补发登记回执", at="15")
def lost_receipts(now: datetime) -> Done:
    """登记15分钟以后还没有自动发出的登记回执，予以补发；因断电、重启等没有办成的由此补上。模板有误等原因发不出的，在办理页说明。"""
    done = issue_lost(now)
    failed = f"{done.failed}件没有发出，原因见办理页。" if done.failed else ""
    if done.stopped:
        raise JobFailed(
            f"{'、'.join(done.stopped[:3])}等{len(done.stopped)}件的登记回执没有补发成，请查看系统日志。{failed}"
        )
    return Done(done.issued, failed)
