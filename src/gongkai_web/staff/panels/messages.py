"""For everybody: unread messages and long work. For the system administrator: messages that did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.notify.kinds import State
from gongkai_web.notify.models import Message
from gongkai_web.notify.queries import unread
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.models import LongWork
from gongkai_web.staff.panels.links import link

__all__: list[str] = []


@lines()
def own(_scope: Scope, user: User) -> Iterator[Line]:
    """Messages that the person has not read."""
    yield Line(Kind.WAITING, "未读消息", unread(user), link("inbox:index"))


@lines()
def work(_scope: Scope, user: User) -> Iterator[Line]:
    """Long work of one's own that runs, or ended within a day."""
    mine = LongWork.objects.started(user)
    running = mine.unfinished().count()
    yield Line(Kind.NEW, "正在进行的后台任务", running, link("work:index"))
    over = mine.filter(finished_at__gte=timezone.now() - timedelta(days=1)).count()
    yield Line(Kind.NEW, "一天内结束的后台任务", over, link("work:index"))


@lines(Right.SEE_JOBS)
def trouble(_scope: Scope, _user: User) -> Iterator[Line]:
    """Mail and SMS that did not arrive and will not by themselves."""
    failed = Message.objects.outgoing().filter(state=State.FAILED).count()
    yield Line(Kind.LATE, "邮件或短信没有送达", failed, link("deliveries:index", state=State.FAILED))
    waiting = Message.objects.outgoing().filter(state=State.UNCONFIGURED).count()
    note = "邮件或短信渠道没有配置，见运行设置"
    yield Line(Kind.LATE, "邮件或短信没有发出", waiting, link("deliveries:index", state=State.UNCONFIGURED), note)
