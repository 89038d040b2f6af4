"""The database itself refuses to change a published guide, whoever asks."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from gongkai_web.organisations.triggers import install_missing


def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Adds the trigger."""
    install_missing(editor.connection)


class Migration(migrations.Migration):
    """A trigger on the table of guides."""

    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(forbid, migrations.RunPython.noop)]
