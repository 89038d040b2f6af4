"""The visitor's draft: found by the secret in his cookie, which is signed, out of scripts' reach and kept 30 days."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache

from gongkai_web.info_requests.actions.applications import KEPT_DAYS, hash_of_secret
from gongkai_web.info_requests.models import Application

__all__ = ["COOKIE", "draft_of", "forget_cookie", "give_cookie", "with_draft"]

COOKIE = "gongkai_apply"
_PATH = "/apply/"
_SALT = "portal.apply"
_SECONDS = KEPT_DAYS * 24 * 3600
View = Callable[..., HttpResponse]


def draft_of(request: HttpRequest) -> Application | None:
    """The draft of whoever asks; None where he has none, or a cookie that was not given by this site."""
    secret = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_SECONDS)
    if not secret:
        return None
    found = Application.objects.select_related("agency__desk", "request__agency")
    return found.filter(token=hash_of_secret(secret)).first()


def give_cookie(response: HttpResponse, secret: str) -> None:
    """Gives the secret to the browser."""
    response.set_signed_cookie(
        COOKIE, secret, salt=_SALT, max_age=_SECONDS, path=_PATH, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget_cookie(response: HttpResponse) -> None:
    """Takes it back."""
    response.delete_cookie(COOKIE, path=_PATH, samesite="Lax")


def with_draft(view: View) -> View:
    """A decorator for the pages of the form: with the draft; to the receipt once it is sent, to the start without."""

    @never_cache
    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = draft_of(request)
        if row is None:
            messages.info(request, "没有找到填写中的申请，请先选择机关。没有提交的申请在填写它的浏览器里保留30天。")
            return HttpResponseRedirect("/apply/")
        if row.request is not None:
            return HttpResponseRedirect("/apply/receipt/")
        return view(request, row, *args, **kwargs)

    return found
