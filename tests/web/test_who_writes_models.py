"""Who writes the models: each app's actions, and nobody else. Views, forms, screens and queries never save.

Read from the source, so that a new ``save()`` in a view fails here before anybody runs it. Writing on purpose elsewhere
has a line in ALLOWED, with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps

import gongkai_web

ROOT = Path(gongkai_web.__file__).parent
_OF_ROWS = {"save", "delete", "asave", "adelete"}
_OF_TABLES = {
    "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete", "create_user",
    "acreate", "aupdate", "adelete", "in_bulk_create",
}  # fmt: skip
# What is written to that is no table: dictionaries, hashes, sessions, storages, caches, files, documents.
_NO_TABLE = {
    "hashlib", "digest", "hasher", "session", "storage", "default_storage", "cache", "headers", "context", "kwargs",
    "workbook", "document", "pdf", "image", "state", "digests", "counter", "query", "params", "out",
}  # fmt: skip

ACTIONS = ("actions", "actions.py", "migrations", "template_actions.py")
"""Where writing belongs: a module or package of actions, and migrations."""

ALLOWED: dict[str, str] = {
    "accounts/logins.py": "writes what happens at the door, on Django's signals: nobody calls an action there",
    "accounts/models.py": "the manager's create_user, which actions and tests call",
    "accounts/sealed.py": "the same secrets under a new key, by the command that rotates keys",
    "accounts/single_sign_on.py": "drops what the provider said of a person beyond his number, within allauth's login",
    "audit/archive.py": "moves events into archives, the one way out of the table; its own transaction and event",
    "audit/export.py": "files",
    "common/index_key.py": "makes the key of the index once, after migrations",
    "common/rate.py": "counts posts in the cache",
    "common/rotation.py": "the same values under a new key, by the command that rotates keys",
    "common/stamp.py": "when something was last done, seen by all processes; not a fact of anybody's",
    "demo/load.py": "invented people of the demonstration, in a database of its own",
    "files/cleaning": "documents and pictures, not rows",
    "info_requests/archive": "a PDF and its pictures, not rows",
    "info_requests/redaction": "PDF, docx and pictures, not rows",
    "jobs/scheduler.py": "its own heartbeat, by which /health knows that it runs",
    "notify/apps.py": "makes the rows of templates after migrations",
    "organisations/sheets/writing.py": "a workbook, not a row",
    "search/engines/opensearch.py": "a document of the search engine, not a row",
}


@dataclass(frozen=True)
class Write:
    """A call that writes."""

    file: str
    line: int
    text: str


def _receiver(node: ast.expr) -> str:
    """The last name of what is written to: ``row`` of row.save(), ``objects`` of Model.objects.filter(..).update()."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _chain(node: ast.expr) -> set[str]:
    return {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)} | {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name)
    }


def _writes(source: str, file: str) -> Iterator[Write]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, target = node.func.attr, node.func.value
        if _receiver(target) in _NO_TABLE or isinstance(target, ast.Dict | ast.Set):
            continue
        to_a_table = name in _OF_TABLES and bool({"objects", "_default_manager", "_base_manager"} & _chain(target))
        to_a_row = name in _OF_ROWS and not (isinstance(target, ast.Call) and _receiver(target) == "super")
        if to_a_table or to_a_row:
            yield Write(file, node.lineno, ast.unparse(node)[:90])


def _belongs(file: str) -> bool:
    parts = Path(file).parts
    return any(part in ACTIONS for part in parts[1:])


def every_write() -> list[Write]:
    """Every call that writes, outside actions and migrations."""
    found: list[Write] = []
    for path in sorted(ROOT.rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        if not _belongs(file):
            found += _writes(path.read_text(encoding="utf-8"), file)
    return found


def _reason(file: str) -> str | None:
    return next((why for where, why in ALLOWED.items() if file == where or file.startswith(where + "/")), None)


def test_only_actions_write() -> None:
    wrong = [f"{one.file}:{one.line} {one.text}" for one in every_write() if _reason(one.file) is None]
    assert not wrong, "call an action, or say in ALLOWED why not:\n" + "\n".join(wrong)


def test_no_reason_is_left_over() -> None:
    files = {one.file for one in every_write()}
    unused = [where for where in ALLOWED if not any(file == where or file.startswith(where + "/") for file in files)]
    assert not unused, f"nothing is written there any more: {unused}"


def test_every_app_with_tables_has_actions() -> None:
    for app in apps.get_app_configs():
        if app.name.startswith("gongkai_web.") and any(True for _ in app.get_models()):
            path = Path(app.path)
            has = (path / "actions.py").exists() or (path / "actions").is_dir()
            assert has or app.label == "common", f"{app.label} has tables and no actions"


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("row.save()", 1),
        ("Model.objects.filter(a=1).update(b=2)", 1),
        ("Model.objects.create(a=1)", 1),
        ("self.object.delete()", 1),
        ("form.save()", 1),
        ("super().save(*args)", 0),
        ("digest.update(b'x')", 0),
        ("{}.update(a=1)", 0),
        ("request.session.delete('x')", 0),
        ("Model.objects.filter(a=1).count()", 0),
    ],
)
def test_what_counts_as_writing(source: str, count: int) -> None:
    assert len(list(_writes(source, "x.py"))) == count
