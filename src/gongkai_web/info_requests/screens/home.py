"""The desk on the home of the back office: what is late, what waits for me, what is new. One query a line at most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.access import agencies_overseen, agencies_seen
from gongkai_web.info_requests.models import InfoRequest, Order
from gongkai_web.info_requests.queries.days import long_calendar
from gongkai_web.info_requests.queries.lists import counts
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link

__all__: list[str] = []

_NEW = timedelta(days=7)


@lines(Right.SEE_REQUESTS)
def desk(scope: Scope, user: User) -> Iterator[Line]:
    """Open requests of one's agencies; for the auditor none of this is his to do."""
    if agencies_seen(scope) is None:
        return
    today = timezone.localdate()
    found = counts(scope, user.pk, today, long_calendar())
    yield Line(Kind.LATE, "申请逾期未答复", found.late, link("requests:index", list="late"), "答复期限见条例第三十三条")
    yield Line(Kind.WAITING, "申请等待您办理", found.for_me, link("requests:index", list="for_me"))
    yield Line(Kind.WAITING, "您承办的在办申请", found.mine, link("requests:index", list="mine"))
    yield Line(Kind.WAITING, "申请在5个工作日内到期", found.due, link("requests:index", list="due", days=5))
    since = today - _NEW
    new = InfoRequest.objects.seen_by(scope).filter(arrived_on__gte=since, practice=False).count()
    url = link("requests:index", list="all", since=since.isoformat())
    yield Line(Kind.NEW, "最近七天收到的申请", new, url)


@lines(Right.MANAGE_DESK)
def orders_got(scope: Scope, _user: User) -> Iterator[Line]:
    """Orders to correct that wait for an answer."""
    today = timezone.localdate()
    rows = Order.objects.unanswered().filter(agency__in=scope.where(Right.MANAGE_DESK))
    found = rows.aggregate(late=Count("pk", filter=Q(answer_by__lt=today)), all=Count("pk"))
    url = link("orders:index")
    yield Line(Kind.LATE, "督促整改逾期未反馈", found["late"], url, "条例第四十七条")
    yield Line(Kind.WAITING, "督促整改等待反馈", found["all"] - found["late"], url, "条例第四十七条")


@lines(Right.OVERSEE_REQUESTS)
def below(scope: Scope, _user: User) -> Iterator[Line]:
    """Late requests of the agencies below, and answers that wait to be checked."""
    agencies, today = agencies_overseen(scope), timezone.localdate()
    late = InfoRequest.objects.filter(agency__in=agencies, practice=False).late(today).count()
    yield Line(Kind.LATE, "下级机关的申请逾期未答复", late, link("oversight:late"), "督促指导见条例第三条、第四十七条")
    answered = Order.objects.filter(agency__in=agencies, answered_on__isnull=False, closed_on__isnull=True).count()
    yield Line(Kind.WAITING, "整改反馈等待核查", answered, link("orders:index"))
