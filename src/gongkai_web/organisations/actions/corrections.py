"""Mistakes in an agency's past: a wrong day or document is put right, what never happened is taken back.

The mistaken entry stays, marked as corrected with the reason; nothing else reads it any more.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.agencies import check_superior, refuse_namesake
from gongkai_web.organisations.actions.rows import made_public, required
from gongkai_web.organisations.actions.tree import hold_tree, refuse_cycle, replace
from gongkai_web.organisations.kinds import AgencyState, ChangeKind
from gongkai_web.organisations.models import Agency, AgencyChange

__all__ = ["correct_change", "moved_along", "revoke_change"]

_ENDS = (ChangeKind.MERGED, ChangeKind.DISSOLVED)


def _begin(change: AgencyChange, why: str) -> AgencyChange:
    """The entry as it is now, locked. Raises ValidationError for one that is corrected already."""
    required({"why": why}, why="更正的原因")
    hold_tree()
    fresh = AgencyChange.objects.select_for_update(of=("self",), no_key=True).get(pk=change.pk)
    if fresh.corrected_at is not None:
        raise ValidationError("该项变更已经更正过。")
    return fresh


def moved_along(change: AgencyChange) -> list[AgencyChange]:
    """The moves of subordinates that a merger took with it."""
    if change.kind != ChangeKind.MERGED:
        return []
    moves = AgencyChange.objects.standing().filter(
        kind=ChangeKind.MOVED, old_superior=change.agency_id, new_superior=change.successor_id
    )
    return list(moves.filter(on=change.on, basis=change.basis, pk__lt=change.pk).select_related("agency"))


def _mark(change: AgencyChange, why: str, by: Actor) -> None:
    change.corrected_at, change.corrected_by, change.corrected_why = timezone.now(), by.name, why.strip()


def _told(change: AgencyChange) -> dict[str, str]:
    return {"变更": change.get_kind_display(), "日期": change.on.isoformat(), "依据": change.basis}


def _check_order(change: AgencyChange, on: date) -> None:
    """Raises ValidationError where the day would put the entry before an earlier one or after a later one."""
    about = Q(agency=change.agency_id) | Q(successor=change.agency_id)
    for other in AgencyChange.objects.standing().filter(about).exclude(pk=change.pk):
        if ((other.on, other.pk) < (change.on, change.pk)) != ((other.on, other.pk) < (on, change.pk)):
            side = "早" if on < change.on else "晚"
            said = f"“{change.agency}”{other.on}的变更“{other.get_kind_display()}”"
            raise ValidationError({"on": f"不能{side}于{said}，否则沿革的先后就变了；请先更正那一项。"})


@transaction.atomic
def correct_change(change: AgencyChange, *, on: date, basis: str, why: str, by: Actor) -> AgencyChange:
    """Puts the day and the document of an entry right; the mistaken one stays beside it as a copy.

    The moves that a merger took with it get the same. Raises ValidationError for a day that would change the order of
    what happened, and where nothing differs.
    """
    change = _begin(change, why)
    required({"basis": basis}, basis="依据的文件名称和文号")
    if on > timezone.localdate():
        raise ValidationError({"on": "日期不能晚于今天。"})
    if (on, basis.strip()) == (change.on, change.basis):
        raise ValidationError("日期和依据都没有改动。")
    before = _told(change)
    for row in (change, *moved_along(change)):
        _check_order(row, on)
        mistaken = AgencyChange.objects.get(pk=row.pk)
        mistaken.pk, mistaken._state.adding, mistaken.corrected_to = None, True, row
        _mark(mistaken, why, by)
        mistaken.save()
        row.on, row.basis = on, basis.strip()
        row.entered_at, row.entered_by = timezone.now(), by.name
        row.full_clean()
        row.save()
    agency = change.agency
    if change.kind in _ENDS:
        agency.ended_on = on
        agency.save(update_fields=["ended_on"])
    key = ("agency", agency.code, agency.name)
    record("agency.correct", by=by, on=key, before=before, after={**_told(change), "原因": why.strip()})
    made_public()
    return change


def _last_of(change: AgencyChange) -> None:
    """Raises ValidationError where something has happened to the agency since."""
    last = AgencyChange.objects.standing().filter(agency=change.agency_id).order_by("on", "pk").last()
    if last is not None and last.pk != change.pk:
        said = f"“{change.agency}”{last.on}还有变更“{last.get_kind_display()}”"
        raise ValidationError(f"在这之后，{said}，请先更正那一项。")


def _back_under(agency: Agency, superior: Agency | None) -> None:
    check_superior(superior)
    if superior is not None:
        refuse_cycle(agency, superior)
    agency.superior = superior
    agency.save(update_fields=["superior"])
    replace(agency)


def _revive(agency: Agency) -> None:
    check_superior(agency.superior)
    refuse_namesake(agency.name, agency.region_id, but=agency.pk)
    agency.state, agency.ended_on = AgencyState.ACTIVE, None
    agency.save(update_fields=["state", "ended_on"])


@transaction.atomic
def revoke_change(change: AgencyChange, *, why: str, by: Actor) -> AgencyChange:
    """Takes back the last thing that is said to have happened to an agency, for it never did.

    The agency has its name, its superior or its existence again, and after a merger the subordinates that went along.
    Roles that ended are granted anew by those who may. Raises ValidationError where that is no longer possible.
    """
    change = _begin(change, why)
    if change.kind == ChangeKind.FOUNDED:
        raise ValidationError("设立不能撤回，只能更正日期和依据。")
    along = moved_along(change)
    for row in (change, *along):
        _last_of(row)
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=change.agency_id)
    if change.kind == ChangeKind.RENAMED:
        agency.name = change.old_name
        refuse_namesake(agency.name, agency.region_id, but=agency.pk)
        agency.save(update_fields=["name"])
    elif change.kind == ChangeKind.MOVED:
        _back_under(agency, change.old_superior)
    else:
        _revive(agency)
    for row in along:
        _back_under(row.agency, agency)
    for row in (change, *along):
        _mark(row, why, by)
        row.save(update_fields=["corrected_at", "corrected_by", "corrected_why"])
    said = {"原因": why.strip()} | ({"转回的下级": [row.agency.name for row in along]} if along else {})
    record("agency.revoke", by=by, on=("agency", agency.code, agency.name), before=_told(change), after=said)
    made_public()
    return change
