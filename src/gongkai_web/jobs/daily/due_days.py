"""Due days of open requests held against the calendar of the day."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.info_requests.actions.rederiving import rederive_daily
from gongkai_web.jobs.registry import Done, JobFailed, job


@job("daily", title="核对在办申请的期限", at="05:10")
def due_days(now: datetime) -> Done:
    """逐件核对在办申请的答复期限；有变动的列出并告知承办人。程序更新带来新的放假数据时由此生效。"""
    run = rederive_daily()
    if run.failed:
        raise JobFailed(f"核对{run.looked_at}件，{run.failed}件的期限不能计算，请查看系统日志并核对办理步骤。")
    return Done(run.looked_at, f"核对{run.looked_at}件，变动{run.changed}件")
