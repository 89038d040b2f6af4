"""What the tests put into a site: rows of many tables, sealed fields, a log, files."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.web.processes import Site, new_database

FILL = """
import json
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.audit.seals import seal
from gongkai_web.common.actor import Actor
from tests.web.conftest import make_world
world = make_world()
user = world.people["citizen"]
user.phone = "13812345678"
user.save()
for count in range(20):
    record("test.it", by=Actor("w"), on=("thing", count, "事"), after={"数": [1, None, {"b": 1, "a": "甲\\u2028"}]})
seal()
default_storage.save("a/一.txt", ContentFile("正文\\n".encode() * 1000))
default_storage.save("b.bin", ContentFile(bytes(range(256)) * 300))
default_storage.save("empty.pdf", ContentFile(b""))
"""
NOT_COMPARED = {
    "django_migrations", "django_session", "sqlite_sequence", "wagtailsearch_indexentry", "common_ratecount",
    "jobs_beat", "search_entry",
    "wagtailadmin_editingsession",
}  # fmt: skip

DUMP = """
import json, sys
from django.apps import apps
from gongkai_web.audit.models import Event
def told(value):
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else str(value)

out = {}
for model in apps.get_models(include_auto_created=True):
    if model._meta.db_table.startswith("wagtailsearch"):
        continue
    rows = [
        {f.attname: told(getattr(row, f.attname)) for f in model._meta.local_concrete_fields}
        for row in model._base_manager.order_by("pk")
    ]
    out[model._meta.db_table] = sorted(map(str, rows))
json.dump(out, sys.stdout)
"""


@dataclass(frozen=True)
class Filled:
    """A filled site and its back-up; nobody changes it."""

    site: Site
    file: Path


def fill(site: Site) -> None:
    site.python(FILL)


def files_of(site: Site) -> dict[str, bytes]:
    """Every file of the storage and of the log's archive, by its name."""
    return {
        path.relative_to(site.home).as_posix(): path.read_bytes()
        for folder in ("files", "archive")
        for path in sorted((site.home / folder).rglob("*"))
        if path.is_file()
    }


def rows_of(site: Site) -> dict[str, list[str]]:
    """Every row of every table as the site reads it, but for those that no back-up holds."""
    told: dict[str, list[str]] = json.loads(site.python(DUMP).splitlines()[-1])
    return {table: rows for table, rows in told.items() if table not in NOT_COMPARED}


def without_log_of_backups(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """Making and putting back are themselves in the log, after what was put in."""
    kept = [row for row in rows["audit_event"] if "'backup." not in row]
    return {**rows, "audit_event": kept, "audit_chainhead": []}


def copy_of(site: Site, home: Path) -> Site:
    """Another site with the same rows, files and keys."""
    shutil.copytree(site.home, home)
    return Site(home, new_database(urlsplit(site.database).path.lstrip("/")) if site.database else "")


def leftovers(folder: Path) -> list[str]:
    """What a back-up or restore should not leave behind."""
    return [
        p.name for p in folder.rglob("*") if p.name.endswith((".part", ".restoring")) or ".before-restore" in p.name
    ]
