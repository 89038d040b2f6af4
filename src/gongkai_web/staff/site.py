"""The platform's settings, and the rules that all its agencies share."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.organisations import actions
from gongkai_web.organisations.kinds import RuleGroup
from gongkai_web.organisations.models import Platform, Rule
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.records import RecordIndexView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS"]


class PlatformIndexView(RecordIndexView):
    """There is one row: on to it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, once the platform is set up."""
        row = Platform.objects.first()
        return redirect("platform:edit", row.pk) if row else super().get(request, *args, **kwargs)


class PlatformScreen(RecordViewSet):
    """The address /staff/platform/."""

    model = Platform
    name = "platform"
    menu, menu_label, icon, menu_order = "site", "平台信息", "sliders", 10
    rights = {"view": Right.MANAGE_SITE, "change": Right.MANAGE_SITE}
    lead = (
        "页面上方的平台名称，和页脚应当有的各项：主办单位、承办单位、联系方式、网站标识码、ICP备案号、公安机关备案号、"
        "党政机关网站标识、“我为政府网站找错”（《政府网站发展指引》，国办发〔2017〕47号）。没有填的不显示。"
    )
    index_view_class = PlatformIndexView
    list_display = ("name", "sponsor")
    form_fields = (
        "name", "region", "sponsor", "undertaker", "contact", "site_code", "icp_number", "police_number",
        "error_report_url", "party_mark_url",
    )  # fmt: skip
    inspect_view_fields = form_fields

    def rows(self, scope: Scope) -> QuerySet[Platform]:
        """The one."""
        return Platform.objects.all() if scope.may(Right.MANAGE_SITE) else Platform.objects.none()

    def change(self, row: Platform, data: dict[str, Any], *, by: Actor, scope: Scope) -> Platform:
        """The settings changed."""
        return actions.change_platform(row, **data, by=by)


class SharedRuleScreen(RecordViewSet):
    """The address /staff/shared-rules/."""

    model = Rule
    name = "shared_rules"
    url_prefix = "shared-rules"
    menu, menu_label, icon, menu_order = "site", "共用制度", "list-ul", 20
    rights = {
        "view": Right.MANAGE_SITE,
        "add": Right.MANAGE_SITE,
        "change": Right.MANAGE_SITE,
        "delete": Right.MANAGE_SITE,
    }
    lead = (
        "条例、国家文件和本省（市）文件只登记一次，列在每个机关的“政府信息公开制度”栏目（国办公开办函〔2019〕61号）。"
    )
    list_display = (
        "title",
        Column("group", label="类别", accessor="get_group_display", sort_key="group"),
        Column("document_number", label="文号"),
        DayColumn("made_on", label="成文日期", sort_key="made_on"),
        DayColumn("published_on", label="发布日期", sort_key="published_on"),
        StatusTagColumn(
            "in_force", label="效力", accessor=lambda row: "有效" if row.in_force else "失效",
            primary=lambda row: not row.in_force,
        ),
    )  # fmt: skip
    list_filter = ("group", "in_force")
    search_fields = ("title", "document_number")
    form_fields = (
        "group", "title", "document_number", "maker", "made_on", "published_on", "url", "text", "in_force",
        "ended_on", "position",
    )  # fmt: skip
    inspect_view_fields = form_fields

    def rows(self, scope: Scope) -> QuerySet[Rule]:
        """Those of no agency."""
        return Rule.objects.filter(agency=None)

    def agency_of(self, row: Any) -> None:
        """The site's."""

    def prepare(self, form: Any, scope: Scope) -> None:
        """An agency's own rules are not shared."""
        form.fields["group"].choices = [one for one in form.fields["group"].choices if one[0] != RuleGroup.OWN]

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Rule:
        """The new rule."""
        return actions.add_rule(agency=None, **data, by=by)

    def change(self, row: Rule, data: dict[str, Any], *, by: Actor, scope: Scope) -> Rule:
        """The rule changed."""
        return actions.change_rule(row, **data, by=by)

    def remove(self, row: Rule, *, by: Actor) -> None:
        """One entered by mistake."""
        actions.remove_rule(row, by=by)


SCREENS = [PlatformScreen, SharedRuleScreen]
