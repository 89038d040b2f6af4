"""Migrations: from empty on both databases, nothing forgotten, back again, and the data of earlier versions."""

from __future__ import annotations

import lzma
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from tests.web.running.site import manage as inside
from tests.web.running.site import run
from tests.web.server_fixtures import empty_postgresql, postgresql_server

__all__ = ["empty_postgresql", "postgresql_server"]

FIRST = {"accounts": "0001"}
"""Tables of others stand on that of the accounts; to take it back would take back theirs, which is not ours to test."""
BACK = """
from django.core.management import call_command
for label, target in {targets!r}.items():
    call_command("migrate", label, target, verbosity=0)
print("null")
"""
"""In one process: to start one for each takes longer than to migrate."""
EARLIER = Path(__file__).with_name("earlier")


def ours() -> list[str]:
    """The labels of our own apps that have tables."""
    loader = MigrationLoader(None)
    names = {config.label for config in apps.get_app_configs() if config.name.startswith("gongkai_web.")}
    return sorted(names & {label for label, _ in loader.disk_migrations})


@pytest.fixture(params=["sqlite", "postgresql"])
def env(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of an empty database."""
    if request.param == "sqlite":
        return {}
    make: Callable[[], str] = request.getfixturevalue("empty_postgresql")
    return {"DATABASE_URL": make()}


def manage(*words: str, home: Path, env: dict[str, str]) -> str:
    done = run("manage", *words, home=home, env=env, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_from_empty_and_back_again(tmp_path: Path, env: dict[str, str]) -> None:
    manage("migrate", "--verbosity", "0", home=tmp_path, env=env)
    assert "No changes" in manage("makemigrations", "--check", "--dry-run", home=tmp_path, env=env)
    assert "[ ]" not in manage("showmigrations", home=tmp_path, env=env)
    targets = {label: FIRST.get(label, "zero") for label in ours()}
    inside(BACK.format(targets=targets), home=tmp_path, env=env)
    left = manage("showmigrations", *ours(), home=tmp_path, env=env)
    assert left.count("[X]") == len(FIRST)
    manage("migrate", "--verbosity", "0", home=tmp_path, env=env)
    assert "[ ]" not in manage("showmigrations", home=tmp_path, env=env)


def test_every_migration_can_be_taken_back_or_says_why_not() -> None:
    """A migration that cannot be taken back has a line ``IRREVERSIBLE = "why"`` at the top of its module."""
    silent = []
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        if label in ours() and not getattr(import_module(migration.__module__), "IRREVERSIBLE", ""):
            silent += [f"{label}.{name}: {operation}" for operation in migration.operations if not operation.reversible]
    assert silent == []


def test_raw_statements_are_told_for_both_databases() -> None:
    """RunSQL is one text for all databases; RunPython can ask which one it is."""
    found = [
        f"{label}.{name}"
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        if label in ours() and any(type(operation) is RunSQL for operation in migration.operations)
    ]
    assert found == []


@pytest.mark.slow
def test_the_data_of_every_earlier_version(tmp_path: Path) -> None:
    """See earlier/README.md; the first release has none before it."""
    for kept in sorted(EARLIER.glob("*.sqlite3.xz")):
        home = tmp_path / kept.name
        home.mkdir()
        (home / "gongkai.sqlite3").write_bytes(lzma.decompress(kept.read_bytes()))
        manage("migrate", "--verbosity", "0", home=home, env={})
        manage("check", "--database", "default", home=home, env={})
        manage("audit", "verify", home=home, env={})
