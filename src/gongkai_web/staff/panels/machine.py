"""For the system administrator: room left for the data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from django.conf import settings

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines

__all__: list[str] = []

_LOW = 0.1  # a tenth left: time to act before uploads and the log stop


@lines(Right.SEE_JOBS)
def disk(_scope: Scope, _user: User) -> Iterator[Line]:
    """How much of the disk under the data folder is free."""
    usage = shutil.disk_usage(settings.GONGKAI_HOME)
    free = usage.free / usage.total
    said = f"{usage.free / 2**30:.0f} GB 可用，共 {usage.total / 2**30:.0f} GB"
    yield Line(Kind.FACT, "数据盘", text=said, note="" if free > _LOW else "空间不足十分之一", alarm=free <= _LOW)
