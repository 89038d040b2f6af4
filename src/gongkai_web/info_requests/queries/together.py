"""All that lies in a case read in one query, whatever the number of its tables.

Each row comes as a JSON object of its columns, the tables put together by UNION ALL, and is made a model's row again:
the page of a case has a dozen sections and would ask a dozen times otherwise.
"""

from __future__ import annotations

import json
from datetime import UTC
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import F, Model, Value
from django.db.models.functions import JSONObject

from gongkai_web.common.prepared import PutTogether, blank
from gongkai_web.info_requests.models import InfoRequest

__all__ = ["read_together", "tables"]


@cache
def tables() -> dict[str, type[Model]]:
    """Label → model of every table that belongs to a case by a foreign key ``request``, those of higher apps too."""
    found = (one for one in InfoRequest._meta.get_fields() if one.one_to_many and one.field.name == "request")
    return {one.related_model._meta.label_lower: one.related_model for one in found}


_BLANK = {"request": blank("int", 0)}


@cache
def _query(vendor: str) -> PutTogether:
    parts = [
        model._base_manager.filter(**_BLANK)
        .order_by()
        .annotate(
            together_table=Value(label, output_field=models.CharField()),
            together_row=JSONObject(**{field.attname: F(field.attname) for field in model._meta.concrete_fields}),
        )
        .values_list("together_table", "together_row")
        for label, model in tables().items()
    ]
    return PutTogether(parts[0].union(*parts[1:], all=True), _BLANK)


def read_together(request_id: int) -> dict[type[Model], list[Any]]:
    """Model → its rows of a case by their ids; an empty list for a table that has none."""
    found: dict[type[Model], list[Any]] = {model: [] for model in tables().values()}
    for label, row in _query(connection.vendor).ask({"request": request_id}):
        model = tables()[label]
        found[model].append(_made(model, json.loads(row) if isinstance(row, str) else row))
    for rows in found.values():
        rows.sort(key=lambda one: one.pk)
    return found


def _made(model: type[Model], row: dict[str, Any]) -> Model:
    fields = model._meta.concrete_fields
    return model.from_db(
        connection.alias, [field.attname for field in fields], [_value(field, row[field.attname]) for field in fields]
    )


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    """A column's value as the ORM would give it, from what stands for it in JSON."""
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        # SQLite keeps JSON as text, which comes as a string within the object.
        return json.loads(value) if connection.vendor == "sqlite" else value
    if isinstance(field, models.ForeignKey):
        return value
    if hasattr(field, "from_db_value"):  # sealed fields
        return field.from_db_value(value, None, connection)
    made = value if isinstance(field, models.FileField) else field.to_python(value)
    if isinstance(field, models.DateTimeField) and made.tzinfo is None:
        return made.replace(tzinfo=UTC)  # as SQLite keeps it
    return made
