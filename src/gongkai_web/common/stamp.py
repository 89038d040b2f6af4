"""Stamps: what was made from data is thrown away in the instant in which the data changes, and not before.

``touch`` is called inside the transaction of the action, as its last step. The new token becomes visible with the new
data in one commit, and not at all when the action is rolled back. Who reads takes the token *before* the data: a page
made while somebody commits is kept under the old token, which nobody asks for again.

The row stays locked until the commit, so two actions that touch one stamp commit one after the other. Without that a
page could hold what the second has written and miss what the first is about to.
"""

from __future__ import annotations

import secrets

from django.db import connection, transaction

from gongkai_web.common.models import Stamp

__all__ = ["PUBLIC", "read", "touch"]

PUBLIC = "public"
"""Everything that the public pages show."""
# Asked for at each visit, so by itself: the queryset that says the same takes ten times as long. The name of the table
# is the model's.
_READ = f'SELECT "value" FROM "{Stamp._meta.db_table}" WHERE "name" = %s'


def touch(name: str = PUBLIC) -> None:
    """Says that the data has changed, in the transaction that changes it. Raises RuntimeError outside of one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a stamp is touched in the transaction that changes the data")
    stamp = Stamp(name=name, value=secrets.token_hex(8))
    Stamp.objects.bulk_create([stamp], update_conflicts=True, unique_fields=["name"], update_fields=["value"])


def read(name: str = PUBLIC) -> str:
    """The token of the data as it is now, with one query; "" where nothing has ever been touched."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [name])
        row = cursor.fetchone()
    return row[0] if row else ""
