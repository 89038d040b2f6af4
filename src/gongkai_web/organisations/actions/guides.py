"""The guide: drafted, edited, published as a numbered version that never changes (art. 12)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.rows import differences, made_public, write
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, Guide
from gongkai_web.organisations.queries import current_guide, draft_guide, missing
from gongkai_web.organisations.starter import starter

__all__ = ["CONTENT", "discard_draft", "edit_draft", "publish_guide", "start_draft"]

CONTENT = tuple(
    field.name for field in Guide._meta.concrete_fields if field.editable and field.name not in ("id", "agency")
)
"""The fields of a guide that a person writes."""


def _hold(agency: Agency) -> Agency:
    """The agency, locked, so that drafts and numbers of its guide come one after another. Raises ValidationError."""
    fresh = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if fresh.state != AgencyState.ACTIVE:
        raise ValidationError(f"“{fresh}”{fresh.get_state_display()}，公开指南不再更新。")
    return fresh


def _stamp(guide: Guide, by: Actor) -> None:
    guide.changed_at, guide.changed_by = timezone.now(), by.name


@transaction.atomic
def start_draft(agency: Agency, *, by: Actor) -> Guide:
    """The draft of an agency: the one there is, or a new one from the version that holds, else from the statute."""
    agency = _hold(agency)
    if (draft := draft_guide(agency)) is not None:
        return draft
    now = current_guide(agency)
    begun = {name: getattr(now, name) for name in CONTENT} if now is not None else starter(agency)
    draft = Guide(agency=agency, **{**begun, "change_note": ""})
    _stamp(draft, by)
    write(draft)
    record("guide.draft", by=by, on=("guide", agency.code, f"{agency.name}公开指南"), after={"起草自": _origin(now)})
    return draft


def _origin(guide: Guide | None) -> str:
    return guide.version if guide is not None else "条例的规定"


@transaction.atomic
def edit_draft(guide: Guide, *, by: Actor, **fields: Any) -> Guide:
    """Changes the draft. Raises ValidationError for a version already published."""
    _hold(guide.agency)
    draft = Guide.objects.get(pk=guide.pk)
    if not draft.is_draft:
        raise ValidationError("已发布的版本不能修改，请在新的草稿中修订。")
    before, after = differences(draft, fields)
    if not after:
        return draft
    _stamp(draft, by)
    write(draft)
    agency = draft.agency
    on = ("guide", agency.code, f"{agency.name}公开指南")
    record("guide.edit", by=by, on=on, before=before, after=after)
    return draft


@transaction.atomic
def discard_draft(guide: Guide, *, by: Actor) -> None:
    """Throws the draft away; what is published stays. Raises ValidationError for a version already published."""
    draft = Guide.objects.select_related("agency").get(pk=guide.pk)
    if not draft.is_draft:
        raise ValidationError("已发布的版本不能删除。")
    agency = draft.agency
    draft.delete()
    record("guide.discard", by=by, on=("guide", agency.code, f"{agency.name}公开指南"))


@transaction.atomic
def publish_guide(guide: Guide, *, by: Actor) -> Guide:
    """Publishes the draft as the next version.

    Raises ValidationError: field by field what art. 12 asks for and is not there, or that nothing has changed.
    """
    agency = _hold(guide.agency)
    draft = Guide.objects.get(pk=guide.pk)
    if not draft.is_draft:
        raise ValidationError("这一版已经发布。")
    if lacks := missing(draft):
        raise ValidationError({one.field: f"{one.clause}要求写明{one.label}。" for one in lacks})
    now = current_guide(agency)
    same = ("change_note",)
    if now is not None and all(getattr(now, name) == getattr(draft, name) for name in CONTENT if name not in same):
        raise ValidationError(f"草稿与现行的{now.version}没有差别，不需要发布。")
    draft.number = now.number + 1 if now is not None and now.number else 1
    draft.published_on, draft.published_at = timezone.localdate(), timezone.now()
    draft.published_by = by.name
    write(draft)
    record(
        "guide.publish",
        by=by,
        on=("guide", agency.code, f"{agency.name}公开指南"),
        after={"版次": draft.version, "修订说明": draft.change_note},
    )
    made_public()
    return draft
