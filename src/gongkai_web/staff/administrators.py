"""The three administrators, confirmed by one another; and the table of what each role may do."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.actions import confirm_administrator, not_ready
from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, TEXTS, Right
from gongkai_web.accounts.roles import ADMINISTRATORS, ROLES
from gongkai_web.accounts.second_factor import has_one
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.models import Membership
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["AdministratorScreen", "RightsScreen"]


def _trail(label: str) -> list[dict[str, str]]:
    return [{"url": reverse("wagtailadmin_home"), "label": "首页"}, {"url": "", "label": label}]


def _refusal(user: User, by: Actor) -> str:
    """Why this person cannot confirm the account now; "" where he can."""
    if by.account == user.username:
        return "由另一名管理员确认"
    if by.account in user.unconfirmed_by.split():
        return "由您任命或者重置，须由另一名管理员确认"
    return not_ready(user).rstrip("。")


def _row(held: Membership, request: HttpRequest) -> dict[str, Any]:
    user = held.user
    waits = bool(user.unconfirmed_by)
    return {
        "held": held,
        "user": user,
        "waits": waits,
        "by": user.unconfirmed_by.replace(" ", "、"),
        "second_factor": has_one(user),
        "refusal": _refusal(user, request.actor) if waits else "",
    }


@requires(Right.SEE_ADMINISTRATORS)
@require_GET
def administrators(request: HttpRequest) -> HttpResponse:
    """Who they are, and which of them wait."""
    found = Membership.objects.current().filter(role__in=sorted(ADMINISTRATORS), user__is_active=True)
    rows = [_row(held, request) for held in found.select_related("user").order_by("role", "user__username")]
    seats = [
        (ROLES[role], [row for row in rows if row["held"].role == role]) for role in ROLES if role in ADMINISTRATORS
    ]
    context = {
        "seats": seats,
        "may_confirm": request.scope.may(Right.CONFIRM_ADMINISTRATORS),
        "alone": not found.exclude(user__username=request.actor.account).filter(user__unconfirmed_by="").exists(),
        "header_title": "管理员",
        "header_icon": "group",
        "breadcrumbs_items": _trail("管理员"),
    }
    return render(request, "staff/administrators/list.html", context)


@require_POST
@requires(Right.CONFIRM_ADMINISTRATORS)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them is confirmed."""
    user = User.objects.officers().filter(pk=pk).exclude(unconfirmed_by="").first()
    if user is None:
        raise Http404
    try:
        confirm_administrator(user, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"已确认{user.name}的管理员账号。")
    return HttpResponseRedirect(reverse("administrators:index"))


class AdministratorScreen(StaffViewSet):
    """The address /staff/administrators/."""

    name = "administrators"
    menu, icon, menu_label, menu_order = "people", "group", "管理员", 15
    rights = (Right.SEE_ADMINISTRATORS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, and confirming one."""
        return [path("", administrators, name="index"), path("<int:pk>/confirm/", confirm, name="confirm")]


@requires(Right.SEE_ADMINISTRATORS, Right.GRANT_ROLES)
@require_GET
def rights_table(request: HttpRequest) -> HttpResponse:
    """Every role with what it may do, from the one table that the site itself asks."""
    context = {
        "roles": [(spec, [TEXTS[right] for right in Right if spec.role in RIGHTS[right]]) for spec in ROLES.values()],
        "table": [(TEXTS[right], [spec.role in RIGHTS[right] for spec in ROLES.values()]) for right in Right],
        "header_title": "角色权限表",
        "header_icon": "table",
        "breadcrumbs_items": _trail("角色权限表"),
    }
    return render(request, "staff/administrators/rights.html", context)


class RightsScreen(StaffViewSet):
    """The address /staff/rights/."""

    name = "rights"
    menu, icon, menu_label, menu_order = "people", "table", "角色权限表", 40
    rights = (Right.SEE_ADMINISTRATORS, Right.GRANT_ROLES)

    def get_urlpatterns(self) -> list[URLPattern]:
        """One page."""
        return [path("", rights_table, name="index")]
