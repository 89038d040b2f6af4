"""The check in a real browser: chosen and dropped files, too large ones, axe, phones, without scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer

from tests.web import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[3] / "examples" / "reports"
FILES = [str(EXAMPLES / name) for name in ("old-format.pdf", "wording.docx", "lost-values.txt", "clean.docx")]
DROP = """names => {
    const given = new DataTransfer();
    for (const name of names) given.items.add(new File(['x'.repeat(10)], name));
    document.querySelector('[data-drop]').dispatchEvent(
        new DragEvent('drop', {dataTransfer: given, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(autouse=True)
def _fresh(transactional_db: None) -> None:
    cache.clear()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_verdict(page: Page, live_server: LiveServer, width: int) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/check/")
    assert axe.violations(page) == []
    page.set_input_files("#reports", FILES)
    page.click("button[data-busy]")
    page.wait_for_selector(".verdict")
    assert axe.violations(page) == []
    assert page.locator(".verdict").count() == len(FILES)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as download:
        page.click("text=下载核对结果")
    assert [one["file"] for one in json.loads(Path(download.value.path()).read_text(encoding="utf-8"))] == [
        Path(name).name for name in FILES
    ]
    assert said == []


def test_dropping(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/check/")
    assert page.locator("text=可以把文件拖到这里").is_visible()
    page.evaluate(DROP, ["a.txt", "b.txt"])
    assert page.evaluate("document.querySelector('#reports').files.length") == 2
    page.evaluate(DROP, [f"{n}.txt" for n in range(6)])
    assert "一次最多5份" in page.inner_text("[data-said]")
    page.click("button[data-busy]")
    assert page.url.endswith("/check/")
    assert page.locator(".verdict").count() == 0


def test_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/check/")
    assert not page.locator("text=可以把文件拖到这里").is_visible()
    page.set_input_files("#reports", FILES[:1])
    page.click("button[data-busy]")
    page.wait_for_selector(".verdict")
    with page.expect_download() as download:
        page.goto(f"{live_server.url}/check/")
        page.set_input_files("#report", FILES[1])
        page.select_option("#kind", "xlsx")
        page.click("text=转换并下载")
    assert download.value.suggested_filename == "wording.xlsx"
    context.close()
