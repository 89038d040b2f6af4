"""Screens of regions, agencies and their past; SCREENS also has those of the public face and of imports."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import URLPattern, reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.organisations import actions
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, AgencyChange, Guide, Region
from gongkai_web.organisations.queries import face_completeness, history, subtree_counts
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff import agency_changes, agency_corrections
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.face import GroupScreen, ReporterScreen, RuleScreen
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.guides import GuideScreen
from gongkai_web.staff.imports import ImportScreen
from gongkai_web.staff.records import RecordIndexView, RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS"]


class RegionScreen(RecordViewSet):
    """The address /staff/regions/."""

    model = Region
    name = "regions"
    menu, menu_label, icon, menu_order = "organisations", "行政区划", "globe", 20
    rights = {
        "view": Right.MANAGE_AGENCIES,
        "add": Right.MANAGE_AGENCIES,
        "change": Right.MANAGE_AGENCIES,
        "delete": Right.MANAGE_AGENCIES,
    }
    lead = "行政区划代码按GB/T 2260、GB/T 10114填写，录入后不能修改。数量多的用“导入导出”一次录入。"
    list_display = (
        "name",
        "code",
        Column("level", label="层级", accessor="get_level_display", sort_key="level"),
        "parent",
    )
    list_filter = ("level",)
    list_export = ("code", "name", "level", "parent__code", "parent__name")
    search_fields = ("name", "code", "parent__name")
    inspect_view_fields = ("code", "name", "level", "parent")
    form_fields = ("code", "name", "level", "parent")

    def rows(self, scope: Scope) -> QuerySet[Region]:
        """All: regions are nobody's own."""
        return Region.objects.select_related("parent")

    def prepare(self, form: Any, scope: Scope) -> None:
        """The code of a region that is there is shown and stays."""
        if form.instance.pk:
            form.fields["code"].disabled = True
            form.fields["code"].help_text = "代码不能修改。"

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Region:
        """The new region."""
        return actions.create_region(**data, by=by)

    def change(self, row: Region, data: dict[str, Any], *, by: Actor, scope: Scope) -> Region:
        """The region changed."""
        return actions.change_region(row, **data, by=by)

    def remove(self, row: Region, *, by: Actor) -> None:
        """One entered by mistake."""
        actions.remove_region(row, by=by)


class AgencyForm(forms.ModelForm):
    """A new agency, with the day and the document of its founding."""

    founded_on = forms.DateField(
        label="设立日期", required=False, widget=forms.DateInput({"type": "date"}), help_text="不清楚的可以不填。"
    )
    basis = forms.CharField(label="设立依据", required=False, max_length=200, help_text="文件名称和文号。")

    class Meta:
        model = Agency
        fields: ClassVar[list[str]] = [
            "code", "name", "short_name", "kind", "level", "region", "superior",
            "rule_making", "reviewing_organ", "court", "position",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "code"
        ].help_text = "2至32位字母、数字或连字符，宜用统一社会信用代码。它是网页地址的一部分，录入后不能修改。"
        self.fields["superior"].queryset = Agency.objects.active()


class DetailsForm(forms.ModelForm):
    """Details of an agency that is there; name and superior change on pages of their own."""

    class Meta:
        model = Agency
        fields: ClassVar[list[str]] = [
            "short_name", "kind", "level", "region", "rule_making", "reviewing_organ", "court", "position",
        ]  # fmt: skip


class AgencyFilterSet(RecordFilterSet):
    """By kind, level, state and region."""

    guide = django_filters.ChoiceFilter(
        label="公开指南", choices=[("1", "已发布"), ("0", "未发布")], empty_label="全部", method="with_guide"
    )

    class Meta:
        model = Agency
        fields: ClassVar[list[str]] = ["kind", "level", "state", "region"]

    def with_guide(self, rows: QuerySet[Agency], _name: str, value: str) -> QuerySet[Agency]:
        """Those with or without a published guide."""
        return rows.filter(has_guide=value == "1")


class AgencyIndexView(RecordIndexView):
    """The list; a name leads to the page of the agency, old names are found as well."""

    def search_queryset(self, queryset: QuerySet[Agency]) -> QuerySet[Agency]:
        """By name, former name, short name, code."""
        return queryset.named(self.search_query) if self.search_query else queryset

    def get_edit_url(self, instance: Agency) -> str | None:
        """The page of the agency."""
        return reverse("agencies:inspect", args=[instance.pk])


