"""The back office in a real browser: axe, the policy for scripts and styles, phones, what opens in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from gongkai_web.accounts.roles import Role
from gongkai_web.staff.actions import begin, carry_on
from tests.web import axe
from tests.web.conftest import BY, World
from tests.web.rows import furnish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
_LISTEN = """document.addEventListener(
    'securitypolicyviolation', event => console.error('CSP', event.violatedDirective, event.sourceFile))"""

_LIST_SCROLLS = """[...document.querySelectorAll('.w-overflow-x-hidden, #listing-results, #listing-results *')].some(
    one => one.clientWidth && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')"""


class Office:
    """One officer's browser, which keeps what goes wrong."""

    def __init__(self, browser: Browser, url: str, world: World, who: Role | str) -> None:
        client = Client()
        client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        cookie = client.cookies[site_settings.SESSION_COOKIE_NAME].value
        self.client = client
        self.url, self.troubles = url, []  # type: ignore[var-annotated]
        self.context = browser.new_context(viewport=WIDE, locale="zh-CN")
        self.context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
        self.context.add_init_script(_LISTEN)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)

    def go(self, path: str) -> Page:
        """A page, drawn to its end."""
        self.page.goto(self.url + path, wait_until="networkidle")
        return self.page

    def links(self) -> list[str]:
        """The addresses of the menu, as it stands in the page for browsers without scripts."""
        plain = re.findall(r'<nav class="staff-plain.*?</nav>', self.client.get("/staff/").content.decode(), re.DOTALL)[
            0
        ]
        return re.findall(r'href="([^"]+)"', plain)

    def axe(self) -> list[str]:
        """What axe finds on the page."""
        return axe.violations(self.page, rules=axe.STATUTORY)


@pytest.fixture
def office(browser: Browser, live_server: LiveServer, world: World, settings: Any) -> Any:
    """Opens an officer's browser."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    furnish(world)
    made: list[Office] = []

    def enter(who: Role | str) -> Office:
        made.append(Office(browser, live_server.url, world, who))
        return made[-1]

    yield enter
    for one in made:
        one.context.close()


def _of_screen(page: Page, path: str) -> list[str]:
    """A list, its form for a new row, and its first row."""
    first = page.locator("#listing-results td.title a").first
    row = first.get_attribute("href") if first.count() else None
    add = page.locator("header a[href$='/new/']").first
    found = (row, add.get_attribute("href") if add.count() else None)
    return [one for one in found if one and one.startswith("/staff/")]


@pytest.mark.parametrize(
    "role",
    [
        Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR, Role.AGENCY_ADMINISTRATOR,
        Role.DISCLOSURE_OFFICE, Role.SUPERVISOR,
    ],
)  # fmt: skip
def test_axe_finds_nothing_and_the_policy_holds(office: Any, role: Role) -> None:
    mine: Office = office(role)
    found: dict[str, list[str]] = {}
    paths = ["/staff/", *mine.links()]
    for path in paths:
        page = mine.go(path)
        paths += [one for one in _of_screen(page, path) if one not in paths]
        told = mine.axe()
        page.set_viewport_size(PHONE)
        told += [f"phone {one}" for one in mine.axe()]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            told.append("scrolls sideways on a phone")
        if page.evaluate(_LIST_SCROLLS):
            told.append("is cut off on a phone, or its list scrolls sideways")
        page.set_viewport_size(WIDE)
        if told:
            found[path] = told
    assert len(paths) > 3
    assert found == {}
    assert mine.troubles == []


def test_what_opens_in_place_needs_no_wider_policy(office: Any) -> None:
    mine: Office = office(Role.AUDITOR)
    page = mine.go("/staff/audit/")
    page.get_by_role("button", name="显示筛选条件").or_(page.locator("#filters-drilldown button").first).first.click()
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    page.locator("#w-slim-header-buttons [data-w-dropdown-target=toggle]").first.click()
    assert page.get_by_text("导出 CSV").is_visible()
    page.locator(".sidebar-footer button").first.click()
    assert page.get_by_role("link", name="修改口令").is_visible()
    assert mine.troubles == []


def test_searching_replaces_the_list(office: Any) -> None:
    mine: Office = office(Role.SYSTEM_ADMINISTRATOR)
    page = mine.go("/staff/agencies/")
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("教育")
    expect(page.locator("#listing-results tbody tr")).to_have_count(1)
    assert "q=" in page.url
    assert mine.troubles == []


def test_leaving(office: Any) -> None:
    mine: Office = office(Role.HANDLER)
    page = mine.go("/staff/")
    page.locator(".staff-bar form button").click()
    page.wait_for_load_state("networkidle")
    page = mine.go("/staff/")
    assert "/accounts/login/" in page.url


def test_progress_comes_by_itself(office: Any, world: World) -> None:
    mine: Office = office(Role.SYSTEM_ADMINISTRATOR)
    work = begin("导入机关", started_by=world.person(Role.SYSTEM_ADMINISTRATOR), by=BY)
    page = mine.go(f"/staff/long-work/{work.pk}/")
    assert page.get_by_text("等待开始").is_visible()
    with carry_on(str(work.pk)) as progress:
        progress.at(3, 4)
        expect(page.get_by_text("已处理 3，共 4（75%）")).to_be_visible()
        assert mine.axe() == []
        progress.result("新增4个机关。", url="/staff/")
    expect(page.get_by_role("link", name="查看结果")).to_be_visible()
    assert mine.axe() == []
    assert mine.troubles == []
