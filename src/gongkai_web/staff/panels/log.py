"""For the auditor: how much happened today, and when the chain was last proved whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.audit.models import Event
from gongkai_web.audit.queries import day_start
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link

__all__: list[str] = []

_STALE = timedelta(days=8)  # it is proved at least every week


@lines(Right.SEE_AUDIT)
def today(_scope: Scope, _user: User) -> Iterator[Line]:
    """Events of today, and those of them that did not succeed."""
    events = Event.objects.between(day_start(timezone.localdate()), None)
    yield Line(Kind.NEW, "今天的审计记录", events.count(), link("audit:index"))
    yield Line(Kind.NEW, "其中未成功的操作", events.filter(success=False).count(), link("audit:index", success="false"))


@lines(Right.SEE_AUDIT)
def proof(_scope: Scope, _user: User) -> Iterator[Line]:
    """When the chain was last proved, and whether it held."""
    last = Event.objects.filter(verb="audit.verify").first()
    if last is None:
        yield Line(Kind.FACT, "记录链校验", text="尚未校验", note="用 gongkai manage audit verify 校验", alarm=True)
        return
    when = f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}"
    stale = timezone.now() - last.at > _STALE
    said = f"{when} 校验，{'链条完整' if last.success else '发现问题'}"
    yield Line(Kind.FACT, "记录链校验", text=said, url=link("audit:index"), alarm=stale or not last.success)
