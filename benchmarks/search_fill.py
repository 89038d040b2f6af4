"""Fills the search of a site with invented entries: ``python -m benchmarks.search_fill COUNT``.

Where the site is and which database it uses is said by GONGKAI_HOME and DATABASE_URL; its tables are made if missing.
The words of a text are cut piece by piece as it is composed, which gives what the site cuts and takes a tenth the time.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import django

from benchmarks.search_sample import entries

_BATCH = 2000
_MOST_FOR_WAGTAIL = 100_000


def fill(count: int) -> None:
    """Enters them, past the models, and in Wagtail's index as well; PostgreSQL's indexes are made afterwards."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from gongkai_web.search.models import Entry

    call_command("migrate", verbosity=0, run_syncdb=True)
    indexed_by = [line for line in _postgresql() if line.startswith("CREATE INDEX")]
    lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for line in () if lite else indexed_by:
            cursor.execute(f"DROP INDEX {line.split()[2]}")
        with transaction.atomic():
            rows = _rows(count)
            while batch := list(islice(rows, _BATCH)):
                Entry.objects.bulk_create(batch)
        if lite:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")
            cursor.execute("ANALYZE")
        else:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for line in indexed_by:
                cursor.execute(line)
            cursor.execute("VACUUM ANALYZE search_entry")
    if count <= _MOST_FOR_WAGTAIL:
        _fill_wagtail()


def _fill_wagtail() -> None:
    from wagtail.search.backends import get_search_backend

    from benchmarks.search_peer.models import Paper
    from gongkai_web.search.models import Entry

    fields = ("pk", "title_words", "body_words", "on")
    index = get_search_backend().get_index_for_model(Paper)
    rows = Entry.objects.order_by("pk").values_list(*fields).iterator(chunk_size=_BATCH)
    while batch := [Paper(**dict(zip(fields, told, strict=True))) for told in islice(rows, _BATCH)]:
        index.add_items(Paper, Paper.objects.bulk_create(batch))


def _postgresql() -> tuple[str, ...]:
    return importlib.import_module("gongkai_web.search.migrations.0003_newest_first").POSTGRESQL


def _rows(count: int) -> Iterator[object]:
    from django.utils import timezone

    from gongkai_web.common.words import indexed
    from gongkai_web.search.marks import marks_of
    from gongkai_web.search.models import Entry

    cut = lru_cache(maxsize=100_000)(indexed)
    now = timezone.now()
    for told in entries(count):
        pieces = told.pop("pieces")
        words = [cut(piece) for piece in (told["agency_name"], *pieces)]
        yield Entry(
            **told,
            body="".join(pieces),
            url=f"/items/{told['key']}/",
            title_words=indexed(told["title"], characters=True),
            body_words=" ".join(filter(None, words)),
            marks=marks_of(told["kind"], told["agency"], told["on"]),
            entered_at=now,
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.search_peer.settings")
    django.setup()
    fill(int(sys.argv[1]))
