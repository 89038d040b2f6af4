"""The tray of mail that came in: read, made a request of, put into a case, or put aside with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.common.masks import mask_email
from gongkai_web.info_requests.actions.mail import attachments_of, file_mail, opened_mail, put_aside
from gongkai_web.info_requests.models import InfoRequest, MailItem
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.tray import mail_of
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS"]

_SUBJECT = 60
_DAY = timedelta(days=1)


class CaseNumberForm(forms.Form):
    """Which case."""

    number = forms.CharField(label="登记编号", max_length=60)


class AsideForm(forms.Form):
    """Why it is no application."""

    reason = forms.CharField(label="原因", max_length=200, help_text="如广告、垃圾邮件、已电话告知转信访渠道。")


@require_GET
@requires(Right.REGISTER_REQUESTS)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole message, as text; that it was read is on the log."""
    item = mail_of(request, pk)
    opened_mail(item, by=request.actor)
    found, lost = [], False
    try:
        found = [(number, one) for number, one in enumerate(attachments_of(item))]
    except OSError:
        lost = True
    context = {
        "item": item,
        "attachments": found,
        "lost": lost,
        "waits": item.state == "waiting",
        "aside": AsideForm(),
        "number": CaseNumberForm(initial={"number": item.suggested.number if item.suggested else ""}),
        "header_title": "来件",
    }
    return render(request, "info_requests/mail/page.html", context)


@require_GET
@requires(Right.REGISTER_REQUESTS)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The message as it came, to be kept and not to be shown by the browser."""
    item = mail_of(request, pk)
    if not default_storage.exists(item.raw.name):
        raise Http404
    opened_mail(item, by=request.actor)
    return _download(default_storage.open(item.raw.name), f"来件-{item.pk}.eml")


def _download(content: Any, name: str) -> HttpResponse:
    answer = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


Done = Callable[[dict[str, Any]], str]


def _form_page(
    request: HttpRequest, item: MailItem, form: forms.Form, act: Done, label: str, lead: str
) -> HttpResponse:
    """A form about a message; ``act`` gives where to go."""
    if form.is_bound and form.is_valid():
        try:
            goes_to = act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return HttpResponseRedirect(goes_to)
    context = {"item": item, "form": form, "label": label, "lead": lead, "header_title": label}
    return render(request, "info_requests/mail/form.html", context)


@require_GET
@requires(Right.REGISTER_REQUESTS)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """To the form of registration, filled in from it."""
    item = mail_of(request, pk)
    return HttpResponseRedirect(f"{reverse('registration:index')}?mail={item.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.REGISTER_REQUESTS)
def into_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts it into a case."""
    item = mail_of(request, pk)

    def act(data: dict[str, Any]) -> str:
        number = data["number"].strip()
        found = InfoRequest.objects.real().filter(agency=item.agency_id, number__iexact=number).first()
        if found is None:
            raise ValidationError({"number": "本机关没有这个登记编号的申请，请核对。"})
        done = file_mail(item, found, by=request.actor)
        messages.success(request, "已归入案卷。")
        if done.reason:
            messages.warning(request, done.reason)
        return found.get_absolute_url()

    given = {"number": item.suggested.number if item.suggested else ""}
    form = CaseNumberForm(request.POST) if request.method == "POST" else CaseNumberForm(initial=given)
    return _form_page(request, item, form, act, "归入案卷", "补正材料、对已登记申请的说明等，归入该申请的案卷。")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.REGISTER_REQUESTS)
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts it aside."""
    item = mail_of(request, pk)

    def act(data: dict[str, Any]) -> str:
        put_aside(item, reason=data["reason"], by=request.actor)
        messages.success(request, "已记录，来件保留。")
        return reverse("mail:index")

    form = AsideForm(request.POST) if request.method == "POST" else AsideForm()
    return _form_page(request, item, form, act, "不作为申请处理", "写明原因。来件和原始邮件都保留，可以再看。")


def _sender(item: MailItem) -> str:
    return mask_email(item.sender.rpartition("<")[2].rstrip(">"))


def _subject(item: MailItem) -> str:
    return item.subject[:_SUBJECT] or "（没有主题）"


def _page_of(item: MailItem) -> str:
    return reverse("mail:page", args=[item.pk])


class MailScreen(RecordViewSet):
    """The address /staff/mail/."""

    model = MailItem
    name = "mail"
    menu, menu_label, icon, menu_order = "requests", "来件", "mail", 35
    rights: ClassVar[dict[str, Right | None]] = {"view": Right.REGISTER_REQUESTS}
    inspect_view_enabled = False
    lead = (
        "接收申请的邮箱收到的邮件，全部保存在这里。写明登记编号、由申请人本人邮箱发来的自动归入案卷；"
        "其余的等待登记为申请、归入案卷，或者说明原因后不作为申请处理。"
    )
    list_filter = ("state", "agency")
    list_display: ClassVar[Any] = [
        TitleColumn("subject", label="主题", accessor=_subject, get_url=_page_of),
        Column("sender", label="发件人", accessor=_sender),
        DayColumn("received_at", label="到达时间", sort_key="received_at"),
        Column("state", label="状态", accessor="get_state_display", sort_key="state"),
        Column("request", label="申请", accessor=lambda row: row.request.number if row.request else ""),
        Column("reason", label="说明", accessor=lambda row: row.reason or row.problem),
    ]
    list_export: ClassVar[Any] = ["agency__name", "received_at", "state", "request__number", "reason", "size", "digest"]
    ordering = "-received_at"

    def rows(self, scope: Scope) -> Any:
        """Those of agencies where the person registers."""
        return MailItem.objects.filter(agency__in=scope.where(Right.REGISTER_REQUESTS)).select_related(
            "request", "agency"
        )

    def url_of(self, row: Any, scope: Scope) -> str | None:
        """The message's page."""
        return reverse("mail:page", args=[row.pk]) if self.may("view", row, scope) else None

    def get_urlpatterns(self) -> list[URLPattern]:
        """With a message and what is done with it."""
        own = {"page": page, "original": original, "register": register, "into_case": into_case, "aside": aside}
        steps = [
            path(f"<int:pk>/{'' if name == 'page' else name + '/'}", view, name=name) for name, view in own.items()
        ]
        return [*super().get_urlpatterns(), *steps]


@lines(Right.REGISTER_REQUESTS)
def waiting(scope: Scope, _user: User) -> Iterator[Line]:
    """Mail that nobody has looked after yet: an alarm, for it may be an application whose limit runs."""
    mine = MailItem.objects.filter(agency__in=scope.where(Right.REGISTER_REQUESTS), state="waiting")
    old = mine.filter(received_at__lt=timezone.now() - _DAY).count()
    note = f"其中{old}封到达已超过一天" if old else "当日登记、确认"
    yield Line(Kind.LATE, "来件等待处理", mine.count(), link("mail:index", state="waiting"), note)


@part("mail", title="来件", order=72, template="info_requests/mail/on_case.html")
def of_case(case: Case, scope: Scope) -> dict[str, Any] | None:
    """The mail that belongs to a case."""
    rows = case.rows(MailItem)
    return {"rows": rows, "opens": case.may(Right.REGISTER_REQUESTS)} if rows else None


SCREENS = [MailScreen]
