"""来件邮箱: each agency's boxes, set up by those who manage its desk; how reading them goes; the site's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.common.rate import hit, refuse
from gongkai_web.info_requests.actions.fetching import ask_fetch, site_agency, site_name
from gongkai_web.info_requests.actions.mailboxes import (
    FIELDS,
    add_mailbox,
    change_mailbox,
    remove_mailbox,
    try_mailbox,
)
from gongkai_web.info_requests.intake.mailbox import MailError
from gongkai_web.info_requests.models import ALARM_AFTER, Mailbox
from gongkai_web.info_requests.screens.forms import DayField, TidyForm
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "MailboxForm"]

_TRIES, _HOUR = 30, 3600
"""A test opens a line to a server that somebody has typed: so many an hour."""


def _text(name: str, **said: Any) -> forms.CharField:
    """As the column has it; nothing that the browser fills in by itself."""
    column = Mailbox._meta.get_field(name)
    said.setdefault("widget", forms.TextInput({"autocomplete": "off", "spellcheck": "false"}))
    return forms.CharField(label=column.verbose_name, max_length=column.max_length, help_text=column.help_text, **said)


class MailboxForm(TidyForm):
    """Where the box is. The password is taken and never shown."""

    agency = forms.ModelChoiceField(label="机关", queryset=Agency.objects.none(), empty_label=None)
    account = _text("account")
    password = forms.CharField(
        label="口令或者授权码", max_length=200, required=False, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    host = _text("host")
    security = forms.ChoiceField(label="加密方式", choices=Mailbox._meta.get_field("security").choices)
    port = forms.IntegerField(
        label="端口", required=False, min_value=1, max_value=65535, help_text=Mailbox._meta.get_field("port").help_text
    )
    folder = _text("folder", initial="INBOX")
    since = DayField(label="从哪天的邮件取起", required=False, help_text=Mailbox._meta.get_field("since").help_text)
    active = forms.BooleanField(label="启用", required=False, initial=True, help_text="停用的不取信，设置保留。")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], row: Mailbox | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].widget.attrs["max"] = timezone.localdate().isoformat()
        if row is not None:
            del self.fields["agency"]
            self.fields["password"].help_text = "已经设置，不显示。不更换的留空；更换服务器或者账号的须重新填写。"
            self.initial = {name: getattr(row, name) for name in FIELDS}
            return
        self.fields["agency"].queryset = agencies
        self.initial.setdefault("since", timezone.localdate())
        self.fields["password"].help_text = "邮箱服务商要求用授权码登录的，填授权码。加密保存，不再显示。"
        if len(agencies) == 1:
            self.initial.setdefault("agency", agencies[0].pk)
            self.fields["agency"].widget = forms.HiddenInput()


def _held(request: HttpRequest) -> QuerySet[Agency]:
    return Agency.objects.active().filter(pk__in=request.scope.where(Right.MANAGE_DESK)).order_by("pk")


def _row(request: HttpRequest, pk: int) -> Mailbox:
    """A box of an agency whose desk the person manages, without its password. Raises Http404."""
    mine = Mailbox.objects.filter(agency__in=request.scope.where(Right.MANAGE_DESK)).select_related("agency")
    return get_object_or_404(mine.defer("password"), pk=pk)


@requires(Right.MANAGE_DESK)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The boxes and how reading them goes; the site's own only with its outcome."""
    held = request.scope.where(Right.MANAGE_DESK)
    rows = Mailbox.objects.filter(agency__in=held).select_related("agency").defer("password")
    owner = site_agency()
    site = None
    if owner is not None and settings.GONGKAI_IMAP_URL and request.scope.may(Right.MANAGE_DESK, owner):
        name = site_name()
        site = Mailbox.objects.filter(name=name).defer("password").first() or Mailbox(name=name)
    context = {
        "rows": rows, "site": site, "site_agency": owner, "minutes": settings.GONGKAI_IMAP_MINUTES,
        "several": len(held) > 1, "header_title": "来件邮箱",
    }  # fmt: skip
    return render(request, "info_requests/mail/boxes.html", context)


