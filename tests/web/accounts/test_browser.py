"""The first start, the login with a second factor and one's own pages in a real browser; axe finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from gongkai_web.accounts.models import Login
from gongkai_web.setup import codes
from tests.web import axe
from tests.web.accounts.conftest import code_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

PASSWORD, NEW = "Qidong!Ceshi-58", "Yinghua-Lu-88x"
FIRST = {
    "region_code": "990821", "region_name": "清溪县", "province": "云岭省", "prefecture": "青川市",
    "agency_name": "清溪县人民政府办公室", "agency_code": "QX-BGS", "username": "ceshi-anquan", "name": "测试安全",
    "password1": PASSWORD, "password2": PASSWORD,
}  # fmt: skip


class Walk:
    """A person in front of a browser who looks at every page on a wide screen and on a phone."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.found = page, url, []
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("console", lambda said: self.found.append(said.text) if "Content Security" in said.text else None)

    def look(self, where: str) -> None:
        """Notes what axe finds, and whether a page scrolls sideways."""
        for width in (1440, 390, 320):
            self.page.set_viewport_size({"width": width, "height": 844})
            if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                self.found.append(f"{where} scrolls sideways at {width} px")
            if width == 320:
                continue
            self.found += [f"{where} {width}: {line}" for line in axe.violations(self.page)]
        self.page.set_viewport_size({"width": 1440, "height": 844})

    def go(self, address: str) -> None:
        """Opens a page and looks at it."""
        self.page.goto(self.url + address)
        self.look(address)

    def fill(self, given: dict[str, str], button: str = "main form button[type=submit]") -> None:
        """Types and sends."""
        for name, value in given.items():
            self.page.fill(f"[name={name}]", value)
        self.page.locator(button).first.click()
        self.page.wait_for_load_state()

    @property
    def path(self) -> str:
        """Where one is."""
        return urlsplit(self.page.url).path


def test_from_the_first_start_to_a_second_officer(
    live_server: LiveServer, page: Page, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr("gongkai_web.setup.state._known", set())
    settings.GONGKAI_HOME = tmp_path
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    walk = Walk(page, live_server.url)

    walk.go("/")
    assert walk.path == "/setup/"
    walk.fill({"region_name": "清溪县"})
    walk.look("set-up with errors")
    assert page.input_value("[name=region_name]") == "清溪县"
    walk.fill({"code": codes.issue(tmp_path), **FIRST})
    assert walk.path == "/accounts/login/"
    walk.look("login")
    assert page.locator(".brand").inner_text() == "清溪县政府信息公开平台"
    walk.fill({"login": "ceshi-anquan", "password": "wrong"})
    walk.look("login with errors")
    walk.fill({"login": "ceshi-anquan", "password": PASSWORD})
    assert walk.path == "/accounts/2fa/totp/activate/"
    walk.look("second factor")
    size = "document.querySelector('.qr').naturalWidth"
    assert page.evaluate(size) > 0, "the policy lets the QR code be seen"
    secret = page.inner_text(".secret")
    walk.fill({"code": code_of(secret)})
    walk.look("recovery codes")
    page.click("text=进入工作台")
    assert walk.path == "/staff/"
    for address in (
        "",
        "history/",
        "sessions/",
        "details/",
        "password/change/",
        "2fa/",
        "2fa/codes/generate/",
        "logout/",
    ):
        walk.go(f"/accounts/{address}")
    walk.fill({})
    for address in ("signup/", "password/reset/"):
        walk.go(f"/accounts/{address}")

    walk.page.goto(f"{walk.url}/accounts/login/?next=/staff/people/new/")
    walk.fill({"login": "ceshi-anquan", "password": PASSWORD})
    assert walk.path == "/accounts/2fa/authenticate/"
    walk.look("code")
    walk.fill({"code": code_of(secret, 1)})
    assert walk.path == "/staff/people/new/"
    walk.fill({"username": "ceshi-shenji", "name": "测试审计"}, "main form[action*=people] button[type=submit]")
    link = page.inner_text(".staff-person__link")
    walk.look("an account")
    page.context.clear_cookies()
    page.goto(link)
    walk.look("invitation")
    walk.fill({"password1": NEW, "password2": NEW})
    walk.fill({"login": "ceshi-shenji", "password": NEW})
    assert Login.objects.filter(user__username="ceshi-shenji", kind="success").exists()
    walk.look("an officer without a role")

    page.context.clear_cookies()
    for _ in range(5):
        page.goto(f"{walk.url}/accounts/login/")
        walk.fill({"login": "nobody", "password": "wrong"})
    assert "已锁定" in page.content()
    walk.look("locked")
    assert not walk.found, "\n".join(walk.found)
