"""The full-text index in the order of the days, so that the newest results of a common word are read first.

SQLite's index is numbered by day and then by id and holds neither texts nor places of words: nothing reads them.
PostgreSQL's columns hold words without places, the month among them, and titles have the marks in their own column, so
that one index answers each question.
"""

from __future__ import annotations

import importlib

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_before = importlib.import_module("gongkai_web.search.migrations.0002_full_text")

_COLUMNS = "title_words, body_words, marks"


def _place(row: str) -> str:
    return f"""(CAST(coalesce(julianday({row}."on"), 0) AS INTEGER) << 32) | {row}.id"""


_ADD = f"INSERT INTO search_fts(rowid, {_COLUMNS})"
_REMOVE = (
    f"INSERT INTO search_fts(search_fts, rowid, {_COLUMNS}) "
    f"VALUES ('delete', {_place('old')}, old.title_words, old.body_words, old.marks)"
)
_NEW = f"{_ADD} VALUES ({_place('new')}, new.title_words, new.body_words, new.marks)"
SQLITE = (
    f"""CREATE VIRTUAL TABLE search_fts USING fts5({_COLUMNS}, content='', detail=column, columnsize=0,
    tokenize="unicode61 remove_diacritics 0")""",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {_NEW}; END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN {_REMOVE}; {_NEW}; END",
    f"""{_ADD} SELECT {_place("e")}, {_COLUMNS} FROM search_entry e ORDER BY e."on", e.id""",
)

_MONTH = """coalesce('mq' || (extract(year from "on")::int * 12 + extract(month from "on")::int - 1)::text, '')"""


def _vector(name: str, words: str) -> str:
    every = f"array_remove(string_to_array({words} || ' ' || marks || ' ' || {_MONTH}, ' '), '')"
    return (
        f"ALTER TABLE search_entry ADD COLUMN {name} tsvector GENERATED ALWAYS AS (array_to_tsvector({every})) STORED"
    )


POSTGRESQL = (
    # Rows are short and texts beside them: results are put in order without their texts being read.
    "ALTER TABLE search_entry SET (toast_tuple_target = 256)",
    _vector("vector", "title_words || ' ' || body_words"),
    _vector("title_vector", "title_words"),
    # Without a list of what is yet to be entered, which each search would have to read from end to end.
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector) WITH (fastupdate = off)",
    "CREATE INDEX search_entry_title_vector ON search_entry USING gin (title_vector) WITH (fastupdate = off)",
)


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the former index down and builds this one."""
    lite = editor.connection.vendor == "sqlite"
    for statement in (*_before.SQLITE_BACK, *SQLITE) if lite else (*_before.POSTGRESQL_BACK, *POSTGRESQL):
        editor.execute(statement)


def back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The former index again."""
    lite = editor.connection.vendor == "sqlite"
    for statement in (*_before.SQLITE_BACK, *_before.SQLITE) if lite else _before.POSTGRESQL_BACK:
        editor.execute(statement)
    if lite:
        editor.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
    else:
        for statement in ("ALTER TABLE search_entry RESET (toast_tuple_target)", *_before.POSTGRESQL):
            editor.execute(statement)


class Migration(migrations.Migration):
    """The index built anew, from the words that the rows hold."""

    dependencies = [("search", "0002_full_text")]
    operations = [migrations.RunPython(build, back)]
