"""Screens of the rest of the public face: rules, leading group, reporters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.organisations import actions
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, LeadingGroupMember, Reporter, Rule
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.records import RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["GroupScreen", "ReporterScreen", "RuleScreen"]


class _FaceScreen(RecordViewSet):
    """Rows of an agency that its administrator and its disclosure office keep."""

    menu = "agency"
    rights = {
        "view": Right.SEE_AGENCY,
        "add": Right.EDIT_AGENCY_FACE,
        "change": Right.EDIT_AGENCY_FACE,
        "delete": Right.EDIT_AGENCY_FACE,
    }
    list_filter = ("agency",)

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """Those of the scope."""
        return super().rows(scope).filter(agency__isnull=False).select_related("agency")

    def prepare(self, form: Any, scope: Scope) -> None:
        """For a new row one of one's own agencies, chosen where there is one; a row stays where it is."""
        if "agency" not in form.fields:
            return
        if form.instance.pk:
            del form.fields["agency"]
            return
        own = Agency.objects.active().filter(pk__in=scope.where(Right.EDIT_AGENCY_FACE))
        field = form.fields["agency"]
        field.queryset, field.required = own, True
        if len(own) == 1:
            field.initial, field.empty_label = own[0], None

    def may(self, action: str, row: Any, scope: Scope) -> bool:
        """What an agency had that has ended is only read."""
        return super().may(action, row, scope) and (action == "view" or row.agency.state == AgencyState.ACTIVE)


class RuleScreen(_FaceScreen):
    """The address /staff/rules/."""

    model = Rule
    name = "rules"
    menu_label, icon, menu_order = "公开制度", "list-ul", 20
    lead = (
        "列在平台的“政府信息公开制度”栏目（国办公开办函〔2019〕61号）；各机关应当建立健全本机关的工作制度（条例第四条）。"
        "条例和国家文件由平台统一登记，不必重复录入；失效的改为“失效”，不要删除。"
    )
    list_display = (
        "title",
        Column("agency", label="机关", accessor="agency", sort_key="agency__name"),
        Column("group", label="类别", accessor="get_group_display", sort_key="group"),
        Column("document_number", label="文号"),
        DayColumn("made_on", label="成文日期", sort_key="made_on"),
        DayColumn("published_on", label="发布日期", sort_key="published_on"),
        StatusTagColumn(
            "in_force", label="效力", accessor=lambda row: "有效" if row.in_force else "失效",
            primary=lambda row: not row.in_force,
        ),
    )  # fmt: skip
    list_filter = ("group", "in_force", "agency")
    search_fields = ("title", "document_number", "text")
    form_fields = (
        "agency", "group", "title", "document_number", "maker", "made_on", "published_on", "url", "text",
        "in_force", "ended_on", "position",
    )  # fmt: skip
    inspect_view_fields = form_fields

    def prepare(self, form: Any, scope: Scope) -> None:
        """Published today, unless it is said otherwise."""
        super().prepare(form, scope)
        if not form.instance.pk:
            form.initial.setdefault("published_on", timezone.localdate())
            form.initial.setdefault("group", "own")

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Rule:
        """The new rule."""
        return actions.add_rule(**data, by=by)

    def change(self, row: Rule, data: dict[str, Any], *, by: Actor, scope: Scope) -> Rule:
        """The rule changed."""
        return actions.change_rule(row, **data, by=by)

    def remove(self, row: Rule, *, by: Actor) -> None:
        """One entered by mistake."""
        actions.remove_rule(row, by=by)


