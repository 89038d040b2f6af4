"""The pages of the back office that are no screen: its home, and the way to the person's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gongkai_web.accounts.roles import ROLES
from gongkai_web.organisations.models import Agency
from gongkai_web.staff import home
from gongkai_web.staff.shell import OWN_PAGES

__all__ = ["account", "home_page", "log_out"]


@require_GET
def home_page(request: HttpRequest) -> HttpResponse:
    """What is late, what waits for the person, what is new."""
    scope = request.scope
    agencies = Agency.objects.filter(pk__in=scope.own).values_list("name", flat=True)
    context = {
        "sections": home.collect(scope, request.user),
        "roles": [spec for role, spec in ROLES.items() if role in scope.roles],
        "agencies": list(agencies),
        "today": timezone.localdate(),
        "header_title": "首页",
    }
    return render(request, "staff/home.html", context)


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """On to the person's own account, which is the same for officers and the public."""
    for name, _label, _icon in OWN_PAGES:
        try:
            return redirect(reverse(name))
        except NoReverseMatch:
            continue
    raise NoReverseMatch("no page of the person's own account")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """On to the one place where sessions end; the browser repeats its POST there."""
    return redirect(reverse("account_logout"), preserve_request=True)
