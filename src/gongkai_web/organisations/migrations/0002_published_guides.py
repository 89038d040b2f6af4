"""The database itself refuses to change a published guide, whoever asks."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    """CREATE TRIGGER organisations_guide_no_update BEFORE UPDATE ON organisations_guide WHEN OLD.number IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'published guides never change'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION organisations_guide_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'published guides never change'; END $$""",
    """CREATE TRIGGER organisations_guide_no_update BEFORE UPDATE ON organisations_guide
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION organisations_guide_refuse()""",
)


def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Adds the triggers."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    """A trigger on the table of guides."""

    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(forbid, migrations.RunPython.noop)]
