"""Registration by the registrar: filled in, shown with its days and what is already there, then registered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.access import roles_at
from gongkai_web.info_requests.actions.registration import register_at_desk, registered_by
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.screens.registering import RegistrationForm
from gongkai_web.info_requests.screens.review import review_of
from gongkai_web.organisations.models import Agency
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]


@requires(Right.REGISTER_REQUESTS)
@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """First what follows from what was typed is shown; registered is only what has been seen."""
    agencies = Agency.objects.active().filter(pk__in=request.scope.where(Right.REGISTER_REQUESTS)).order_by("name")
    practice = "practice" in request.GET
    given = {"agency": request.GET.get("agency", "")}
    if request.method == "GET":
        form = RegistrationForm(agencies=agencies, initial={key: value for key, value in given.items() if value})
        return _show(request, form, None, practice=practice)
    form = RegistrationForm(request.POST, request.FILES, agencies=agencies)
    if not form.is_valid():
        return _show(request, form, None, practice=practice)
    data = form.cleaned_data
    done = registered_by(data["agency"], data["arrived_on"], data["token"])
    if done is not None:
        return _again(request, done)
    try:
        review = review_of(form, practice=practice)
    except ValidationError as refusal:
        add_errors(form, refusal)
        return _show(request, form, None, practice=practice)
    if "register" not in request.POST or form.cleaned_data["seen"] != review.digest:
        changed = "register" in request.POST
        if changed:
            messages.warning(request, "核对之后内容有变化，请再看一遍；已选择的文件需要重新选择。")
        form.data = form.data.copy()
        form.data["seen"] = review.digest
        return _show(request, form, review, practice=practice)
    return _register(request, form, review, practice=practice)


def _register(request: HttpRequest, form: RegistrationForm, review: Any, *, practice: bool) -> HttpResponse:
    data, agency = form.cleaned_data, form.cleaned_data["agency"]
    try:
        made = register_at_desk(
            agency, form.values(), channel=data["channel"], arrived_on=data["arrived_on"],
            confirmed_on=data["confirmed_on"], papers=form.papers(), by=request.actor,
            roles=roles_at(request.scope, agency.pk), practice=practice, token=data["token"],
        )  # fmt: skip
    except ValidationError as refusal:
        add_errors(form, refusal)
        return _show(request, form, review, practice=practice)
    if not made.code:
        return _again(request, made.request)
    context = {"row": made.request, "code": made.code, "header_title": "已登记", "again": request.get_full_path()}
    return render(request, "info_requests/registration/done.html", context)


def _again(request: HttpRequest, done: InfoRequest) -> HttpResponse:
    messages.info(request, "这件申请刚才已经登记，没有重复登记。查询码只显示一次，需要时可以重发。")
    return HttpResponseRedirect(done.get_absolute_url())


def _show(request: HttpRequest, form: RegistrationForm, review: Any, *, practice: bool) -> HttpResponse:
    context = {"form": form, "review": review, "practice": practice, "header_title": "登记申请"}
    return render(request, "info_requests/registration/form.html", context)


class RegistrationScreen(StaffViewSet):
    """登记申请."""

    name = "registration"
    url_prefix = "requests/register"
    menu, icon, menu_label, menu_order = "requests", "plus-inverse", "登记申请", 30
    rights = (Right.REGISTER_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The one page."""
        return [path("", registration, name="index")]


SCREENS = [RegistrationScreen]
