"""What happens to regions, agencies and memberships. Each action is one transaction with one event in the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import ADMINISTRATORS, ROLES, Role, conflicts
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.kinds import ChangeKind
from gongkai_web.organisations.models import Agency, AgencyChange, Below, Membership, Region

__all__ = ["create_agency", "create_region", "end_membership", "grant"]


@transaction.atomic
def create_region(*, code: str, name: str, level: str, parent: Region | None = None, by: Actor) -> Region:
    """A region under another. Raises ValidationError."""
    region = Region(code=code, name=name, level=level, parent=parent)
    region.full_clean()
    region.save()
    record(
        "region.create", by=by, on=("region", code, name), after={"层级": level, "上级": parent.code if parent else ""}
    )
    return region


def _place_below(agency: Agency) -> None:
    """Writes who is above a new agency."""
    rows = [Below(higher=agency, lower=agency, distance=0)]
    if agency.superior_id:
        above = Below.objects.filter(lower_id=agency.superior_id).values_list("higher_id", "distance")
        rows += [Below(higher_id=higher, lower=agency, distance=distance + 1) for higher, distance in above]
    Below.objects.bulk_create(rows)


@transaction.atomic
def create_agency(*, by: Actor, founded_on: date | None = None, basis: str = "", **fields: Any) -> Agency:
    """A new agency, placed under its superior. ``fields`` are those of the model. Raises ValidationError."""
    agency = Agency(**fields)
    agency.full_clean()
    agency.save()
    _place_below(agency)
    if founded_on is not None:
        AgencyChange.objects.create(
            agency=agency, kind=ChangeKind.FOUNDED, on=founded_on, new_name=agency.name, basis=basis
        )
    record(
        "agency.create",
        by=by,
        on=("agency", agency.code, agency.name),
        after={"层级": agency.level, "类别": agency.kind},
    )
    return agency


@transaction.atomic
def grant(user: User, role: Role, agency: Agency | None = None, *, by: Actor) -> Membership:
    """Gives an officer a role at an agency, or an administrator's role at the site.

    Raises ValidationError where the three administrators would not stay separated (三员分立), where the person is no
    officer, or where a person would grant something to himself.
    """
    if by.account and by.account == user.username:
        raise ValidationError("不能给自己授予角色。")
    if not user.is_officer:
        raise ValidationError("只能给工作人员授予角色。")
    held = {
        Role(value)
        for value in Membership.objects.filter(user=user, ended_at__isnull=True).values_list("role", flat=True)
    }
    if why := conflicts(held | {role}):
        raise ValidationError(why)
    membership = Membership(
        user=user, agency=None if role in ADMINISTRATORS else agency, role=role, granted_by=by.account
    )
    membership.full_clean()
    membership.save()
    record("membership.grant", by=by, on=("account", user.username, user.name), after=_said(membership))
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor) -> None:
    """Takes a role back; the row stays. Does nothing when it has ended already."""
    if membership.ended_at is not None:
        return
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    user = membership.user
    record("membership.end", by=by, on=("account", user.username, user.name), before=_said(membership))


def _said(membership: Membership) -> dict[str, str]:
    return {"角色": ROLES[Role(membership.role)].label, "机关": membership.agency.name if membership.agency else "全站"}
