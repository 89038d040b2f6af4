"""The search held against what is public today: things that appear by the calendar, agencies that were renamed."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.jobs.registry import Done, job
from gongkai_web.search.sources import rebuild


@job("daily", title="核对检索", at="00:15")
def search_entries(now: datetime) -> Done:
    """重新收录全部公开的信息，去掉不再公开的；期间照常可以检索。"""
    return Done(rebuild())
