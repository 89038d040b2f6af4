"""What applicants said when they clarified or gave reasons moves from the plain data of a step to its sealed field.

What was paid is what was asked for, as long as nothing else could be entered. The digests of archived file lists are
those of the records as they now stand, where they were those of the records before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db import migrations, models

from gongkai_web.common.fields import PersonalField

_SAID_IN = ("clarified", "reasons_given")
_BATCH = 500


def _digest(row: Any, *, without: Iterable[str] = ()) -> str:
    """As ``queries.folder.digest_of_row`` made it when the list was closed."""
    said = {
        field.attname: field.value_to_string(row)
        for field in row._meta.concrete_fields
        if not isinstance(field, PersonalField | models.FileField)
        and not field.name.endswith("_index")
        and field.name not in without
    }
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def _close_again(closed: Any, name: str, changed: dict[int, tuple[str, str]]) -> None:
    """Puts the digest after in place of the one before, in the lists that name these rows."""
    keys = {f"{name}-{pk}": pair for pk, pair in changed.items()}
    for line in closed.objects.filter(key__in=keys):
        before, after = keys[line.key]
        if line.digest == before:
            closed.objects.filter(pk=line.pk).update(digest=after)


def _each(rows: Any, change: Callable[[Any], None], closed: Any) -> None:
    while found := list(rows[:_BATCH]):
        changed = {}
        for row in found:
            before = _digest(row)
            change(row)
            row.save(update_fields=["data", "words"])
            changed[row.pk] = (before, _digest(row))
        _close_again(closed, "step", changed)


def seal(apps: Any, schema_editor: Any) -> None:
    """Moves the words into the sealed field."""
    steps, closed = apps.get_model("info_requests", "Step"), apps.get_model("info_requests", "ClosedFile")

    def change(row: Any) -> None:
        row.words = str(row.data.pop("text") or "")

    _each(steps.objects.filter(event__in=_SAID_IN, data__has_key="text").order_by("pk"), change, closed)


def unseal(apps: Any, schema_editor: Any) -> None:
    """Moves them back."""
    steps, closed = apps.get_model("info_requests", "Step"), apps.get_model("info_requests", "ClosedFile")

    def change(row: Any) -> None:
        row.data["text"], row.words = row.words, ""

    with_words = steps.objects.filter(event__in=_SAID_IN).exclude(data__has_key="text").order_by("pk")
    _each(with_words, change, closed)


def pay(apps: Any, schema_editor: Any) -> None:
    """Writes what was paid beside the day on which it was."""
    notices, closed = apps.get_model("info_requests", "FeeNotice"), apps.get_model("info_requests", "ClosedFile")
    changed = {}
    for row in notices.objects.order_by("pk").iterator(_BATCH):
        before = _digest(row, without=["paid_yuan"])
        if row.paid_on is not None and row.paid_yuan is None:
            row.paid_yuan = row.yuan
            row.save(update_fields=["paid_yuan"])
        changed[row.pk] = (before, _digest(row))
    _close_again(closed, "feenotice", changed)


class Migration(migrations.Migration):
    dependencies = [
        ("info_requests", "0011_mail_accounts"),
    ]

    operations = [
        migrations.RunPython(seal, unseal),
        migrations.RunPython(pay, migrations.RunPython.noop),
    ]
