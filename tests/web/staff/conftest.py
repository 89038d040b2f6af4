"""Logging in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from gongkai_web.accounts.roles import Role
from gongkai_web.organisations.models import Platform
from tests.web.conftest import World

Login = Callable[[Role | str], Client]


@pytest.fixture
def login(world: World, settings: object) -> Login:
    """A client in which that person has logged in; second factors have tests of their own."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"  # type: ignore[attr-defined]
    if not Platform.objects.exists():
        Platform.objects.create(region=world.region, name="清溪县政府信息公开平台", sponsor="清溪县人民政府办公室")

    def enter(who: Role | str) -> Client:
        client = Client()
        client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        return client

    return enter
