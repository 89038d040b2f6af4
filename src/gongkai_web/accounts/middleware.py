"""What stands between a session and the pages: its time limits, and steps that must be taken before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gongkai_web.accounts.models import User
from gongkai_web.accounts.passwords import expired
from gongkai_web.accounts.second_factor import has_one, needs_one, passed

__all__ = ["FirstSteps", "SessionLimits"]

_GRAIN = 30  # seconds; how exactly the last action of a session is kept, to spare a write for each request
_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}
_PASSWORD = {"account_change_password", "account_logout"}
_ALWAYS = {"health"}
# Asked for by the page, not by the person: it does not keep a session alive.
_PASSIVE = {"wagtailadmin_editing_sessions:ping"}


def _has_session(request: HttpRequest) -> bool:
    """Whether there may be somebody; so that a public page costs no query and varies by no cookie."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect, for a part of a page as well: htmx then goes there with the whole page."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


class SessionLimits:
    """An officer who does nothing is logged out, and so is one who has been in for too long (GB/T 22239, 8.1.4.1).

    GONGKAI_IDLE_MINUTES and GONGKAI_SESSION_HOURS; members of the public have the age of the session's cookie only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, or a redirect to the login with a word why."""
        user = request.user if _has_session(request) else None
        if not isinstance(user, User) or not user.is_authenticated or not user.is_officer:
            return self.get_response(request)
        now = int(timezone.now().timestamp())
        began, seen = request.session.get("began_at", 0), request.session.get("seen_at", 0)
        idle, whole = settings.GONGKAI_IDLE.total_seconds(), settings.GONGKAI_SESSION.total_seconds()
        if now - seen > idle or now - began > whole:
            why = "登录已达时限" if now - began > whole else f"已有{int(idle // 60)}分钟没有操作"
            request.session_expired = True
            logout(request)
            messages.warning(request, f"{why}，为安全起见已退出，请重新登录。")
            query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return _go(request, f"{reverse('account_login')}{'?' if query else ''}{query}")
        response = self.get_response(request)
        match = request.resolver_match
        passive = match is not None and match.view_name in _PASSIVE
        if now - seen >= _GRAIN and not passive and request.user.is_authenticated:
            request.session["seen_at"] = now
        return response


class FirstSteps:
    """A password that has to be changed, a second factor that has to be set up or shown: before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """A redirect to the step, or None."""
        user = request.user if _has_session(request) else None
        if not isinstance(user, User) or not user.is_officer or request.resolver_match is None:
            return None
        name = request.resolver_match.view_name
        if name in _ALWAYS:
            return None
        if expired(user):
            if name in _PASSWORD:
                return None
            messages.warning(request, "口令已到更换期限，请先修改口令。")
            return _go(request, reverse("account_change_password"))
        if name in _SECOND_FACTOR or not needs_one(user) or passed(request):
            return None
        if not has_one(user):
            return _go(request, reverse("mfa_activate_totp"))
        return _go(request, f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
