"""A screen made as an app makes one, and its addresses, for the tests of RecordViewSet."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import include, path

from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import end_membership, grant
from gongkai_web.organisations.models import Agency, Membership
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.urls import behind_the_door
from gongkai_web.staff.viewsets import RecordViewSet
from gongkai_web.urls import urlpatterns as site


def rename_for_test(agency: Agency, *, short_name: str, court: str, by: Actor) -> Agency:
    """An action as apps have them."""
    if short_name == "空":
        raise ValidationError({"short_name": "简称不能是“空”。", "position": "表单里没有的字段。"})
    if short_name == "记":
        record("agency.test", by=by, on=("agency", agency.code, agency.name), success=False)
        raise ValidationError("不能改成这样，已记录。")
    if short_name == "拒":
        raise ValidationError("现在不能修改。")
    before = {"简称": agency.short_name}
    agency.short_name, agency.court = short_name, court
    agency.save()
    record("agency.test", by=by, on=("agency", agency.code, agency.name), before=before, after={"简称": short_name})
    return agency


class TryAgencies(RecordViewSet):
    """Agencies: seen by all officers in their scope, changed by those who keep the face."""

    model = Agency
    name = "try-agencies"
    rights = {"view": Right.SEE_AGENCY, "change": Right.EDIT_AGENCY_FACE}  # noqa: RUF012
    list_display = ("name", "code", "kind", "rule_making", "region__name")
    list_filter = ("kind", "region")
    search_fields = ("name", "code")
    form_fields = ("short_name", "court")
    lead = "机关的简称和法院，见条例第十二条。"

    def change(self, row: Any, data: dict[str, Any], *, by: Actor, scope: Scope) -> Agency:
        assert row.short_name != data["short_name"]
        return rename_for_test(row, **data, by=by)


class TryMemberships(RecordViewSet):
    """Memberships: a screen where rows are added and removed and never changed."""

    model = Membership
    name = "try-memberships"
    rights = {"view": Right.SEE_AGENCY, "add": Right.GRANT_ROLES, "delete": Right.GRANT_ROLES}  # noqa: RUF012
    list_display = ("user", "role", "agency", "granted_at")
    form_fields = ("user", "agency", "role")

    def rows(self, scope: Scope) -> Any:
        return Membership.objects.seen_by(scope).current()

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Membership:
        return grant(data["user"], Role(data["role"]), data["agency"], by=by)

    def remove(self, row: Any, *, by: Actor) -> None:
        if row.role == Role.LEADER:
            raise ValidationError("分管领导的角色由上级收回。")
        end_membership(row, by=by)


SCREENS = [TryAgencies(), TryMemberships()]
urlpatterns = [
    path(
        f"staff/{screen.url_prefix}/",
        include((behind_the_door(screen.get_urlpatterns()), screen.url_namespace), namespace=screen.url_namespace),
    )
    for screen in SCREENS
] + site
