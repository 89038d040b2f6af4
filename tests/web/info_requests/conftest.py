"""Requests for the tests: ``desk.register()`` gives one, ``desk.take(...)`` a step by whoever may take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.register import register
from gongkai_web.info_requests.actions.steps import lock, take
from gongkai_web.info_requests.models import InfoRequest, Step
from gongkai_web.organisations.models import Agency
from tests.web.conftest import World
from tests.web.mail_server import Server, imap_server
from tests.web.servers import NotInstalled

BY = Actor(account="ceshi", name="测试经办")
PERSON = {
    "applicant_kind": "natural_person",
    "applicant_name": "测试申请人",
    "identity_kind": "identity_card",
    "identity_number": "990101199001011234",
    "phone": "13800000001",
    "email": "ceshi@example.invalid",
    "address": "云岭省青川市清溪县测试路1号",
    "title": "2025年度工业企业技术改造补助名单",
    "content": "清溪县工业和信息化局2025年度技术改造补助资金安排的企业名单和金额。",
    "form": "electronic",
    "route": "online",
}


@dataclass
class TestDesk:
    """An agency's desk."""

    __test__ = False
    agency: Agency

    def register(self, on: date | None = None, channel: str = "in_person", **changed: Any) -> InfoRequest:
        """An application that came in that day, by default today."""
        day = on or timezone.localdate()
        confirmed = changed.pop("confirmed_on", None)
        practice = changed.pop("practice", False)
        return register(
            self.agency, {**PERSON, **changed}, channel=channel, arrived_on=day, confirmed_on=confirmed, by=BY,
            practice=practice,
        ).request  # fmt: skip

    def take(self, request: InfoRequest, event: str, on: date | None = None, **data: Any) -> Step:
        """A step by whoever may take it."""
        with transaction.atomic():
            row = lock(request, version=None)
            step = take(row, event, on=on or timezone.localdate(), roles=procedure.roles(), by=BY, data=data)
        request.refresh_from_db()
        return step

    def walk(self, request: InfoRequest, *events: str, on: date | None = None) -> InfoRequest:
        """Steps without data, one after the other."""
        for event in events:
            self.take(request, event, on)
        return request


@pytest.fixture
def desk(world: World) -> TestDesk:
    """The desk of the bureau."""
    return TestDesk(world.bureau)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A real IMAP server."""
    try:
        with imap_server() as started:
            yield started
    except NotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture
def enter(world: World, settings: Any) -> Any:
    """A client for the person of a role."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"

    def as_role(who: Role | str) -> Client:
        client = Client()
        client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        return client

    return as_role


@pytest.fixture
def request_(desk: TestDesk, world: World) -> InfoRequest:
    """A request in work, handled by the handler of the world."""
    made = desk.register(timezone.localdate() - timedelta(days=10))
    desk.take(made, "assigned")
    InfoRequest.objects.filter(pk=made.pk).update(handler=world.person(Role.HANDLER))
    made.refresh_from_db()
    return made
