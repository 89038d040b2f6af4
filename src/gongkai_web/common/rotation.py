"""Writes everything that is sealed with the first data key, so that the older keys can be thrown away.

In batches, each a transaction of its own: it may be stopped at any time and run again, and the site runs meanwhile.
What is sealed with the first key already is not touched, so the second run has nothing to do. Hashes stay as they are:
their key is another (common/index_key.py), which is sealed anew at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from gongkai_web.common import index_key
from gongkai_web.common.fields import PersonalField
from gongkai_web.common.ring import key_ring

__all__ = ["BATCH", "personal_fields", "register", "rotate"]

BATCH = 500
_others: dict[str, Callable[[int], Iterator[int]]] = {}


def register(name: str, work: Callable[[int], Iterator[int]]) -> None:
    """Adds something sealed that is no PersonalField: ``work(batch)`` writes it anew and yields a count per batch."""
    _others[name] = work


def personal_fields() -> Iterator[tuple[type[models.Model], PersonalField]]:
    """Every personal field of every table."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        yield from ((model, field) for field in model._meta.local_fields if isinstance(field, PersonalField))


def _batches(model: type[models.Model], field: PersonalField, size: int) -> Iterator[int]:
    """Rewrites the values of one field; the number of rows of each batch. Raises Undecipherable."""
    old = (
        model._base_manager.annotate(sealed=Cast(field.attname, models.TextField()))
        .exclude(sealed__startswith=key_ring().current)
        .exclude(sealed="")
        .exclude(sealed__isnull=True)
        .order_by("pk")
    )
    while True:
        with transaction.atomic():
            keys = list(old.values_list("pk", flat=True)[:size])
            if not keys:
                return
            # Locked, so that nobody's change between reading and writing is lost.
            rows = model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
            for pk, value in list(rows.values_list("pk", field.attname)):
                model._base_manager.filter(pk=pk).update(**{field.attname: value})
        yield len(keys)


def rotate(size: int = BATCH) -> Iterator[tuple[str, int]]:
    """Name and count of what was written, batch by batch. Raises Undecipherable where a key is missing."""
    for model, field in personal_fields():
        name = f"{model._meta.verbose_name}·{field.verbose_name}"
        yield from ((name, count) for count in _batches(model, field, size))
    for name, work in _others.items():
        yield from ((name, count) for count in work(size))
    if index_key.reseal():
        yield "检索密钥", 1
