"""Areas drawn on the picture of a page in a real browser: by mouse, touch and keyboard, and taken away."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Redaction
from tests.web import axe
from tests.web.conftest import make_world
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.papers import LINE, docx_of, typeset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
PICTURES = os.environ.get("GONGKAI_PICTURES", "")
"""A folder to look at the pages in; none in a plain run."""
_MM = 72 / 25.4


def areas() -> list[list[float]]:
    """The areas, in millimetres: left, top, right, bottom."""
    return [[value / _MM for value in one["box"]] for one in Redaction.objects.get().marks if "box" in one]


def drawn(page: Page, left: float, top: float, right: float, bottom: float) -> None:
    """Draws with the mouse, from corner to corner, in millimetres."""
    page.locator("[data-redact-stage]").scroll_into_view_if_needed()
    stage = page.locator("[data-redact-stage]").bounding_box()
    assert stage is not None
    scale = stage["width"] / 210
    page.mouse.move(stage["x"] + left * scale, stage["y"] + top * scale)
    page.mouse.down()
    page.mouse.move(stage["x"] + (left + right) / 2 * scale, stage["y"] + bottom * scale)
    page.mouse.move(stage["x"] + right * scale, stage["y"] + bottom * scale)
    page.mouse.up()


def values(page: Page) -> list[float]:
    """What stands in the fields."""
    return [float(page.locator(f"[name={name}]").input_value() or 0) for name in ("left", "top", "wide", "high")]


def settled(page: Page, count: int) -> None:
    """Waits until so many areas are shown and nothing is under way."""
    from playwright.sync_api import expect

    expect(page.locator(".redact-area")).to_have_count(count, timeout=15_000)
    expect(page.locator(".is-busy")).to_have_count(0)


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


class Site:
    """A paper being redacted, and windows in which its handler looks at it."""

    def __init__(self, browser: Browser, url: str, data: bytes, name: str) -> None:
        self.browser, self.url = browser, url
        self.said: list[str] = []
        world = make_world()
        desk = TestDesk(world.bureau)
        case = desk.register()
        desk.walk(case, "assigned")
        with transaction.atomic():
            row = lock(case, version=None)
            content = ContentFile(data, name=name)
            paper = add_paper(row, content, kind=PaperKind.INFORMATION, title="补助审查材料", by=BY)
        client = Client()
        client.force_login(world.person(Role.HANDLER), backend="gongkai_web.accounts.backend.AccountBackend")
        self.base = f"{case.get_absolute_url()}redaction/{paper.pk}/"
        client.post(f"{self.base}begin/")
        self.cookie = client.cookies[site_settings.SESSION_COOKIE_NAME].value

    def window(self, path: str = "", **more: Any) -> Page:
        """A window of its own at an address of the work."""
        context = self.browser.new_context(locale="zh-CN", **more)
        context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": self.cookie, "url": self.url}])
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.goto(f"{self.url}{self.base}{path}")
        return page


def test_areas_are_drawn(browser: Browser, live_server: LiveServer, transactional_db: None, settings: Any) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    data = typeset(f"审查意见\n{LINE}\n以上情况属实。\n附：现场照片")
    site = Site(browser, live_server.url, data, "材料.pdf")
    window, said = site.window, site.said

    # By mouse: the fields are filled, the rectangle is moved and widened, and covered with another ground.
    page = window(viewport={"width": 1440, "height": 900})
    drawn(page, 20, 60, 80, 75)
    assert values(page) == pytest.approx([20, 60, 60, 15], abs=0.7)
    drawn(page, 50, 65, 60, 75)
    assert values(page) == pytest.approx([30, 70, 60, 15], abs=1.4), "moved, for it began inside"
    drawn(page, 90, 85, 100, 90)
    assert values(page) == pytest.approx([30, 70, 70, 20], abs=2), "by its corner"
    look(page, "drawn-1440")
    page.locator("select[name=ground]").select_option("E15:商业秘密")
    page.locator("[data-redact-pop] [value=area]").click()
    settled(page, 1)
    assert areas()[0] == pytest.approx([30, 70, 100, 90], abs=2.5)
    assert page.locator("select[name=ground]").input_value() == "E15:商业秘密", "kept for the next one"
    assert next(one for one in Redaction.objects.get().marks if "box" in one)["d"] == "商业秘密"
    assert not page.locator("[data-redact-choice]").is_visible()
    # A click is no area; Escape gives one up.
    drawn(page, 150, 150, 150.2, 150.2)
    assert not page.locator("[data-redact-choice]").is_visible()
    drawn(page, 150, 150, 170, 160)
    page.keyboard.press("Escape")
    assert values(page) == [0, 0, 0, 0]
    # By keyboard alone, told to those who do not see it.
    page.locator("[data-redact-stage]").focus()
    for key in ("ArrowDown", "ArrowDown", "Control+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert values(page) == pytest.approx([73, 90.1, 41, 8], abs=0.3)
    page.locator("[data-redact-said]", has_text="宽41").wait_for(state="attached")
    page.keyboard.press("Enter")
    settled(page, 2)
    assert len(areas()) == 2
    # What is typed into the fields is shown.
    for name, value in (("left", "10"), ("top", "200"), ("wide", "30"), ("high", "12")):
        page.locator(f"[name={name}]").fill(value)
    assert page.locator("[data-redact-choice]").is_visible()
    look(page, "areas-1440")
    if not PICTURES:
        assert axe.violations(page) == []
    page.locator("[data-redact-cancel]").click()
    # Taken away on the picture, and in the list.
    page.locator(".redact-area button").first.click()
    settled(page, 1)
    page.locator("li[data-by-hand] button[value^='remove:']").click()
    settled(page, 0)
    assert areas() == []
    # What is not ticked yet is kept as it was; two officers at once are told.
    Redaction.objects.update(version=77)
    drawn(page, 20, 60, 80, 75)
    page.keyboard.press("Enter")
    page.locator(".help-critical").wait_for()
    assert "其他人刚刚修改了标注" in page.locator(".help-critical").inner_text()
    assert values(page) == pytest.approx([20, 60, 60, 15], abs=0.7)
    said[:] = [one for one in said if "409" not in one]
    page.context.close()

    # With fingers: a swipe scrolls, until drawing is turned on.
    page = window(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    touch = page.locator("[data-redact-touch]")
    assert touch.is_visible()
    swipe(page)
    assert values(page) == [0, 0, 0, 0]
    touch.click()
    assert touch.get_attribute("aria-pressed") == "true"
    swipe(page)
    left, top, wide, high = values(page)
    assert wide > 20
    assert high > 5
    look(page, "drawn-390")
    page.locator("[data-redact-pop] [value=area]").tap()
    settled(page, 1)
    assert areas()[0] == pytest.approx([left, top, left + wide, top + high], abs=0.2)
    look(page, "areas-390")
    if not PICTURES:
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()

    # Without scripts the fields do it.
    page = window(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    assert not page.locator("[data-redact-stage]").is_visible()
    for name, value in (("left", "10"), ("top", "200"), ("wide", "30"), ("high", "12")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("fieldset button[value=area]").click()
    page.wait_for_load_state()
    assert len(areas()) == 2
    page.context.close()
    assert said == []


def swipe(page: Page) -> None:
    """A finger on the picture, downwards to the right."""
    page.locator("[data-redact-stage]").evaluate(
        """stage => {
            const area = stage.getBoundingClientRect();
            const told = (kind, x, y) => stage.dispatchEvent(new PointerEvent(kind, {
                pointerId: 1, pointerType: "touch", isPrimary: true, button: 0, bubbles: true, cancelable: true,
                clientX: area.left + x, clientY: area.top + y,
            }));
            stage.setPointerCapture = () => {};
            told("pointerdown", 60, 80);
            told("pointermove", 100, 90);
            told("pointermove", 160, 110);
            told("pointerup", 160, 110);
        }"""
    )


def test_pictures_of_a_docx(browser: Browser, live_server: LiveServer, transactional_db: None, settings: Any) -> None:
    """A part of a picture is covered by mouse, the whole of another taken out; the new file is looked at as pages."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    document = docx.Document(io.BytesIO(docx_of("关于补助资金的审查意见", LINE, "现场照片如下：")))
    for image in (Image.effect_noise((600, 300), 60).convert("RGB"), Image.new("RGB", (500, 300), (226, 214, 190))):
        out = io.BytesIO()
        image.save(out, "PNG")
        document.add_picture(io.BytesIO(out.getvalue()), width=docx.shared.Cm(12))
    made = io.BytesIO()
    document.save(made)
    site = Site(browser, live_server.url, made.getvalue(), "材料.docx")
    page = site.window(viewport={"width": 1440, "height": 900})
    look(page, "docx-1440")
    if not PICTURES:
        assert axe.violations(page) == []
    page.locator(".redact-pictures a").first.click()
    stage = page.locator("[data-redact-stage]").bounding_box()
    assert stage is not None
    page.mouse.move(stage["x"] + stage["width"] * 0.25, stage["y"] + stage["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.5, stage["y"] + stage["height"] * 0.5)
    page.mouse.up()
    page.keyboard.press("Enter")
    settled(page, 1)
    box = next(one for one in Redaction.objects.get().marks if "box" in one)
    assert box["box"] == pytest.approx([112.5, 56, 225, 112.5], abs=3), "points of a picture of 600 by 300 pixels"
    look(page, "picture-1440")
    page.locator("input[name^='on-']").last.check()
    # Two pictures whose writing is read are work outside of the request; here it runs at once, and so do the pages.
    page.locator("[name=do][value=make]").click(timeout=90_000)
    if "/result/" not in page.url:
        page.locator("a", has_text="查看结果").click()
    page.wait_for_url("**/result/", timeout=90_000)
    address = page.url
    look(page, "pages-1440")
    if not PICTURES:
        assert axe.violations(page) == []
    page.context.close()
    for path, name in (("?picture=1", "picture-390"), ("", "docx-390"), ("result/", "pages-390")):
        page = site.window(path, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        look(page, name)
        if not PICTURES:
            assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        page.context.close()
    assert address.endswith("result/")
    assert site.said == []
