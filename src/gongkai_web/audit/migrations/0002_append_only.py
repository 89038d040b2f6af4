"""The database itself refuses to change or delete an event, whoever asks; the chain's head is there from the start."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from gongkai_web.audit.triggers import add, take_away


def begin(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The row that is locked while an event is added."""
    apps.get_model("audit", "ChainHead").objects.using(editor.connection.alias).get_or_create(id=1)


class Migration(migrations.Migration):
    """The head of the chain and the triggers."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(add, take_away),
    ]
