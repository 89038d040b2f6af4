"""Agencies: their creation and their details. Names, superiors and ends have a day and a basis: see changes.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.rows import differences, made_public, shown, write
from gongkai_web.organisations.actions.tree import place
from gongkai_web.organisations.kinds import AgencyState, ChangeKind
from gongkai_web.organisations.models import Agency, AgencyChange

__all__ = ["DETAILS", "change_agency", "check_superior", "create_agency", "refuse_namesake"]

DETAILS = ("short_name", "kind", "level", "region", "rule_making", "reviewing_organ", "court", "position")
"""What change_agency changes."""
_TOLD = ("kind", "level", "region", "superior", "short_name", "rule_making", "reviewing_organ", "court")


def refuse_namesake(name: str, region_id: int, *, but: int | None = None) -> None:
    """Raises ValidationError where an existing agency of the region bears the name already."""
    found = Agency.objects.active().filter(name=name, region=region_id).exclude(pk=but).first()
    if found is not None:
        raise ValidationError({"name": f"该区划内已有同名机关“{found}”（{found.code}）。"})


def check_superior(superior: Agency | None) -> None:
    """Raises ValidationError for a superior that has ended."""
    if superior is not None and superior.state != AgencyState.ACTIVE:
        raise ValidationError({"superior": f"“{superior}”{superior.get_state_display()}，不能作为上级机关。"})


@transaction.atomic
def create_agency(*, by: Actor, founded_on: date | None = None, basis: str = "", **fields: Any) -> Agency:
    """A new agency, placed under its superior. ``fields`` are those of the model. Raises ValidationError."""
    agency = Agency(**fields)
    agency.full_clean()
    refuse_namesake(agency.name, agency.region_id)
    check_superior(agency.superior)
    if founded_on is not None and founded_on > timezone.localdate():
        raise ValidationError({"founded_on": "设立日期不能晚于今天；请在设立当日或之后录入。"})
    agency.save()
    place(agency)
    if founded_on is not None:
        AgencyChange.objects.create(
            agency=agency,
            kind=ChangeKind.FOUNDED,
            on=founded_on,
            new_name=agency.name,
            new_superior=agency.superior,
            basis=basis,
            entered_by=by.name,
        )
    after = {label: value for label, value in shown(agency, _TOLD).items() if value not in ("", None, False)}
    record("agency.create", by=by, on=("agency", agency.code, agency.name), after=after)
    made_public()
    return agency


@transaction.atomic
def change_agency(agency: Agency, *, by: Actor, **fields: Any) -> Agency:
    """The agency with other details, those named in ``DETAILS``; nothing is written where nothing differs.

    Raises ValidationError; TypeError for a field that has an action of its own.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if agency.state != AgencyState.ACTIVE:
        raise ValidationError(f"“{agency}”{agency.get_state_display()}，不能再修改。")
    if others := set(fields) - set(DETAILS):
        raise TypeError(f"change_agency does not change {', '.join(sorted(others))}")
    before, after = differences(agency, fields)
    if not after:
        return agency
    if "region" in fields:
        refuse_namesake(agency.name, agency.region_id, but=agency.pk)
    write(agency)
    record("agency.change", by=by, on=("agency", agency.code, agency.name), before=before, after=after)
    made_public()
    return agency
