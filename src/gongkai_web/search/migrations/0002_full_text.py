"""The full-text index of the database, kept by the database itself."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_COLUMNS = "title_words, body_words, marks"
_OLD = "'delete', old.id, old.title_words, old.body_words, old.marks"
SQLITE = (
    f"""CREATE VIRTUAL TABLE search_fts USING fts5({_COLUMNS}, content='search_entry', content_rowid='id',
    tokenize="unicode61 remove_diacritics 0")""",
    f"""CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
    INSERT INTO search_fts(rowid, {_COLUMNS}) VALUES (new.id, new.title_words, new.body_words, new.marks); END""",
    f"""CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
    INSERT INTO search_fts(search_fts, rowid, {_COLUMNS}) VALUES ({_OLD}); END""",
    f"""CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
    INSERT INTO search_fts(search_fts, rowid, {_COLUMNS}) VALUES ({_OLD});
    INSERT INTO search_fts(rowid, {_COLUMNS}) VALUES (new.id, new.title_words, new.body_words, new.marks); END""",
)
POSTGRESQL = (
    """ALTER TABLE search_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', title_words), 'A') || setweight(to_tsvector('simple', marks), 'C')
    || setweight(to_tsvector('simple', body_words), 'D')) STORED""",
    """ALTER TABLE search_entry ADD COLUMN title_vector tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', title_words)) STORED""",
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector)",
    "CREATE INDEX search_entry_title_vector ON search_entry USING gin (title_vector)",
)


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Adds it, for the database that is there."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


SQLITE_BACK = (
    "DROP TRIGGER search_entry_added",
    "DROP TRIGGER search_entry_removed",
    "DROP TRIGGER search_entry_changed",
    "DROP TABLE search_fts",
)
POSTGRESQL_BACK = (
    "ALTER TABLE search_entry DROP COLUMN title_vector",
    "ALTER TABLE search_entry DROP COLUMN vector",
)


def take_down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Removes it; the rows that it was made from stay."""
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    """An index beside the table, or a column in it."""

    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(build, take_down)]
