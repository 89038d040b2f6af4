"""One filled site of each kind and its back-up, made once; tests that change it take a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.backup.filling import Filled, copy_of, fill
from tests.web.processes import Site, migrated_site


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, _templates: Path) -> Iterator[Callable[[str], Filled]]:
    """``filled("sqlite")``."""
    made: dict[str, Filled] = {}

    def make(kind: str) -> Filled:
        if kind not in made:
            folder = tmp_path_factory.mktemp(f"filled-{kind}")
            site = migrated_site(folder / "site", kind, _templates)
            fill(site)
            said = site.manage("backup", str(folder / "site.zip"))
            assert "已备份到" in said
            assert "keys.json另行保管" in said
            made[kind] = Filled(site, folder / "site.zip")
        return made[kind]

    yield make
    for one in made.values():
        one.site.drop()


@pytest.fixture
def copied(tmp_path: Path, filled: Callable[[str], Filled]) -> Iterator[Callable[[str], Site]]:
    """``copied("sqlite")``: a filled site that may be changed."""
    made: list[Site] = []

    def make(kind: str) -> Site:
        made.append(copy_of(filled(kind).site, tmp_path / f"copy-{len(made)}"))
        return made[-1]

    yield make
    for site in made:
        site.drop()