@requires(Right.MANAGE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new box."""
    held = _held(request)
    form = MailboxForm(request.POST if request.method == "POST" else None, agencies=held)
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            row = add_mailbox(data.pop("agency"), data, by=request.actor)
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            return _saved(request, row, "已设置来件邮箱")
    return _form(request, form, None)


@requires(Right.MANAGE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A box, its settings and its state."""
    row = _row(request, pk)
    form = MailboxForm(request.POST if request.method == "POST" else None, agencies=_held(request), row=row)
    if form.is_bound and form.is_valid():
        try:
            row = change_mailbox(row, form.cleaned_data, by=request.actor)
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            return _saved(request, row, "已保存来件邮箱")
    return _form(request, form, row)


def _form(request: HttpRequest, form: MailboxForm, row: Mailbox | None) -> HttpResponse:
    title = "来件邮箱" if row else "设置来件邮箱"
    context = {"form": form, "row": row, "title": title, "header_title": title, "alarm_after": ALARM_AFTER}
    return render(request, "info_requests/mail/box.html", context)


def _saved(request: HttpRequest, row: Mailbox, told: str) -> HttpResponse:
    messages.success(request, f"{told}“{row.name}”。")
    if row.active and hit("mailbox-try", request.actor.account, limit=_TRIES, seconds=_HOUR).allowed:
        _tried(request, row)
    return redirect("mailboxes:edit", row.pk)


def _tried(request: HttpRequest, row: Mailbox) -> None:
    try:
        count, new = try_mailbox(Mailbox.objects.select_related("agency").get(pk=row.pk), by=request.actor)
    except MailError as error:
        messages.error(request, f"连接没有成功：{error}。请核对服务器、端口、账号和口令。")
    else:
        messages.success(request, f"连接成功：文件夹里有{count}封邮件，其中{new}封等待取回。")


@requires(Right.MANAGE_DESK)
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the box as it is set up, and says how that went."""
    row = _row(request, pk)
    verdict = hit("mailbox-try", request.actor.account, limit=_TRIES, seconds=_HOUR)
    if not verdict.allowed:
        return refuse(request, verdict)
    _tried(request, row)
    return redirect("mailboxes:edit", row.pk)


@requires(Right.MANAGE_DESK)
@require_POST
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Has the box read now, and says how that went or that it goes on."""
    row = _row(request, pk)
    verdict = hit("mailbox-try", request.actor.account, limit=_TRIES, seconds=_HOUR)
    if not verdict.allowed:
        return refuse(request, verdict)
    try:
        ask_fetch(row, by=request.actor)
    except ValidationError as refusal:
        messages.warning(request, "".join(refusal.messages))
        return redirect("mailboxes:edit", row.pk)
    row.refresh_from_db(fields=["asked_at", "failures", "error", "last_taken"])
    if row.asked_at is not None:
        messages.info(request, "已经开始收取，一般在一分钟内完成；刷新本页查看结果。")
    elif row.failures:
        messages.error(request, f"没有取到：{row.error}。邮件仍在邮箱里。")
    else:
        messages.success(request, f"已经收取：{told_of(row)}。")
    return redirect("mailboxes:edit", row.pk)


def told_of(row: Mailbox) -> str:
    """What the last reading that went well brought."""
    return f"取回{row.last_taken}封新邮件" if row.last_taken else "没有新邮件"


@requires(Right.MANAGE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a box away, once that was asked."""
    row = _row(request, pk)
    if request.method == "POST":
        remove_mailbox(row, by=request.actor)
        messages.success(request, f"已删除来件邮箱“{row.name}”的设置，取回的来件保留。")
        return redirect("mailboxes:index")
    return render(request, "info_requests/mail/box_remove.html", {"row": row, "header_title": "删除来件邮箱"})


@lines(Right.MANAGE_DESK)
def failing(scope: Scope, _user: User) -> Iterator[Line]:
    """Boxes that cannot be read: mail waits there, and limits may run."""
    mine = Mailbox.objects.filter(
        agency__in=scope.where(Right.MANAGE_DESK), active__in=[True], failures__gte=ALARM_AFTER
    )
    found = list(mine.values_list("name", "error")[:3])
    note = "；".join(f"{name}：{error}" for name, error in found)
    yield Line(Kind.LATE, "来件邮箱取信失败", len(found) and mine.count(), link("mailboxes:index"), note)


class MailboxScreen(StaffViewSet):
    """来件邮箱."""

    name = "mailboxes"
    menu, icon, menu_label, menu_order = "requests", "mail", "来件邮箱", 92
    rights = (Right.MANAGE_DESK,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, a box, its test, its mail now, its end."""
        return [
            path("", index, name="index"),
            path("add/", add, name="add"),
            path("<int:pk>/", edit, name="edit"),
            path("<int:pk>/test/", test, name="test"),
            path("<int:pk>/fetch/", fetch, name="fetch"),
            path("<int:pk>/remove/", remove, name="remove"),
        ]


SCREENS = [MailboxScreen]
