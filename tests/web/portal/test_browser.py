"""Public pages in a real browser: axe, the keyboard, 320 pixels, paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.web import axe
from tests.web.conftest import World
from tests.web.portal import pages
from tests.web.portal.conftest import County, make_county

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

MODES = ("", "large", "contrast")
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def served(live_server: LiveServer, world: World, settings: Any) -> tuple[str, County]:
    """The address of a running site with the county."""
    settings.GONGKAI_DEMO = True
    return live_server.url, make_county(world)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, served: tuple[str, County]) -> None:
    url, county = served
    addresses = (*pages.COUNTY, *pages.MADE_ANEW, f"/agencies/QX-GX/rules/{county.rule.pk}/", "/nothing")
    found: list[str] = []
    for mode in MODES:
        context = browser.new_context(viewport=WIDE)
        if mode:
            context.add_cookies([{"name": "gongkai_view", "value": mode, "url": url}])
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error, troubles=troubles: troubles.append(str(error)))
        page.on("console", lambda said, troubles=troubles: troubles.append(said.text) if said.type == "error" else None)
        for address in addresses:
            page.set_viewport_size(WIDE)
            page.goto(url + address)
            told = axe.violations(page)
            page.set_viewport_size(PHONE)
            told += axe.violations(page)
            page.set_viewport_size({"width": 320, "height": 640})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                told.append("scrolls sideways at 320 px")
            found += [f"{mode or 'standard'} {address}: {line}" for line in told]
        assert [said for said in troubles if "404" not in said] == []
        context.close()
    assert not found, "\n".join(found)


def test_the_home_page_by_keyboard(page: Page, served: tuple[str, County]) -> None:
    url, _ = served
    page.goto(url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    box = page.locator(".skip").bounding_box()
    assert box
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(url)
    stops = _stops(page)
    everything = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility()).length"
    )
    assert len(stops) == everything
    assert all(outlined for _, outlined in stops), [what for what, outlined in stops if not outlined]


def _stops(page: Page) -> list[tuple[str, bool]]:
    """Every stop of the Tab key with whether its focus can be seen."""
    stops: list[tuple[str, bool]] = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "() => { const e = document.activeElement; if (e === document.body || e.dataset.seen) return null;"
            " e.dataset.seen = 1; const s = getComputedStyle(e);"
            " return [e.outerHTML.slice(0, 90), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; }"
        )
        if stop is None:
            return stops
        stops.append((stop[0], stop[1]))


def test_searching_and_choosing_how_to_read_by_keyboard(page: Page, served: tuple[str, County]) -> None:
    url, _ = served
    page.goto(url)
    page.get_by_role("button", name="长辈版").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("data-size") == "large"
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 18
    page.locator("#q-head").focus()
    page.keyboard.type("工业")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="清溪县工业信息化科技局", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/agencies/QX-GX/")
    assert page.locator("html").get_attribute("data-size") == "large"
    with page.expect_navigation():
        page.get_by_role("button", name="标准版").click()
    assert page.url.endswith("/agencies/QX-GX/")
    assert page.locator("html").get_attribute("data-size") is None


def test_pages_work_without_scripts_and_text_twice_as_large(browser: Browser, served: tuple[str, County]) -> None:
    url, _ = served
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    page.goto(url + "/agencies/QX-GX/rules/?q=审查")
    assert page.get_by_role("link", name="政府信息公开审查制度").is_visible()
    page.get_by_role("button", name="高对比度").click()
    assert page.locator("html").get_attribute("data-contrast") == "high"
    context.close()
    context = browser.new_context(viewport={"width": 640, "height": 480})
    page = context.new_page()
    for address in pages.COUNTY:
        page.goto(url + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")  # 1.4.4, set past the policy by the browser
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), address
    context.close()


def test_paper_shows_the_page_without_its_navigation(page: Page, served: tuple[str, County]) -> None:
    url, _ = served
    page.context.add_cookies([{"name": "gongkai_view", "value": "contrast", "url": url}])
    page.goto(url + "/agencies/QX-GX/guide/")
    page.emulate_media(media="print")
    for hidden in (".site-nav", ".search", ".block-menu", ".trail", ".tools"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert page.get_by_text("网址：http").is_visible()
