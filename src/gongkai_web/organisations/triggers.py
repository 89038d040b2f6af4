"""What the database itself refuses: to change a guide that has been published.

SQLite loses a trigger when a migration builds the table anew, so ``install_missing`` runs after every migration too.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["install_missing"]

_NAME = "organisations_guide_no_update"
_SAY = "published guides never change"
_PRESENT = {
    "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name = '{_NAME}'",
    "postgresql": f"""SELECT tgname FROM pg_trigger
    WHERE tgname = '{_NAME}' AND tgrelid = to_regclass('organisations_guide')""",
}
_INSTALL = {
    "sqlite": (
        f"""CREATE TRIGGER {_NAME} BEFORE UPDATE ON organisations_guide WHEN OLD.number IS NOT NULL
        BEGIN SELECT RAISE(ABORT, '{_SAY}'); END""",
    ),
    "postgresql": (
        f"""CREATE OR REPLACE FUNCTION organisations_guide_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_SAY}'; END $$""",
        f"""CREATE TRIGGER {_NAME} BEFORE UPDATE ON organisations_guide
        FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION organisations_guide_refuse()""",
    ),
}


def install_missing(connection: BaseDatabaseWrapper) -> None:
    """Adds the trigger where it is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        if cursor.fetchone() is None:
            for statement in _INSTALL[connection.vendor]:
                cursor.execute(statement)
