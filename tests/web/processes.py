"""A real site in a folder of its own, driven by commands in processes of their own: SQLite file or PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.web.kept_database import begin_with_kept

POSTGRESQL = os.environ.get("DATABASE_URL", "")
_templates: dict[str, Path | str] = {}


def _address(name: str) -> str:
    return urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{name}"))


def sql(address: str, *statements: str) -> None:
    """Runs statements on a PostgreSQL database, each in its own transaction."""
    with psycopg.connect(address, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)


@dataclass
class Site:
    """A site: its data folder, its database's address ("" for SQLite), further variables of its environment."""

    home: Path
    database: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        keep = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DATABASE_"))}
        keep |= {"GONGKAI_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "gongkai_web.settings"}
        return keep | ({"DATABASE_URL": self.database} if self.database else {}) | self.variables

    def start(self, *words: str, **options: object) -> subprocess.Popen[str]:
        """A command of Django's that is under way."""
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,  # type: ignore[call-overload]
        )

    def manage(self, *words: str, status: int = 0, **options: object) -> str:
        """What a command of Django's wrote, both streams; it must end with that status."""
        process = self.start("-m", "django", *words, **options)
        out, err = process.communicate(timeout=900)
        assert process.returncode == status, f"{words}: {process.returncode}\n{out}\n{err}"
        return out + err

    def python(self, code: str, status: int = 0) -> str:
        """What a piece of Python wrote that ran inside this site."""
        process = self.start("-c", f"import django; django.setup()\n{code}")
        out, err = process.communicate(timeout=900)
        assert process.returncode == status, f"{process.returncode}\n{out}\n{err}"
        return out

    def drop(self) -> None:
        """Gives its database back."""
        if self.database:
            name = urlsplit(self.database).path.lstrip("/")
            sql(POSTGRESQL, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def new_database(template: str = "template0") -> str:
    """The address of a new PostgreSQL database, a copy of another."""
    name = f"gongkai_t_{uuid.uuid4().hex[:12]}"
    sql(POSTGRESQL, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return _address(name)


def bare_site(home: Path, kind: str) -> Site:
    """A site with nothing in it, not even tables."""
    home.mkdir(parents=True, exist_ok=True)
    return Site(home, new_database() if kind == "postgresql" else "")


def migrated_site(home: Path, kind: str, templates: Path) -> Site:
    """A site with its tables; they are made once for all tests and copied."""
    home.mkdir(parents=True, exist_ok=True)
    if kind not in _templates:
        first = bare_site(templates / kind, kind)
        if not first.database:
            begin_with_kept(first.home)
        first.manage("migrate", "-v0")
        _templates[kind] = urlsplit(first.database).path.lstrip("/") if first.database else first.home
    made = _templates[kind]
    # What stands in the database is sealed with the keys of the folder it was made for.
    shutil.copyfile(templates / kind / "keys.json", home / "keys.json")
    if isinstance(made, str):
        return Site(home, new_database(made))
    shutil.copyfile(made / "gongkai.sqlite3", home / "gongkai.sqlite3")
    return Site(home)


def drop_templates() -> None:
    """Gives the databases of the templates back."""
    for made in _templates.values():
        if isinstance(made, str):
            sql(POSTGRESQL, f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)')
    _templates.clear()
