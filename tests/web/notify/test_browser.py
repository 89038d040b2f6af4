"""One's own messages in a real browser: axe and phones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from gongkai_web.common.actor import Actor
from gongkai_web.notify.actions import tell
from tests.web import axe
from tests.web.conftest import make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
BY = Actor.system("测试")


@pytest.mark.parametrize("width", [390, 1440])
def test_ones_own_messages(browser: Browser, live_server: LiveServer, transactional_db: None, width: int) -> None:
    citizen = make_world().person("citizen")
    [row] = tell(citizen, "import.finished", {"file": "机构.xlsx", "done": 3, "failed": 1}, by=BY)
    client = Client()
    client.force_login(citizen, backend="gongkai_web.accounts.backend.AccountBackend")
    cookie = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    said: list[Any] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in ("", "settings/", f"{row.pk}/", "?state=unread"):
        page.goto(f"{live_server.url}/accounts/messages/{path}")
        assert axe.violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert said == []
    context.close()
