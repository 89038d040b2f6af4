"""What happens at the door, written down: for the person in his history, for the auditor in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from gongkai_web.accounts.browsers import in_words
from gongkai_web.accounts.models import Login, LoginKind, User, normal
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.address import client_address
from gongkai_web.common.masks import mask_name
from gongkai_web.notify.actions import tell

__all__ = ["axes_username", "connect", "last_login_in_words", "note"]

_METHODS = {"password": "口令", "socialaccount": "统一身份认证"}
_VERBS = {
    LoginKind.SUCCESS: "login.success",
    LoginKind.FAILURE: "login.failure",
    LoginKind.LOCKED: "login.locked",
    LoginKind.REFUSED: "login.refused",
    LoginKind.LOGOUT: "logout",
    LoginKind.EXPIRED: "session.expired",
}


def axes_username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str | None:
    """The name under which failures are counted: in one case and width, so that Zhang, zhang and ｚhang are one."""
    given = (credentials or {}).get("username") or request.POST.get("login")
    return normal(str(given))[:150] if given else None


def agency_of(user: User) -> str:
    """The code of the agency that an officer works for; "" where there is none or there are several."""
    rows = user.memberships.filter(ended_at__isnull=True, agency__isnull=False)
    codes = set(rows.values_list("agency__code", flat=True)[:20])
    return codes.pop() if len(codes) == 1 else ""


@transaction.atomic
def note(
    kind: LoginKind, request: HttpRequest, *, user: User | None, tried: str = "", method: str = "", mfa: bool = False
) -> Login:
    """Writes one thing that happened at the door into the history and into the log."""
    address = client_address(request)
    # What was typed for an account that is not there may be somebody's password in the wrong field.
    shown = user.username if user else mask_name(tried[:20])
    login = Login.objects.create(
        user=user,
        tried=shown[:150],
        kind=kind,
        method=method,
        second_factor=mfa,
        address=address,
        browser=in_words(request.META.get("HTTP_USER_AGENT", "")),
    )
    inside = user is not None and kind in (LoginKind.SUCCESS, LoginKind.LOGOUT, LoginKind.EXPIRED)
    by = (
        Actor(user.username, user.name_in_log, agency_of(user), address)
        if inside and user
        else Actor.anonymous(address)
    )
    said = {"方式": method, "第二因素": "是" if mfa else "否"} if kind == LoginKind.SUCCESS else {}
    record(
        _VERBS[kind],
        by=by,
        on=("account", shown, user.name_in_log if user else ""),
        after=said,
        success=kind in (LoginKind.SUCCESS, LoginKind.LOGOUT, LoginKind.EXPIRED),
    )
    return login


def _is_real(request: HttpRequest | None) -> bool:
    """False for a login without a visitor, such as a test makes."""
    return request is not None and bool(request.META)


def _on_login(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Starts the session's clock; says when the account was used last."""
    moment = timezone.now().timestamp()
    request.session["began_at"] = request.session["seen_at"] = int(moment)
    if not _is_real(request):
        return
    used = get_authentication_records(request, user)
    method = next((_METHODS[r["method"]] for r in used if r["method"] in _METHODS), "")
    words = last_login_in_words(user)
    note(LoginKind.SUCCESS, request, user=user, method=method, mfa=any(r["method"] == "mfa" for r in used))
    if words:
        messages.info(request, words, fail_silently=True)


def last_login_in_words(user: User) -> str:
    """When, from where and with what the account was used last, and how often somebody failed since; "" for never."""
    last = Login.objects.of(user).succeeded().first()
    if last is None:
        return ""
    failed = Login.objects.of(user).failed().filter(at__gt=last.at).count()
    said = f"上次登录：{timezone.localtime(last.at):%Y-%m-%d %H:%M}"
    said += f"，来源地址{last.address}" if last.address else ""
    said += f"，{last.browser}" if last.browser else ""
    return said + (f"。此后有{failed}次登录失败，如非本人操作，请立即修改口令。" if failed else "。")


def _on_failure(*, credentials: Mapping[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A failure, or a try while locked. Axes has counted it already, its receiver comes before this one."""
    if request is None or not _is_real(request) or _has_just_locked(request):
        return
    tried = str(credentials.get("username") or "")
    kind = LoginKind.REFUSED if getattr(request, "axes_locked_out", False) else LoginKind.FAILURE
    note(kind, request, user=User.objects.called(normal(tried)), tried=tried)


def _has_just_locked(request: HttpRequest) -> bool:
    """True for the failure that was one too many; a try while locked is not counted by axes."""
    return bool(getattr(request, "axes_locked_out", False) and getattr(request, "axes_failures_since_start", None))


def _on_locked(*, request: HttpRequest, username: str | None = None, **_: Any) -> None:
    """The failure that locks; those who have the account are told."""
    if not _is_real(request) or not _has_just_locked(request):
        return
    user = User.objects.called(username or "")
    note(LoginKind.LOCKED, request, user=user, tried=username or "")
    if user is None:
        return
    now = timezone.now()
    values = {
        "name": user.name,
        "account": user.username,
        "at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "until": f"{timezone.localtime(now + settings.AXES_COOLOFF_TIME):%Y-%m-%d %H:%M}",
        "address": client_address(request),
    }
    tell(user, "account.locked", values, by=Actor.system("登录"), reference=("account", user.username), urgent=True)


def _on_logout(*, request: HttpRequest | None = None, user: User | None = None, **_: Any) -> None:
    if request is not None and _is_real(request) and isinstance(user, User):
        kind = LoginKind.EXPIRED if getattr(request, "session_expired", False) else LoginKind.LOGOUT
        note(kind, request, user=user)


def connect() -> None:
    """Listens to Django's signals and to that of axes, whose own receivers were connected when it was imported."""
    user_logged_in.connect(_on_login, dispatch_uid="accounts.login")
    user_login_failed.connect(_on_failure, dispatch_uid="accounts.failure")
    user_logged_out.connect(_on_logout, dispatch_uid="accounts.logout")
    user_locked_out.connect(_on_locked, dispatch_uid="accounts.locked")
