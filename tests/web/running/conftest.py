"""A data folder that has been prepared once, copied for each test: a first start takes a while."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.kept_database import begin_with_kept
from tests.web.running.site import environment
from tests.web.server_fixtures import empty_postgresql, postgresql_server, redis_url

__all__ = ["empty_postgresql", "home", "postgresql_server", "prepared", "redis_url"]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its database and its static files."""
    home = tmp_path_factory.mktemp("prepared") / "data"
    (home / "logs").mkdir(parents=True)
    begin_with_kept(home)
    for step in ("database", "static"):
        subprocess.run(
            [sys.executable, "-m", "gongkai_web.running.prepare", step, str(os.getpid())],
            env=environment(home) | {"DJANGO_SETTINGS_MODULE": "gongkai_web.settings"},
            check=True,
        )
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))
