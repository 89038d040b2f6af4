"""Putting a back-up back."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection, models, transaction

from gongkai_web.audit import triggers
from gongkai_web.audit.actions import record
from gongkai_web.audit.models import ChainHead
from gongkai_web.audit.verify import verify
from gongkai_web.backup import schema
from gongkai_web.backup.bundle import Bundle, opened
from gongkai_web.backup.errors import BackupError
from gongkai_web.backup.place import is_empty, replaced, require_stopped
from gongkai_web.backup.stored import ARCHIVE, KEYS, is_safe, local_folder, names
from gongkai_web.backup.swap import Put, swapping
from gongkai_web.backup.tables import Content, empty, lines_of, load, reset_sequences, tables_of
from gongkai_web.common import index_key
from gongkai_web.common.actor import Actor
from gongkai_web.common.crypto import KeyRing

__all__ = ["Restored", "check", "restore"]

_STAGE = ".restoring"
Told = Callable[[str], None]


@dataclass(slots=True)
class Restored:
    """What was put back; ``missing_keys`` are ids of keys that sealed values need and this site has not."""

    rows: int = 0
    files: int = 0
    missing_keys: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def check(path: Path) -> dict[str, Any]:
    """The manifest of a back-up whose every member is whole. Raises BackupError."""
    with opened(path) as bundle:
        bundle.prove()
        return bundle.manifest


def restore(path: Path, *, by: Actor, force: bool = False, told: Told = lambda _text: None) -> Restored:
    """Puts a back-up into this site's database and storage, proves it equal, then lets it take their place.

    Every digest is proved before anything is touched. ``force`` replaces what is there. The database is swapped last
    and at once; until then the old one stays. Raises BackupError.
    """
    done = Restored()
    with opened(path) as bundle:
        told("核对备份文件")
        bundle.prove()
        _is_ours(bundle)
        applied = {(app, name) for app, name in bundle.manifest["migrations"]}
        schema.known(applied)
        if not force and not (is_empty() and next(names(), None) is None):
            raise BackupError("这里已有数据或文件；只恢复到空的站点，确要覆盖请加--force")
        require_stopped()
        stage = Path(settings.GONGKAI_HOME) / _STAGE
        shutil.rmtree(stage, ignore_errors=True)
        try:
            _unpack(bundle, stage, done, told)
            try:
                with swapping() as put, replaced(lambda: _files_into_place(bundle, stage, put, force=force)):
                    kinds = tables_of(schema.as_it_was(applied))
                    with transaction.atomic():
                        _fill(bundle, kinds, done, told)
                        _prove_head(bundle)
                    told("更新数据库结构")
                    schema.forward()
            except OperationalError as error:
                raise BackupError("数据库正被使用或不能写入；请先停止站点和定时任务，再恢复") from error
        except OSError as error:
            raise BackupError(f"没有恢复，不能写入：{error.strerror or error}") from error
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    _afterwards(path, bundle, by, done, told)
    return done


def _is_ours(bundle: Bundle) -> None:
    """Raises BackupError for names that lead out of the folders."""
    for name in bundle.manifest["members"]:
        if not is_safe(name) or name.partition("/")[0] not in ("tables", "files", "home"):
            raise BackupError(f"备份文件里有不应有的{name!r}，不能使用")


def _unpack(bundle: Bundle, stage: Path, done: Restored, told: Told) -> None:
    """Lays files beside their places; those of another storage are put there directly in the end."""
    told("展开文件")
    for name in bundle.manifest["members"]:
        kind = name.partition("/")[0]
        done.files += kind == "files"
        if kind == "tables" or (kind == "files" and local_folder() is None):
            continue
        to = stage / name
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with bundle.stream(name) as source, to.open("xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        to.chmod(0o600)


def _fill(bundle: Bundle, kinds: dict[str, type[models.Model]], done: Restored, told: Told) -> None:
    """Loads every table, then reads each back and holds it against the manifest."""
    tables: dict[str, dict[str, Any]] = bundle.manifest["tables"]
    if unknown := sorted(set(tables) - set(kinds)):
        raise BackupError(f"备份里的表{unknown[0]}在它的版本里不应存在")
    triggers.remove(connection)
    empty(kinds)
    keys: Counter[str] = Counter()
    for table, said in tables.items():
        told(f"表 {table}")
        with bundle.stream(f"tables/{table}.jsonl") as lines:
            loaded = load(kinds[table], said["columns"], lines)
        keys += loaded.keys
        done.rows += loaded.rows
    for table, said in tables.items():
        content = Content()
        for line in lines_of(kinds[table], said["columns"]):
            content.add(line)
        if (content.rows, content.digest) != (said["rows"], said["content"]):
            raise BackupError(f"表{table}恢复后与备份不一致（{content.rows}行，备份{said['rows']}行），没有恢复")
    reset_sequences(kinds.values())
    if connection.introspection.table_names().count("audit_event"):
        triggers.install(connection)
    own = _key_ids(bundle)
    done.missing_keys = Counter({name: n for name, n in keys.items() if name not in own})


def _key_ids(bundle: Bundle) -> set[str]:
    """The ids of the keys that this site will have."""
    keys = list(settings.GONGKAI_DATA_KEYS)
    if f"home/{KEYS}" in bundle.manifest["members"]:
        with bundle.stream(f"home/{KEYS}") as file:
            keys.append(json.load(file)["data"])
    return {KeyRing.of((key,)).current.rstrip(":") for key in keys}


def _prove_head(bundle: Bundle) -> None:
    """The log must end where the back-up says. A chain that was broken before is put back broken, and told later."""
    said = bundle.manifest["audit"]
    head = ChainHead.objects.filter(id=1).values_list("number", "hash").first() or (0, ChainHead().hash)
    if head != (said["number"], said["hash"]):
        raise BackupError("审计链尾与备份记载不一致，没有恢复")


def _files_into_place(bundle: Bundle, stage: Path, put: Put, *, force: bool) -> None:
    """Moves files into their places; the last step before the database takes its own."""
    os.sync()  # what was unpacked is on the disk before the database refers to it
    home = Path(settings.GONGKAI_HOME)
    folder = local_folder()
    for fresh, place in ((stage / "files", folder), (stage / "home" / ARCHIVE, home / ARCHIVE)):
        if place is not None:
            fresh.mkdir(parents=True, exist_ok=True)
            put(fresh, place)
    if folder is None:
        for name in bundle.manifest["members"]:
            if name.startswith("files/"):
                _into_storage(bundle, name, force=force)
    keys = stage / "home" / KEYS
    if keys.exists():
        put(keys, home / KEYS)


def _into_storage(bundle: Bundle, name: str, *, force: bool) -> None:
    wanted = name.partition("/")[2]
    if force:
        default_storage.delete(wanted)
    with bundle.stream(name) as source:
        got = default_storage.save(wanted, File(source, name=wanted))
    if got != wanted:
        raise BackupError(f"文件{wanted}在存储里已有同名的，没有恢复")


def _afterwards(path: Path, bundle: Bundle, by: Actor, done: Restored, told: Told) -> None:
    """What needs no undoing when it fails: the search index, and word in the log."""
    index_key.forget()
    told("重建检索")
    try:
        call_command("rebuild_search", verbosity=0)
    except Exception as error:  # noqa: BLE001 - the site stands; the index can be built again
        done.warnings.append(f"检索没有重建（{type(error).__name__}），请运行 gongkai manage rebuild_search")
    record(
        "backup.restore", by=by, on=("backup", path.name, path.name),
        after={"备份时间": bundle.manifest["made_at"], "行数": done.rows, "文件数": done.files},
    )  # fmt: skip
    proof = verify()
    if not proof.holds:
        done.warnings.append(f"{proof.said()}（备份之前就已如此）第一处：{proof.breaks[0].what}")
