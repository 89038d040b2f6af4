"""What every action on a row does: check, save, tell the log what differs, throw away what was made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from gongkai_web.common import stamp
from gongkai_web.common.fields import PersonalField
from gongkai_web.common.masks import mask_phone

__all__ = ["differences", "made_public", "required", "shown", "write"]


def _text(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def shown(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """What fields of a row say, by their labels, choices by their labels, personal data masked."""
    told: dict[str, Any] = {}
    for name in names:
        field = row._meta.get_field(name)
        value = getattr(row, name)
        if isinstance(field, PersonalField):
            value = mask_phone(value or "")
        elif getattr(field, "choices", None):
            value = getattr(row, f"get_{name}_display")()
        told[str(field.verbose_name)] = _text(value)
    return told


def differences(row: models.Model, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Puts the fields on the row and gives what differs, before and after; both empty where nothing does.

    Raises TypeError for a name that is no editable field: such a change has an action of its own.
    """
    for name in fields:
        if not row._meta.get_field(name).editable:
            raise TypeError(f"{name} is not changed by this action")
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    before = shown(row, changed)
    for name in changed:
        setattr(row, name, fields[name])
    return before, shown(row, changed)


def write(row: models.Model) -> None:
    """Checks the row whole and saves it. Raises ValidationError."""
    row.full_clean()
    row.save()


def made_public() -> None:
    """Says, as the last step of an action, that what the public pages show has changed."""
    stamp.touch(stamp.PUBLIC)


def required(fields: Mapping[str, str], **labels: str) -> None:
    """Raises ValidationError naming the fields that are blank."""
    blank = {name: f"请填写{label}。" for name, label in labels.items() if not str(fields.get(name) or "").strip()}
    if blank:
        raise ValidationError(blank)
