"""Registration by the registrar: filled in, shown with its days and what is already there, then registered."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.access import roles_at
from gongkai_web.info_requests.actions.mail import make_request, opened_mail
from gongkai_web.info_requests.actions.registration import register_at_desk, registered_by
from gongkai_web.info_requests.models import InfoRequest, MailItem
from gongkai_web.info_requests.screens.registering import RegistrationForm
from gongkai_web.info_requests.screens.review import Review, review_of
from gongkai_web.info_requests.screens.tray import Enclosed, enclosed_in, mail_of, typed_from
from gongkai_web.organisations.models import Agency
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


@requires(Right.REGISTER_REQUESTS)
@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """First what follows from what was typed is shown; registered is only what has been seen."""
    agencies = Agency.objects.active().filter(pk__in=request.scope.where(Right.REGISTER_REQUESTS)).order_by("name")
    item = mail_of(request, _number(request.GET["mail"])) if "mail" in request.GET else None
    practice = "practice" in request.GET and item is None
    given: dict[str, Any] = {"agency": request.GET.get("agency", "")}
    if item is not None:
        if item.state != "waiting":
            return _handled(request, item)
        agencies, given = agencies.filter(pk=item.agency_id), typed_from(item)
    enclosed, lost = _attached(item)
    context: dict[str, Any] = {"practice": practice, "mail": item, "lost": lost}
    if request.method == "GET":
        if item is not None:
            opened_mail(item, by=request.actor)
        initial = {key: value for key, value in given.items() if value}
        form = RegistrationForm(agencies=agencies, enclosed=enclosed, initial=initial)
        return _show(request, form, None, **context)
    form = RegistrationForm(request.POST, request.FILES, agencies=agencies, enclosed=enclosed)
    if not form.is_valid():
        return _show(request, form, None, **context)
    data = form.cleaned_data
    done = registered_by(data["agency"], data["arrived_on"], data["token"])
    if done is not None:
        return _again(request, done)
    try:
        review = review_of(form, practice=practice)
    except ValidationError as refusal:
        add_errors(form, refusal)
        return _show(request, form, None, **context)
    if "register" not in request.POST or form.cleaned_data["seen"] != review.digest:
        changed = "register" in request.POST
        if changed:
            messages.warning(request, "核对之后内容有变化，请再看一遍；已选择的文件需要重新选择。")
        form.data = form.data.copy()
        form.data["seen"] = review.digest
        return _show(request, form, review, **context)
    return _register(request, form, review, context)


def _number(text: str) -> int:
    """A number in the address. Raises Http404 for anything else."""
    if not _NUMBER.fullmatch(text):
        raise Http404
    return int(text)


def _attached(item: MailItem | None) -> tuple[list[Enclosed], bool]:
    """The attachments of a message, and whether the stored message is gone."""
    try:
        return (enclosed_in(item) if item is not None else []), False
    except OSError:
        return [], True


def _handled(request: HttpRequest, item: MailItem) -> HttpResponse:
    """Somebody has dealt with the message, or this very form has been sent before."""
    if item.request is not None:
        messages.info(request, f"这封来件已经归入{item.request.number}，没有重复登记。")
        return HttpResponseRedirect(item.request.get_absolute_url())
    messages.info(request, f"这封来件{item.get_state_display()}，没有登记。")
    return HttpResponseRedirect(reverse("mail:page", args=[item.pk]))


def _register(request: HttpRequest, form: RegistrationForm, review: Review, context: dict[str, Any]) -> HttpResponse:
    data, agency, item = form.cleaned_data, form.cleaned_data["agency"], context["mail"]
    given: dict[str, Any] = {
        "channel": data["channel"], "arrived_on": data["arrived_on"], "confirmed_on": data["confirmed_on"],
        "papers": form.papers(), "by": request.actor, "roles": roles_at(request.scope, agency.pk),
        "token": data["token"],
    }  # fmt: skip
    try:
        if item is not None:
            made = make_request(item, form.values(), enclosed=form.enclosed(), **given)
        else:
            owner = request.user if context["practice"] else None
            made = register_at_desk(agency, form.values(), practice_of=owner, **given)
    except ValidationError as refusal:
        if item is not None:
            item.refresh_from_db()
            if item.state != "waiting":  # somebody was quicker
                return _handled(request, item)
        add_errors(form, refusal)
        return _show(request, form, review, **context)
    if not made.code:
        return _again(request, made.request)
    again = request.get_full_path()
    if item is not None:
        item.refresh_from_db()
        again = f"{reverse('mail:index')}?state=waiting"
        if item.reason:
            messages.warning(request, item.reason)
    told = {"row": made.request, "code": made.code, "header_title": "已登记", "again": again, "mail": item}
    return render(request, "info_requests/registration/done.html", told)


def _again(request: HttpRequest, done: InfoRequest) -> HttpResponse:
    messages.info(request, "这件申请刚才已经登记，没有重复登记。查询码只显示一次，需要时可以重发。")
    return HttpResponseRedirect(done.get_absolute_url())


def _show(request: HttpRequest, form: RegistrationForm, review: Review | None, **context: Any) -> HttpResponse:
    told = {"form": form, "review": review, "header_title": "登记申请", **context}
    return render(request, "info_requests/registration/form.html", told)


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