class GroupScreen(_FaceScreen):
    """The address /staff/leading-group/."""

    model = LeadingGroupMember
    name = "leading_group"
    url_prefix = "leading-group"
    menu_label, icon, menu_order = "领导小组", "group", 25
    lead = "本机关政府信息公开工作领导小组的组成，在平台上公开。离任的填写离任日期，不要删除。"
    list_display = (
        "name",
        Column("agency", label="机关", accessor="agency", sort_key="agency__name"),
        Column("rank", label="组内职务", accessor="get_rank_display", sort_key="rank"),
        Column("post", label="职务"),
        DayColumn("since", label="任职日期", sort_key="since"),
        DayColumn("until", label="离任日期", sort_key="until"),
    )
    list_filter = ("rank", "agency")
    search_fields = ("name", "post")
    form_fields = ("agency", "rank", "name", "post", "since", "until", "position")
    inspect_view_fields = form_fields

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> LeadingGroupMember:
        """The new member."""
        return actions.add_group_member(**data, by=by)

    def change(self, row: LeadingGroupMember, data: dict[str, Any], *, by: Actor, scope: Scope) -> Any:
        """The member changed."""
        return actions.change_group_member(row, **data, by=by)

    def remove(self, row: LeadingGroupMember, *, by: Actor) -> None:
        """One entered by mistake."""
        actions.remove_group_member(row, by=by)


class ReporterForm(forms.ModelForm):
    """A number that is there is not shown; what is typed takes its place."""

    forget_mobile = forms.BooleanField(label="删除已登记的手机号码", required=False)

    class Meta:
        model = Reporter
        fields = ("agency", "name", "department", "office_phone", "mobile", "since", "until")
        widgets = {
            "mobile": forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
            "since": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }


class ReporterPageView(RecordInspectView):
    """The page of a reporter; the number in plain for the one answer after it was asked for."""

    template_name = "staff/agencies/reporter.html"
    http_method_names = ("get", "head", "options", "post")
    plain = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows the number, which the log tells. Raises PermissionDenied."""
        self.plain = actions.reveal_mobile(self.object, by=request.actor, scope=request.scope)
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds whether somebody may see the number."""
        may = bool(self.object.mobile) and self.request.scope.may(Right.UNMASK, self.object.agency_id)
        return super().get_context_data(**kwargs) | {"may_reveal": may, "plain": self.plain}


class ReporterScreen(_FaceScreen):
    """The address /staff/reporters/."""

    model = Reporter
    name = "reporters"
    menu_label, icon, menu_order = "联络员", "user", 27
    lead = "各科室负责报送信息的人员，只在后台使用，不对外公开。手机号码加密保存，查看要记入审计。"
    inspect_view_class = ReporterPageView
    list_display = (
        "name",
        Column("agency", label="机关", accessor="agency", sort_key="agency__name"),
        Column("department", label="科室", sort_key="department"),
        Column("office_phone", label="办公电话"),
        Column("masked_mobile", label="手机号码"),
        DayColumn("since", label="任职日期", sort_key="since"),
        DayColumn("until", label="离任日期", sort_key="until"),
    )
    list_export = ("agency__name", "department", "name", "office_phone", "masked_mobile", "since", "until")
    search_fields = ("name", "department", "office_phone")
    inspect_view_fields = ("agency", "department", "name", "office_phone", "masked_mobile", "since", "until")

    def get_form_class(self, for_update: bool = False) -> Any:
        """With a number that is not shown."""
        return ReporterForm

    def prepare(self, form: Any, scope: Scope) -> None:
        """Says the number masked and leaves its field empty."""
        super().prepare(form, scope)
        masked = form.instance.masked_mobile if form.instance.pk else ""
        form.initial["mobile"] = ""
        if masked:
            form.fields["mobile"].help_text = f"已登记{masked}，留空则不改。"
        else:
            del form.fields["forget_mobile"]

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Reporter:
        """The new reporter."""
        return actions.add_reporter(**data, by=by)

    def change(self, row: Reporter, data: dict[str, Any], *, by: Actor, scope: Scope) -> Reporter:
        """The reporter changed; a blank number says nothing."""
        forget = data.pop("forget_mobile", False)
        if not data["mobile"] and not forget:
            del data["mobile"]
        return actions.change_reporter(row, **data, by=by)

    def remove(self, row: Reporter, *, by: Actor) -> None:
        """Out of the register, with the personal data."""
        actions.remove_reporter(row, by=by)
