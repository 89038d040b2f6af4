"""Making a back-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import gongkai
from gongkai_web.audit.actions import record
from gongkai_web.audit.models import ChainHead
from gongkai_web.backup.bundle import Writer, written
from gongkai_web.backup.errors import BackupError
from gongkai_web.backup.snapshot import snapshot
from gongkai_web.backup.stored import KEYS, archive_files, blocks_of, local_folder, names
from gongkai_web.backup.tables import Content, columns_of, lines_of, tables_of
from gongkai_web.common.actor import Actor

__all__ = ["Made", "make"]

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A finished back-up: where it lies, how many bytes, rows and files it has."""

    path: Path
    size: int
    rows: int
    files: int


def make(path: Path, *, by: Actor, with_keys: bool = False, told: Callable[[str], None] = lambda _text: None) -> Made:
    """Writes the whole site into one file while it runs, in constant memory.

    The data keys stay out unless asked for: whoever finds the file then reads no personal field. ``told`` hears what
    is being done. Raises BackupError; a file that is there already is never touched.
    """
    with written(path) as writer:
        _is_migrated()
        rows = 0
        manifest: dict[str, Any] = {
            "program": gongkai.__version__,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "database": connection.vendor,
        }
        with snapshot():
            manifest["migrations"] = _migrations()
            head = ChainHead.objects.filter(id=1).first() or ChainHead()
            manifest["audit"] = {"number": head.number, "hash": head.hash, "archived": head.archived_number}
            manifest["tables"] = {}
            for table, model in tables_of(apps).items():
                told(f"表 {table}")
                content = Content()
                writer.add(f"tables/{table}.jsonl", _counted(lines_of(model), content))
                columns = [column.column for column in columns_of(model)]
                manifest["tables"][table] = {"columns": columns, "rows": content.rows, "content": content.digest}
                rows += content.rows
        files = _files(writer, with_keys, told)
        manifest |= {"files": files, "keys": with_keys}
        writer.finish(manifest)
    made = Made(path, path.stat().st_size, rows, files)
    record(
        "backup.create",
        by=by,
        on=("backup", path.name, path.name),
        after={"行数": rows, "文件数": files, "字节": made.size},
    )
    return made


def _is_migrated() -> None:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError("数据库的结构不是本版本的，请先运行 gongkai manage migrate")


def _migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def _counted(lines: Iterator[bytes], content: Content) -> Iterator[bytes]:
    """The lines in larger blocks, counted."""
    block: list[bytes] = []
    size = 0
    for line in lines:
        content.add(line)
        block.append(line)
        size += len(line)
        if size >= _BLOCK:
            yield b"".join(block)
            block, size = [], 0
    yield b"".join(block)


def _files(writer: Writer, with_keys: bool, told: Callable[[str], None]) -> int:
    """After the tables: a file that a row of the snapshot names is there; one that came later does no harm."""
    told("文件")
    count = 0
    folder = local_folder()
    for name in names():
        blocks = blocks_of(folder / name) if folder else _stored(name)
        try:
            first = next(blocks, b"")
        except FileNotFoundError:  # deleted while the back-up ran
            continue
        except OSError as error:
            raise BackupError(f"备份没有完成，文件{name}不能读取：{error.strerror or error}") from error
        writer.add(f"files/{name}", chain([first], blocks))
        count += 1
    home = Path(settings.GONGKAI_HOME)
    for path in archive_files():
        writer.add(f"home/{path.relative_to(home).as_posix()}", blocks_of(path))
    if with_keys:
        if not (home / KEYS).is_file():
            raise BackupError("数据文件夹里没有keys.json，密钥在环境变量里，请另行保管，不要用--with-keys")
        writer.add(f"home/{KEYS}", blocks_of(home / KEYS))
    return count


def _stored(name: str) -> Iterator[bytes]:
    with default_storage.open(name) as file:
        yield from file.chunks(_BLOCK)
