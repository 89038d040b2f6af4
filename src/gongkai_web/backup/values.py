"""Values of columns as JSON and back, the same for both databases.

A field of our own kind is read and written as what the column holds: personal data stays sealed, so that a back-up
needs no key and gives nothing away.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ExpressionWrapper, F

__all__ = ["as_line", "from_json", "plain", "selected", "to_database"]


def plain(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """Django's own field for the column of a field."""
    if field.is_relation:
        return plain(field.target_field)
    if type(field).__module__.startswith("django.db.models"):
        return field
    made: models.Field[Any, Any] = getattr(models, field.get_internal_type())()
    made.null = field.null
    return made


def selected(field: models.Field[Any, Any]) -> F | ExpressionWrapper:
    """What to select so that the column comes as it is."""
    stored = plain(field)
    return F(field.attname) if stored is field or field.is_relation else ExpressionWrapper(F(field.attname), stored)


def _to_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | timedelta):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(type(value).__name__)


def as_line(row: tuple[object, ...]) -> bytes:
    """A row as a line of JSON; the same row makes the same line, whatever order a database keeps keys in."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_to_json)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def from_json(stored: models.Field[Any, Any], value: Any) -> Any:
    """The Python value of a plain field. Raises ValidationError, ValueError."""
    if value is None or isinstance(stored, models.JSONField):
        return value
    if isinstance(stored, models.BinaryField):
        return base64.b64decode(value)
    return stored.to_python(value)


def to_database(stored: models.Field[Any, Any], value: Any, connection: BaseDatabaseWrapper) -> Any:
    """The parameter for an INSERT."""
    if isinstance(stored, models.JSONField) and value is None and not stored.null:
        return connection.ops.adapt_json_value(None, None)
    return stored.get_db_prep_save(value, connection)
