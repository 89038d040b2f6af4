"""Rules of disclosure work, the leading group and the reporters: added, changed, removed."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.rows import differences, made_public, shown, write
from gongkai_web.organisations.models import Agency, LeadingGroupMember, Reporter, Rule
from gongkai_web.organisations.scope import Scope

__all__ = [
    "add_group_member",
    "add_reporter",
    "add_rule",
    "change_group_member",
    "change_reporter",
    "change_rule",
    "remove_group_member",
    "remove_reporter",
    "remove_rule",
    "reveal_mobile",
]


Row = TypeVar("Row", Rule, LeadingGroupMember, Reporter)


def _fields(row: models.Model) -> list[str]:
    return [
        field.name
        for field in row._meta.concrete_fields
        if field.editable and not field.primary_key and getattr(row, field.name) not in (None, "", False)
    ]


def _on(kind: str, row: Any) -> tuple[str, object, str]:
    where = row.agency.name if row.agency is not None else "全站"
    return (kind, row.pk, f"{where}：{row}")


def _add(kind: str, row: Row, by: Actor) -> Row:
    write(row)
    record(f"{kind}.add", by=by, on=_on(kind, row), after=shown(row, _fields(row)))
    made_public()
    return row


def _change(kind: str, row: Row, by: Actor, fields: dict[str, Any]) -> Row:
    row = type(row)._default_manager.get(pk=row.pk)
    before, after = differences(row, fields)
    if after:
        write(row)
        record(f"{kind}.change", by=by, on=_on(kind, row), before=before, after=after)
        made_public()
    return row


def _remove(kind: str, row: models.Model, by: Actor) -> None:
    on, before = _on(kind, row), shown(row, _fields(row))
    row.delete()
    record(f"{kind}.remove", by=by, on=on, before=before)
    made_public()


@transaction.atomic
def add_rule(*, by: Actor, agency: Agency | None, **fields: Any) -> Rule:
    """A rule of an agency, or without one of the whole platform. Raises ValidationError."""
    return _add("rule", Rule(agency=agency, **fields), by)


@transaction.atomic
def change_rule(rule: Rule, *, by: Actor, **fields: Any) -> Rule:
    """The rule changed. Raises ValidationError."""
    return _change("rule", rule, by, fields)


@transaction.atomic
def remove_rule(rule: Rule, *, by: Actor) -> None:
    """Removes a rule entered by mistake; one that no longer holds is changed to 失效 and stays."""
    _remove("rule", rule, by)


@transaction.atomic
def add_group_member(*, by: Actor, agency: Agency, **fields: Any) -> LeadingGroupMember:
    """A member of the leading group. Raises ValidationError."""
    return _add("leading_group", LeadingGroupMember(agency=agency, **fields), by)


@transaction.atomic
def change_group_member(member: LeadingGroupMember, *, by: Actor, **fields: Any) -> LeadingGroupMember:
    """The member changed; who leaves gets a last day. Raises ValidationError."""
    return _change("leading_group", member, by, fields)


@transaction.atomic
def remove_group_member(member: LeadingGroupMember, *, by: Actor) -> None:
    """Removes a member entered by mistake."""
    _remove("leading_group", member, by)


@transaction.atomic
def add_reporter(*, by: Actor, agency: Agency, **fields: Any) -> Reporter:
    """A reporter. Raises ValidationError."""
    return _add("reporter", Reporter(agency=agency, **fields), by)


@transaction.atomic
def change_reporter(reporter: Reporter, *, by: Actor, **fields: Any) -> Reporter:
    """The reporter changed. Raises ValidationError."""
    return _change("reporter", reporter, by, fields)


@transaction.atomic
def remove_reporter(reporter: Reporter, *, by: Actor) -> None:
    """Removes a reporter: the personal data goes, the log keeps a masked line."""
    _remove("reporter", reporter, by)


@transaction.atomic
def reveal_mobile(reporter: Reporter, *, by: Actor, scope: Scope) -> str:
    """The mobile number in plain, and the event that says who looked. Raises PermissionDenied without the right."""
    if not scope.may(Right.UNMASK, reporter.agency_id):
        raise PermissionDenied
    record("reporter.reveal", by=by, on=_on("reporter", reporter), after={"字段": "手机号码"})
    return reporter.mobile
