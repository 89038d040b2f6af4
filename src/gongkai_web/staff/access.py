"""Who may enter the back office, and what the others are told: the login page, 403 or 404, each in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai_web.accounts.rights import Right

__all__ = ["guarded", "not_found", "requires"]

View = Callable[..., HttpResponse]


def requires(*rights: Right) -> Callable[[View], View]:
    """For views that are no RecordViewSet: 403 to officers who hold none of the rights anywhere."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.scope.may_any(rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest" or "hx-request" in request.headers


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    """The page that says 403 or 404: in the shell for an officer, standing alone for anybody else."""
    if _is_fragment(request):
        return HttpResponse(status=status)
    shell = not request.scope.is_empty
    waits = not shell and bool(getattr(request.user, "unconfirmed_by", ""))
    name = f"staff/refused/{status}{'' if shell else '_alone'}.html"
    return render(request, name, {"waits": waits}, status=status)


def guarded(view: View) -> View:
    """The view behind the door: anonymous people log in first, those without a role are refused.

    In place of Wagtail's own door, which answers a missing right with a redirect to the home page.
    """

    @wraps(view)
    def behind_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_anonymous:
            return HttpResponse(status=401) if _is_fragment(request) else redirect_to_login(request.get_full_path())
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return _refusal(request, 403)
        try:
            response = view(request, *args, **kwargs)
            render_now = getattr(response, "render", None)
            return render_now() if callable(render_now) else response
        except PermissionDenied:
            return _refusal(request, 403)
        except Http404:
            return _refusal(request, 404)

    return behind_the_door


def not_found(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """What stands at the addresses of Wagtail's own screens."""
    raise Http404
