"""Corrections, suggestions and complaints (arts 41, 44, 47, 51): entered, read, answered, contacted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.ui.tables import Column

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.matters import DECISIONS, answer_matter, reveal_contact
from gongkai_web.info_requests.kinds import MatterChannel, MatterKind
from gongkai_web.info_requests.models import Matter
from gongkai_web.info_requests.queries.offers import offer_figures
from gongkai_web.info_requests.screens.forms import DayField
from gongkai_web.info_requests.screens.matter_entry import EntryForm, MatterAddView, agencies_about, enter
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link
from gongkai_web.staff.records import RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS", "AnswerForm", "MatterPageView", "MatterScreen"]

_YEAR = timedelta(days=365)
_BY_KIND = [("", "请选择")] + [
    (MatterKind(kind).label, [(one, one) for one in said]) for kind, said in DECISIONS.items()
]


class AnswerForm(forms.Form):
    """What came of it, and the answer that is shown to whoever raised it."""

    said = forms.CharField(label="提出的内容", required=False, disabled=True, widget=forms.Textarea({"rows": 6}))
    received_on = DayField(
        label="收到日期",
        required=False,
        help_text="来信、来电、当面提出的，录入时填错了的在这里改正，原来的日期记入审计。",
    )
    decision = forms.ChoiceField(label="处理结果", choices=_BY_KIND, error_messages={"required": "请选择处理结果。"})
    reply = forms.CharField(
        label="答复",
        max_length=5000,
        widget=forms.Textarea({"rows": 10}),
        help_text="作出的处理、理由和依据。提出人凭编号和查询码在网站上查看，留有电子邮箱的同时得到通知。",
        error_messages={"required": "请写明答复。"},
    )


class MatterPageView(RecordInspectView):
    """The page of a matter; name and contact in plain for the one answer after they were asked for."""

    template_name = "info_requests/matter.html"
    http_method_names = ("get", "head", "options", "post")
    plain: tuple[str, str] | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows them, which the log tells. Raises PermissionDenied."""
        self.plain = reveal_contact(self.object, by=request.actor, scope=request.scope)
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds whether somebody may see them."""
        may = self.request.scope.may(Right.UNMASK, self.object.agency_id)
        return super().get_context_data(**kwargs) | {"may_reveal": may, "plain": self.plain}


class MatterScreen(RecordViewSet):
    """The address /staff/matters/."""

    model = Matter
    name = "matters"
    menu, icon, menu_label, menu_order = "requests", "comment", "更正、建议和投诉", 50
    rights = {
        "view": Right.SEE_REQUESTS,
        "add": Right.REGISTER_REQUESTS,
        "change": Right.REGISTER_REQUESTS,
        "delete": None,
    }
    lead = (
        "更正与本人有关的政府信息（条例第四十一条）、建议主动公开（第四十四条）、对下级机关和部门的投诉举报"
        "（第四十七条、第五十一条）。来信、来电、当面提出的在这里录入。答复后提出人凭编号和查询码查看。"
    )
    inspect_view_class = MatterPageView
    add_view_class = MatterAddView
    list_display = (
        "number",
        Column("kind", label="类别", accessor="get_kind_display", sort_key="kind"),
        Column("title", label="标题"),
        Column("agency", label="办理机关", accessor="agency", sort_key="agency__name"),
        Column("about", label="所涉机关", accessor="about"),
        Column("channel", label="提出方式", accessor="get_channel_display", sort_key="channel"),
        DayColumn("received_on", label="收到日期", sort_key="received_on"),
        Column("state", label="状态", accessor="get_state_display", sort_key="state"),
    )
    list_filter = ("kind", "state", "channel", "agency")
    search_fields = ("number", "title")
    list_export = (
        "number", "kind", "title", "agency__name", "about__name", "channel", "received_on", "state", "decision",
        "answered_on", "entered_by_name",
    )  # fmt: skip
    inspect_view_fields = (
        "number", "kind", "agency", "about", "request", "title", "text", "evidence", "channel", "received_on",
        "entered_by_name", "masked_name", "masked_contact", "state", "decision", "reply", "answered_on",
        "answered_by_name",
    )  # fmt: skip

    def rows(self, scope: Scope) -> Any:
        """With their agencies."""
        return super().rows(scope).select_related("agency", "about")

    def get_form_class(self, for_update: bool = False) -> Any:
        """The answer; what came in."""
        return AnswerForm if for_update else EntryForm

    def initial(self, row: Matter | None) -> dict[str, Any]:
        """What was said, and what was answered."""
        if row is None:
            return {}
        said = f"{row.text}\n\n证据：{row.evidence}" if row.evidence else row.text
        day = row.received_on if row.channel != MatterChannel.WEB else None
        return {"said": said, "received_on": day, "decision": row.decision, "reply": row.reply, "kind": row.kind}

    def prepare(self, form: Any, scope: Scope) -> None:
        """Offers what may come of this kind."""
        super().prepare(form, scope)
        if "about" in form.fields:
            form.fields["about"].queryset = agencies_about(scope)
        if "received_on" in form.fields and "said" in form.fields and not form.initial.get("received_on"):
            del form.fields["received_on"]  # the site knows when it came
        kind = form.initial.get("kind")
        if kind in DECISIONS:
            form.fields["decision"].choices = [("", "请选择"), *((one, one) for one in DECISIONS[kind])]

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Matter:
        """The matter taken in."""
        return enter(dict(data), by=by, scope=scope)

    def change(self, row: Matter, data: dict[str, Any], *, by: Actor, scope: Scope) -> Matter:
        """The matter answered."""
        day = data.get("received_on")
        return answer_matter(row, decision=data["decision"], reply=data["reply"], by=by, received_on=day)


SCREENS = [MatterScreen]


@lines(Right.REGISTER_REQUESTS)
def waiting(scope: Scope, _user: User) -> Iterator[Line]:
    """Matters that nobody has answered."""
    found = Matter.objects.filter(agency__in=scope.where(Right.REGISTER_REQUESTS), state="open").count()
    yield Line(Kind.WAITING, "更正、建议和投诉等待答复", found, link("matters:index", state="open"))


@lines(Right.MANAGE_DESK)
def spared(scope: Scope, _user: User) -> Iterator[Line]:
    """How many applications were not needed, for what was asked is public."""
    told = offer_figures(scope.where(Right.MANAGE_DESK), timezone.now() - _YEAR)
    if told.begun:
        text = f"开始填写{told.begun}份，提交{told.sent}份；看到已经公开的信息后不再申请{told.ended}份"
        yield Line(Kind.FACT, "近12个月的网上申请", text=text)
