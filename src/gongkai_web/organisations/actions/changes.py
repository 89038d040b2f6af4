"""What happens to an agency on a day and by a document: renamed, moved, merged, dissolved. The past is kept as rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.agencies import check_superior, refuse_namesake
from gongkai_web.organisations.actions.memberships import close
from gongkai_web.organisations.actions.rows import made_public, required, write
from gongkai_web.organisations.actions.tree import hold_tree, refuse_cycle, replace
from gongkai_web.organisations.kinds import AgencyState, ChangeKind
from gongkai_web.organisations.models import Agency, AgencyChange, Below, Membership

__all__ = ["dissolve_agency", "merge_agency", "move_agency", "rename_agency"]


def _begin(agency: Agency, on: date, basis: str) -> Agency:
    """The agency as it is now, locked, when something may happen to it that day. Raises ValidationError."""
    required({"basis": basis}, basis="依据的文件名称和文号")
    hold_tree()
    fresh = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if fresh.state != AgencyState.ACTIVE:
        raise ValidationError(f"“{fresh}”{fresh.get_state_display()}（{fresh.ended_on}），不能再变更。")
    if on > timezone.localdate():
        raise ValidationError({"on": "日期不能晚于今天；将来生效的变更，请在生效当日或之后录入。"})
    last = AgencyChange.objects.standing().filter(Q(agency=fresh) | Q(successor=fresh)).order_by("on", "id").last()
    if last is not None and on < last.on:
        said = f"该机关{last.on}已有变更“{last.get_kind_display()}”"
        raise ValidationError({"on": f"{said}，新的变更不能早于它。"})
    return fresh


def _note(agency: Agency, kind: ChangeKind, *, on: date, basis: str, by: Actor, **said: Any) -> AgencyChange:
    """The row of the change, and its event."""
    change = AgencyChange(agency=agency, kind=kind, on=on, basis=basis.strip(), entered_by=by.name, **said)
    write(change)
    return change


def _key(agency: Agency) -> tuple[str, str, str]:
    return ("agency", agency.code, agency.name)


def _after(on: date, basis: str, **more: Any) -> dict[str, Any]:
    return {**more, "日期": on.isoformat(), "依据": basis.strip()}


@transaction.atomic
def rename_agency(
    agency: Agency, *, name: str, on: date, basis: str, by: Actor, short_name: str | None = None
) -> Agency:
    """Gives a new name from that day on; the old one stays and is still found. Raises ValidationError."""
    fresh = _begin(agency, on, basis)
    old, new = fresh.name, name.strip()
    if new == old:
        raise ValidationError({"name": "新名称与现在的名称相同。"})
    fresh.name = new
    if short_name is not None:
        fresh.short_name = short_name.strip()
    fresh.full_clean()
    refuse_namesake(new, fresh.region_id, but=fresh.pk)
    fresh.save()
    _note(fresh, ChangeKind.RENAMED, on=on, basis=basis, by=by, old_name=old, new_name=new)
    record("agency.rename", by=by, on=_key(fresh), before={"名称": old}, after=_after(on, basis, 名称=new))
    made_public()
    return fresh


def _move(agency: Agency, superior: Agency | None, *, on: date, basis: str, by: Actor) -> None:
    old = agency.superior
    agency.superior = superior
    agency.save(update_fields=["superior"])
    replace(agency)
    _note(agency, ChangeKind.MOVED, on=on, basis=basis, by=by, old_superior=old, new_superior=superior)
    record(
        "agency.move",
        by=by,
        on=_key(agency),
        before={"上级机关": str(old or "")},
        after=_after(on, basis, 上级机关=str(superior or "")),
    )


@transaction.atomic
def move_agency(agency: Agency, *, superior: Agency | None, on: date, basis: str, by: Actor) -> Agency:
    """Puts the agency, and all below it, under another superior or under none. Raises ValidationError for a circle."""
    fresh = _begin(agency, on, basis)
    if superior is not None:
        superior = Agency.objects.get(pk=superior.pk)
        check_superior(superior)
        refuse_cycle(fresh, superior)
    if fresh.superior_id == (superior.pk if superior else None):
        raise ValidationError({"superior": "新的上级机关与现在的相同。"})
    _move(fresh, superior, on=on, basis=basis, by=by)
    made_public()
    return fresh


def _end(agency: Agency, state: AgencyState, on: date, by: Actor) -> int:
    """Ends the agency and what people do there that day; gives how many memberships ended."""
    agency.state, agency.ended_on = state, on
    agency.save(update_fields=["state", "ended_on"])
    memberships = list(Membership.objects.current().filter(agency=agency).select_related("user", "agency"))
    for membership in memberships:
        close(membership, by=by)
    for people in (agency.leading_group, agency.reporters):
        people.filter(until=None).exclude(since__gt=on).update(until=on)
    return len(memberships)


@transaction.atomic
def merge_agency(agency: Agency, *, into: Agency, on: date, basis: str, by: Actor) -> Agency:
    """Merges the agency into another: it ends and stays readable, its subordinates go under the successor.

    People's roles at it end; who goes on at the successor is granted anew there. Raises ValidationError.
    """
    fresh = _begin(agency, on, basis)
    into = Agency.objects.select_for_update(no_key=True).get(pk=into.pk)
    if into == fresh:
        raise ValidationError({"into": "不能并入自己。"})
    if into.state != AgencyState.ACTIVE:
        raise ValidationError({"into": f"“{into}”{into.get_state_display()}，不能作为承继机关。"})
    if Below.objects.filter(higher=fresh, lower=into).exists():
        raise ValidationError({"into": f"“{into}”是“{fresh}”的下级，请先调整“{into}”的隶属再合并。"})
    moved = list(fresh.subordinates.filter(state=AgencyState.ACTIVE))
    for subordinate in moved:
        _move(subordinate, into, on=on, basis=basis, by=by)
    ended = _end(fresh, AgencyState.MERGED, on, by)
    _note(fresh, ChangeKind.MERGED, on=on, basis=basis, by=by, old_name=fresh.name, successor=into)
    said = _after(on, basis, 承继机关=into.name, 转隶的下级=[one.name for one in moved], 终止的任职=ended)
    record("agency.merge", by=by, on=_key(fresh), after=said)
    made_public()
    return fresh


@transaction.atomic
def dissolve_agency(agency: Agency, *, on: date, basis: str, by: Actor) -> Agency:
    """Ends the agency; it stays readable. Raises ValidationError while agencies stand below it."""
    fresh = _begin(agency, on, basis)
    below = list(fresh.subordinates.filter(state=AgencyState.ACTIVE)[:6])
    if below:
        names = "、".join(one.name for one in below[:5]) + ("等" if len(below) > 5 else "")
        raise ValidationError(f"“{fresh}”之下还有{names}，请先调整它们的隶属。")
    ended = _end(fresh, AgencyState.DISSOLVED, on, by)
    _note(fresh, ChangeKind.DISSOLVED, on=on, basis=basis, by=by, old_name=fresh.name)
    record("agency.dissolve", by=by, on=_key(fresh), after=_after(on, basis, 终止的任职=ended))
    made_public()
    return fresh
