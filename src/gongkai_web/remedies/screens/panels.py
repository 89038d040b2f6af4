"""Lines of the home: reply files that are due, results that ask for something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.organisations.scope import Scope
from gongkai_web.remedies.models import RemedyCase
from gongkai_web.remedies.screens.cases import SOON
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link

__all__ = ["contested"]


@lines(Right.ASSIGN_REQUESTS)
def contested(scope: Scope, _user: User) -> Iterator[Line]:
    """Of the agencies where the person is the office."""
    today = timezone.localdate()
    mine = RemedyCase.objects.filter(agency__in=scope.where(Right.ASSIGN_REQUESTS))
    late = mine.reply_due(today - timedelta(days=1)).count()
    soon = mine.reply_due(today + SOON).count() - late
    yield Line(Kind.LATE, "复议、诉讼答复逾期", late, link("remedies:index", todo="late"), "逾期视为没有证据、依据")
    yield Line(
        Kind.WAITING, "复议、诉讼答复即将到期", soon, link("remedies:index", todo="soon"), "提交答复、证据和依据"
    )
    redo = mine.to_carry_out().count()
    yield Line(Kind.WAITING, "依复议决定、判决重新作出处理", redo, link("remedies:index", todo="redo"))
