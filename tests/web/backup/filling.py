"""What the tests put into a site: rows of many tables, sealed fields, a log, files."""

from __future__ import annotations

from pathlib import Path

import psycopg

from tests.web.processes import Site

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
    "jobs_beat",
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


def tables_of(site: Site) -> set[str]:
    """The names of its tables, asked of the database itself."""
    if not site.database:
        return set()
    with psycopg.connect(site.database) as server:
        return {row[0] for row in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def leftovers(folder: Path) -> list[str]:
    """What a back-up or restore should not leave behind."""
    return [
        p.name for p in folder.rglob("*") if p.name.endswith((".part", ".restoring")) or ".before-restore" in p.name
    ]
