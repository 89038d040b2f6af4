"""The key of the hashes by which personal fields are found: made once, kept in the database, sealed with the data keys.

It is not one of the data keys, so that these can be changed and the old ones thrown away while every hash stays valid;
and it is in the database, so that every machine of a site, and a restored back-up, has the same.
"""

from __future__ import annotations

import base64
from typing import Any

from django.db import connection

from gongkai_web.common.crypto import new_key
from gongkai_web.common.ring import key_ring

__all__ = ["forget", "index_key", "keep", "reseal"]

_CONTEXT = "common.index_key"
_known: dict[str, bytes] = {}


def _stored() -> Any:
    """The row with the sealed key, made where there is none. Two that make it at once get the same."""
    from gongkai_web.common.models import IndexKey  # fields are loaded before models

    row, _ = IndexKey.objects.get_or_create(id=1, defaults={"sealed": key_ring().encrypt(new_key(), _CONTEXT)})
    return row


def index_key() -> bytes:
    """The key, read once in each process. Raises Undecipherable where the data key that sealed it is gone."""
    if "key" not in _known:
        _known["key"] = base64.urlsafe_b64decode(key_ring().decrypt(_stored().sealed, _CONTEXT))
    return _known["key"]


def forget() -> None:
    """Lets the next use read the key again: the database was emptied or restored."""
    _known.clear()


def keep(**_: Any) -> None:
    """Makes the key where there is none; after every migration that leaves its table there."""
    from gongkai_web.common.models import IndexKey

    forget()
    if IndexKey._meta.db_table in connection.introspection.table_names():
        _stored()


def reseal() -> bool:
    """Seals the key with the first data key; False where it was so already. Raises Undecipherable."""
    row = _stored()
    if key_ring().is_current(row.sealed):
        return False
    row.sealed = key_ring().rotate(row.sealed, _CONTEXT)
    row.save(update_fields=["sealed"])
    return True
