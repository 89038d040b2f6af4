"""Every table as lines of JSON, streamed out of the database and back into one."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models
from django.db.utils import DataError, IntegrityError

from gongkai_web.backup.errors import BackupError
from gongkai_web.backup.values import as_line, from_json, plain, selected, to_database

__all__ = ["Content", "columns_of", "empty", "lines_of", "load", "reset_sequences", "tables_of"]

_LEFT_OUT = frozenset({
    "sessions.session",  # after a restore everybody logs in anew
    "common.ratecount",
    "jobs.beat",
    "wagtailadmin.editingsession",
    "search.entry",  # made anew from the rows
})  # fmt: skip
_LEFT_OUT_APPS = frozenset({"wagtailsearch"})  # made anew from the rows
_CHUNK = 2000
_PARAMETERS = 30_000  # below what one statement may hold: SQLite 32,766, PostgreSQL 65,535
_SEALED = re.compile(r"[0-9a-f]{8}:[A-Za-z0-9_-]{38,}={0,2}")
_MODULUS = 1 << 256


@dataclass(slots=True)
class Content:
    """What a table holds, whatever the order of its rows: their number, and the sum of their digests."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Counts a row."""
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % _MODULUS

    @property
    def digest(self) -> str:
        """The sum in hex."""
        return f"{self.total:064x}"


def tables_of(apps: Apps) -> dict[str, type[models.Model]]:
    """The model of each table that goes into a back-up, by the table's name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or not meta.managed or meta.app_label in _LEFT_OUT_APPS or meta.label_lower in _LEFT_OUT:
            continue
        found[meta.db_table] = model
    return dict(sorted(found.items()))


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields with columns that are written, in the order of the model."""
    return [column for column in model._meta.local_concrete_fields if not column.generated]


def lines_of(model: type[models.Model], names: list[str] | None = None) -> Iterator[bytes]:
    """Each row as a line, in the order of the keys; ``names`` are its columns, where their order is another's."""
    columns = {column.column: column for column in columns_of(model)}
    wanted = [columns[name] for name in names] if names else columns.values()
    rows = model._base_manager.order_by("pk").values_list(*(selected(column) for column in wanted))
    for row in rows.iterator(chunk_size=_CHUNK):
        yield as_line(row)


def empty(names: Iterable[str]) -> None:
    """Deletes all rows of tables. Constraints between them must not be checked at once."""
    quoted = [connection.ops.quote_name(name) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quoted)} RESTART IDENTITY CASCADE")
        else:
            for name in quoted:
                cursor.execute(f"DELETE FROM {name}")


@dataclass(slots=True)
class Loaded:
    """What was put into a table, and by the ids of which keys its sealed values were sealed."""

    rows: int = 0
    keys: Counter[str] = field(default_factory=Counter)


def load(model: type[models.Model], names: list[str], lines: Iterable[bytes]) -> Loaded:
    """Puts lines into a table as they are: no signal, no default, nothing sealed anew. Raises BackupError."""
    columns = {column.column: column for column in columns_of(model)}
    table = model._meta.db_table
    if unknown := [name for name in names if name not in columns]:
        raise BackupError(f"表{table}没有备份里的列{'、'.join(unknown)}")
    stored = [plain(columns[name]) for name in names]
    into = f"{connection.ops.quote_name(table)} ({', '.join(map(connection.ops.quote_name, names))})"
    holes = f"({', '.join(['%s'] * len(names))})"
    loaded = Loaded()
    rows = iter(lines)
    with connection.cursor() as cursor:
        while piece := list(islice(rows, max(1, min(_CHUNK, _PARAMETERS // max(1, len(names)))))):
            values: list[Any] = []
            try:
                for line in piece:
                    told = json.loads(line)
                    loaded.keys.update(
                        v[:8] for v in told if isinstance(v, str) and v[8:9] == ":" and _SEALED.fullmatch(v)
                    )
                    values += [
                        to_database(kind, from_json(kind, value), connection)
                        for kind, value in zip(stored, told, strict=True)
                    ]
                # Names are those of the models, every value is a parameter.
                cursor.execute(f"INSERT INTO {into} VALUES {', '.join([holes] * len(piece))}", values)
            except (DataError, IntegrityError, ValidationError, ValueError, TypeError) as error:
                first = loaded.rows + 1
                where = f"表{table}第{first}行至第{loaded.rows + len(piece)}行"
                raise BackupError(f"{where}不能写入数据库（{type(error).__name__}）") from error
            loaded.rows += len(piece)
    return loaded


def reset_sequences(models_: Iterable[type[models.Model]]) -> None:
    """Lets new rows get numbers after those that were loaded."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models_)):
            cursor.execute(statement)
