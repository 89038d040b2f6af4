"""The auditor reads the log, and that is in the log; nobody else reads it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.actions import record
from gongkai_web.audit.models import Event
from gongkai_web.audit.queries import Asked, find
from gongkai_web.organisations.models import Platform
from tests.web.conftest import BY, World


@pytest.fixture
def enter(world: World, settings):
    """A client in which somebody has logged in."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    Platform.objects.create(region=world.region, name="清溪县政府信息公开平台", sponsor="清溪县人民政府办公室")

    def made(who: Role | str) -> Client:
        client = Client()
        client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        return client

    return made


def test_reading_is_noted_once_a_day(enter) -> None:
    client = enter(Role.AUDITOR)
    for path in ("/staff/audit/", "/staff/audit/?thing=QX-JY", "/staff/audit/inspect/1/"):
        assert client.get(path).status_code == 200
    assert Event.objects.filter(verb="audit.read", actor="u-auditor").count() == 1
    page = client.get("/staff/audit/?thing=QX-JY").content.decode()
    assert "新增机关“清溪县教育局”" in page
    assert "清溪县工业和信息化局”" not in page


def test_an_export_holds_what_is_filtered_and_is_noted(enter) -> None:
    client = enter(Role.AUDITOR)
    told = b"".join(client.get("/staff/audit/?thing=QX-JY&export=csv").streaming_content).decode("utf-8-sig")
    assert len(told.splitlines()) == 2
    assert Event.objects.get(verb="audit.export").after["条件"] == {"对象": "QX-JY"}


@pytest.mark.parametrize("who", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_else(enter, who: Role) -> None:
    client = enter(who)
    for path in ("/staff/audit/", "/staff/audit/inspect/1/", "/staff/audit/?export=csv"):
        assert client.get(path).status_code == 403


def test_a_part_of_a_name_is_found_by_the_index_and_paged(enter) -> None:
    for n in range(120):
        record("test.it", by=BY, on=("thing", n, f"测试事项第{n:03d}号"))
    found = find(Asked(thing="测试事项第"))
    assert found.count() == 120
    if connection.vendor == "sqlite":
        assert "audit_object_name" in found.explain()
    client = enter(Role.AUDITOR)
    pages = [client.get(f"/staff/audit/?thing=测试事项第&p={n}").content.decode() for n in (1, 2, 3)]
    assert all("共 120 条" in page for page in pages)
    told = [re.findall(r"测试事项第(\d{3})号", page) for page in pages]
    assert [numbers[0] for numbers in told] == ["119", "069", "019"]
    with CaptureQueriesContext(connection) as queries:
        client.get("/staff/audit/?thing=测试事项第&p=2")
    assert sum("LIKE" in query["sql"] for query in queries) == 1
