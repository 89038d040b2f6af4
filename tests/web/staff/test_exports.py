"""Every list as a workbook: what the screen shows, headings in Chinese, days as days."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from wagtail.admin.viewsets import viewsets

from gongkai_web.accounts.roles import Role
from gongkai_web.staff.viewsets import RecordViewSet
from tests.web.conftest import World
from tests.web.rows import furnish
from tests.web.staff.conftest import Login

NO_EXPORT = {"message_templates", "platform", "inbox", "guides"}
"""Texts, one row, one's own mail, a way to the guides: nothing to take away as a table."""


@pytest.fixture
def furnished(world: World) -> World:
    furnish(world)
    return world


def test_every_list_is_a_workbook_in_chinese(furnished: World, login: Login) -> None:
    login(Role.AUDITOR).get("/staff/")  # the screens are registered with the addresses
    clients = {role: login(role) for role in (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.AGENCY_ADMINISTRATOR)}
    seen = 0
    for screen in viewsets.viewsets:
        if not isinstance(screen, RecordViewSet) or screen.name in NO_EXPORT or "try" in screen.name:
            continue
        for role, client in clients.items():
            answer = client.get(f"/staff/{screen.url_prefix}/", {"export": "xlsx"})
            if answer.status_code == 403:
                continue
            assert answer.status_code == 200, f"{screen.name} {role}"
            data = b"".join(answer.streaming_content) if answer.streaming else answer.content
            rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
            assert len(rows[0]) > 1, f"{screen.name}: one column is no table"
            for heading in rows[0]:
                assert re.search(r"[\u4e00-\u9fff]", str(heading)) or heading in ("SHA-256", "SM3"), screen.name
            seen += 1
    assert seen > 12