class AgencyPageView(RecordInspectView):
    """Facts, what the public face lacks, the past, who is below; with buttons for those who may."""

    template_name = "staff/agencies/agency.html"
    page_title = "机关"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what the page tells."""
        agency: Agency = self.object
        scope = self.request.scope
        return super().get_context_data(**kwargs) | {
            "agency": agency,
            "history": history(agency, mistaken=True),
            "face": face_completeness([agency], timezone.localdate())[agency.pk],
            "below": agency.subordinates.active()[:50],
            "count_below": subtree_counts([agency])[agency.pk],
            "is_active": agency.state == AgencyState.ACTIVE,
            "may_manage": scope.may(Right.MANAGE_AGENCIES),
            "may_face": scope.may(Right.EDIT_AGENCY_FACE, agency),
            "kinds": agency_changes.KINDS.values(),
        }


class AgencyScreen(RecordViewSet):
    """The address /staff/agencies/."""

    model = Agency
    name = "agencies"
    menu, menu_label, icon, menu_order = "organisations", "机关", "site", 10
    rights = {"view": Right.SEE_AGENCY, "add": Right.MANAGE_AGENCIES, "change": Right.MANAGE_AGENCIES}
    lead = "更名、调整隶属、合并、撤销在机关的页面上办理，写明日期和依据，过去的名称仍能查到。"
    index_view_class = AgencyIndexView
    inspect_view_class = AgencyPageView
    filterset_class = AgencyFilterSet
    search_fields = ("name", "code")
    list_display = (
        "name",
        "code",
        Column("kind", label="类别", accessor="get_kind_display", sort_key="kind"),
        Column("level", label="层级", accessor="get_level_display", sort_key="level"),
        Column("region", label="行政区划", accessor="region", sort_key="region__code"),
        Column("superior", label="上级机关", accessor=lambda row: row.superior or "—", sort_key="superior__name"),
        StatusTagColumn(
            "has_guide", label="公开指南", accessor=lambda row: "已发布" if row.has_guide else "未发布",
            primary=lambda row: not row.has_guide,
        ),
        Column("state", label="状态", accessor="get_state_display", sort_key="state"),
    )  # fmt: skip
    list_export = ("code", "name", "short_name", "kind", "level", "region__name", "superior__name", "state", "ended_on")

    def rows(self, scope: Scope) -> QuerySet[Agency]:
        """Those of the scope, with whether a guide is published."""
        guide = Guide.objects.filter(agency=OuterRef("pk"), number__isnull=False)
        rows = Agency.objects.seen_by(scope).select_related("region", "superior")
        return rows.annotate(has_guide=Exists(guide))

    def may(self, action: str, row: Any, scope: Scope) -> bool:
        """An agency that has ended is only read."""
        return super().may(action, row, scope) and (action == "view" or row.state == AgencyState.ACTIVE)

    def get_form_class(self, for_update: bool = False) -> Any:
        """Code, name and superior only for a new one."""
        return DetailsForm if for_update else AgencyForm

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Agency:
        """The new agency."""
        return actions.create_agency(**data, by=by)

    def change(self, row: Agency, data: dict[str, Any], *, by: Actor, scope: Scope) -> Agency:
        """The agency with other details."""
        return actions.change_agency(row, **data, by=by)

    def get_urlpatterns(self) -> list[URLPattern]:
        """With a page for each change that has a day and a document."""
        return [*super().get_urlpatterns(), *agency_changes.urlpatterns]


class ChangeScreen(RecordViewSet):
    """The address /staff/agency-changes/."""

    model = AgencyChange
    name = "agency_changes"
    url_prefix = "agency-changes"
    menu, menu_label, icon, menu_order = "organisations", "机关变更", "history", 30
    rights = {"view": Right.SEE_AGENCY}
    lead = (
        "机关的设立、更名、调整隶属、合并和撤销，按日期排列。录错的，系统管理员在机关页面的沿革里更正，原来的一项保留。"
    )
    list_display = (
        Column("agency", label="机关", accessor="agency", sort_key="agency__name"),
        Column("kind", label="变更", accessor="get_kind_display", sort_key="kind"),
        DayColumn("on", label="日期", sort_key="on"),
        Column("old", label="变更前", accessor=lambda row: row.old_name or row.old_superior or ""),
        Column("new", label="变更后", accessor=lambda row: row.successor or row.new_superior or row.new_name),
        Column("basis", label="依据"),
        Column("corrected_at", label="更正", accessor=lambda row: "已更正" if row.corrected_at else ""),
    )
    list_filter = ("kind", "agency")
    list_export = ("agency__code", "agency__name", "kind", "on", "old_name", "new_name", "successor__name", "basis")
    search_fields = ("agency__name", "old_name", "new_name", "basis")
    inspect_view_fields = (
        "agency", "kind", "on", "old_name", "new_name", "old_superior", "new_superior", "successor", "basis",
        "entered_at", "entered_by", "corrected_at", "corrected_by", "corrected_why", "corrected_to",
    )  # fmt: skip

    def rows(self, scope: Scope) -> QuerySet[AgencyChange]:
        """Those of the scope, the mistaken ones among them, the newest first."""
        rows = AgencyChange.objects.seen_by(scope).order_by("-on", "-pk")
        return rows.select_related("agency", "successor", "old_superior", "new_superior")

    def get_urlpatterns(self) -> list[URLPattern]:
        """With the page on which a mistaken entry is corrected."""
        return [*super().get_urlpatterns(), *agency_corrections.urlpatterns]


SCREENS = [
    AgencyScreen, RegionScreen, ChangeScreen, ImportScreen, GuideScreen, RuleScreen, GroupScreen, ReporterScreen,
]  # fmt: skip
