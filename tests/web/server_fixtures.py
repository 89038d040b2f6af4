"""Fixtures of real servers; a test that imports one skips where the server is not installed (in CI it fails)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.web.servers import NotInstalled, postgresql, redis

__all__ = ["empty_postgresql", "postgresql_server", "redis_url"]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL of our own."""
    try:
        with postgresql() as address:
            yield address
    except NotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture
def empty_postgresql(postgresql_server: str) -> Callable[[], str]:
    """Makes an empty database; its address."""
    import psycopg

    def make() -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(postgresql_server, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        return f"{postgresql_server.rpartition('/')[0]}/{name}"

    return make


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The address of an empty Redis."""
    try:
        with redis() as address:
            yield address
    except NotInstalled as error:
        pytest.skip(str(error))
