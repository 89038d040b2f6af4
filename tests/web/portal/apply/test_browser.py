"""The application in a real browser: scripts, keyboard, phone and wide, 长辈版; axe on every page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from gongkai_web.info_requests.models import Application, InfoRequest
from gongkai_web.organisations.actions import add_rule
from tests.web import axe
from tests.web.conftest import BY, World
from tests.web.info_requests.conftest import TestDesk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SIZES = ({"width": 390, "height": 844}, {"width": 1440, "height": 900})


class Walk:
    """A visitor; ``look`` holds every page that he comes to against axe and 320 pixels."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.found = page, url, []
        self.size = page.viewport_size

    def look(self) -> None:
        """What is wrong with the page at hand."""
        told = axe.violations(self.page)
        self.page.set_viewport_size({"width": 320, "height": 640})
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            told.append("scrolls sideways at 320 px")
        self.page.set_viewport_size(self.size)
        self.found += [f"{self.page.url}: {line}" for line in told]

    def press(self, name: str, address: str) -> None:
        """A button, and the page that follows."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_url(f"**{address}")
        self.look()


def _picture() -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return {"name": "身份证.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.mark.parametrize(("size", "mode"), [(SIZES[0], ""), (SIZES[1], "large"), (SIZES[1], "contrast")])
def test_a_citizen_applies_and_follows_it(
    browser: Browser, live_server: LiveServer, world: World, size: dict[str, int], mode: str
) -> None:
    today = timezone.localdate()
    add_rule(
        agency=world.bureau, title="技术改造补助管理办法", group="own", text="条件和程序。", published_on=today, by=BY
    )
    context = browser.new_context(viewport=size)
    if mode:
        context.add_cookies([{"name": "gongkai_view", "value": mode, "url": live_server.url}])
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    walk = Walk(page, live_server.url)
    page.goto(f"{live_server.url}/apply/?q=工业")
    walk.look()
    page.get_by_role("link", name=world.bureau.name, exact=True).click()
    walk.look()
    walk.press("开始填写", "/apply/information/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.fill("#f-title", "技术改造补助管理办法")
    page.get_by_text("这些已经公开").wait_for()
    walk.look()
    page.reload()  # nothing was sent: what was typed is there
    assert page.input_value("#f-title") == "技术改造补助管理办法"
    page.fill("#f-content", "2025年度第一批的企业名单和金额。")
    walk.press("保存，下一步", "/apply/applicant/")
    assert not page.locator("#f-org_name").is_visible()
    page.get_by_label("商业企业").check()
    assert page.locator("#f-org_name").is_visible()
    page.get_by_label("自然人").check()
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_role("alert").wait_for()
    walk.look()
    for name, text in (("name", "测试申请人"), ("identity_number", "990101199001011234"), ("phone", "13800000001")):
        page.fill(f"#f-{name}", text)
    walk.press("保存，下一步", "/apply/delivery/")
    walk.press("保存，下一步", "/apply/attachments/")
    page.set_input_files("#f-file", _picture())
    walk.press("附上", "/apply/attachments/")
    walk.press("下一步：核对", "/apply/review/")
    page.get_by_role("button", name="提交申请").dblclick()
    page.wait_for_url("**/apply/receipt/")
    walk.look()
    number, code = (text.strip() for text in page.locator(".ticket dd").all_inner_texts())
    assert InfoRequest.objects.get().number == number
    assert Application.objects.get().offered >= 1
    page.go_back()
    page.wait_for_url("**/apply/receipt/")
    row = InfoRequest.objects.get()
    TestDesk(world.bureau).walk(row, "confirmed", "clarification_asked")
    page.goto(f"{live_server.url}/apply/track/")
    page.fill("#f-number", number)
    page.fill("#f-code", "WRONGWRONG")
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("alert").wait_for()
    walk.look()
    page.fill("#f-number", number)
    page.fill("#f-code", code)
    walk.press("查询", "/apply/track/case/")
    page.get_by_role("link", name="提交补正").click()
    walk.look()
    page.fill("#f-text", "要的是2025年度第一批。")
    walk.press("提交", "/apply/track/case/")
    row.refresh_from_db()
    assert row.state == "corrected"
    assert row.due_on is not None
    assert row.due_on.isoformat() in page.content()
    assert not walk.found, "\n".join(walk.found)
    assert [said for said in troubles if "422" not in said] == []
    context.close()
