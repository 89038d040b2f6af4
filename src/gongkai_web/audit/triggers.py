"""What the database itself refuses: to change an event, to delete one that is in no archive, to turn the chain back.

``remove`` exists for migrations back and for tests that play the intruder; the site never calls it.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

__all__ = ["add", "install", "missing", "remove", "take_away"]

_SAY = "audit events are append-only"
_BACK = "NEW.number < OLD.number OR NEW.archived_number < OLD.archived_number OR NEW.archived_number > NEW.number"
_KEPT = "OLD.number > COALESCE((SELECT archived_number FROM audit_chainhead), 0)"


def _sqlite(name: str, event: str, table: str, when: str = "") -> str:
    condition = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{_SAY}'); END"


_INSTALL = {
    "sqlite": (
        _sqlite("audit_event_no_update", "UPDATE", "audit_event"),
        _sqlite("audit_event_no_delete", "DELETE", "audit_event", _KEPT),
        _sqlite("audit_head_forward", "UPDATE", "audit_chainhead", _BACK),
        _sqlite("audit_head_stays", "DELETE", "audit_chainhead"),
    ),
    "postgresql": (
        f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAY}'; END $$",
        f"""CREATE FUNCTION audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF {_KEPT} THEN RAISE EXCEPTION '{_SAY}'; END IF; RETURN OLD; END $$""",
        """CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_kept()""",
        """CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
        f"""CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_chainhead
        FOR EACH ROW WHEN ({_BACK}) EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_chainhead
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_chainhead
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ),
}
_NAMES = {
    "sqlite": ("audit_event_no_update", "audit_event_no_delete", "audit_head_forward", "audit_head_stays"),
    "postgresql": (
        "audit_event_no_update", "audit_event_no_delete", "audit_event_no_truncate",
        "audit_head_forward", "audit_head_stays", "audit_head_no_truncate",
    ),
}  # fmt: skip
_REMOVE = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _NAMES["sqlite"]),
    "postgresql": tuple(f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in ("audit_refuse", "audit_event_kept")),
}
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')
    AND tgrelid IN (to_regclass('audit_event'), to_regclass('audit_chainhead'))""",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Adds the triggers."""
    with connection.cursor() as cursor:
        for statement in _INSTALL[connection.vendor]:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers away."""
    with connection.cursor() as cursor:
        for statement in _REMOVE[connection.vendor]:
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there, or were switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in _NAMES[connection.vendor] if name not in present]


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The step of the migration."""
    install(editor.connection)


def take_away(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The step of the migration back."""
    remove(editor.connection)
