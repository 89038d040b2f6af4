"""The demonstration county, loaded once for the tests of a file: none of them keeps what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from gongkai_web.demo import load as loading


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The file that tells the accounts of the county."""
    home = tmp_path_factory.mktemp("county")
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        transaction.atomic(),
        override_settings(GONGKAI_HOME=home),
    ):
        path = loading.load()
        assert path is not None
        yield path
        transaction.set_rollback(True)
