"""For the security administrator: who is locked out, who lacks a second factor or a role, which seats are empty."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone

from gongkai_web.accounts.models import Login, LoginKind, User
from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import ADMINISTRATORS, ROLES
from gongkai_web.organisations.models import Membership
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link

__all__: list[str] = []

_SEPARATED = "系统、安全、审计管理员由不同的人担任（GB/T 22239）"


@lines(Right.MANAGE_ACCOUNTS)
def locked(_scope: Scope, _user: User) -> Iterator[Line]:
    """Accounts that too many failures have locked just now."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since
    )
    count = attempts.order_by().values("username").distinct().count()
    yield Line(
        Kind.LATE,
        "账号因多次登录失败被锁定",
        count,
        link("people:index", state="locked"),
        "核实是否本人操作后解锁或重置口令",
    )


@lines(Right.MANAGE_ACCOUNTS)
def administrators(_scope: Scope, _user: User) -> Iterator[Line]:
    """Seats of the three administrators that are empty, and administrators without a second factor."""
    seats = Membership.objects.current().filter(role__in=ADMINISTRATORS, user__is_active=True)
    held = set(seats.values_list("role", flat=True))
    empty = [spec.label for role, spec in ROLES.items() if role in ADMINISTRATORS and role not in held]
    yield Line(Kind.LATE, f"没有{'、'.join(empty)}", len(empty), link("roles:index"), _SEPARATED)
    with_one = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user")
    bare = seats.exclude(user__in=with_one).values("user").distinct().count()
    yield Line(Kind.LATE, "管理员没有设置第二因素", bare, link("people:index", state="bare"), "下次登录时必须设置")


@lines(Right.MANAGE_ACCOUNTS)
def without_role(_scope: Scope, _user: User) -> Iterator[Line]:
    """Officers who hold no role: nobody has given them one, or all have been taken back."""
    holders = Membership.objects.current().values("user")
    count = User.objects.officers().active().exclude(pk__in=holders).count()
    yield Line(Kind.WAITING, "工作人员没有角色", count, link("people:index", state="no_role"), "授予角色，或者停用账号")


@lines(Right.CONFIRM_ADMINISTRATORS)
def unconfirmed(_scope: Scope, user: User) -> Iterator[Line]:
    """Administrators whom this person can confirm, or whose account waits for somebody else's word."""
    seats = Membership.objects.current().filter(role__in=ADMINISTRATORS, user__is_active=True)
    waiting = [one.user for one in seats.exclude(user__unconfirmed_by="").select_related("user")]
    mine = sum(user.username not in (one.username, *one.unconfirmed_by.split()) for one in waiting)
    url = link("administrators:index")
    yield Line(Kind.WAITING, "管理员账号等待您确认", mine, url, "向本人核实后确认（三员分立，GB/T 22239）")
    yield Line(Kind.WAITING, "管理员账号等待另一名管理员确认", len(waiting) - mine, url, "确认之前他的管理员权限不生效")


@lines(Right.SEE_LOGINS)
def failures(_scope: Scope, _user: User) -> Iterator[Line]:
    """Logins of today that failed."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    kinds = (LoginKind.FAILURE, LoginKind.LOCKED, LoginKind.REFUSED)
    count = Login.objects.filter(at__gte=today, kind__in=kinds).count()
    yield Line(Kind.FACT, "今天登录失败", text=f"{count}次", url=link("logins:index"))
