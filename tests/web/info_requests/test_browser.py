"""An application from the citizen's first click to the corrected reply, in a real browser, by everybody's own pages.

He applies and is asked to clarify; a third party is asked and answers; the limit is extended; a paper is redacted; the
reply is partial, reviewed, signed, delivered and downloaded; a review revokes it and it is decided anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.clock import law_events
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Letter, Paper
from gongkai_web.remedies.models import RemedyCase
from tests.web.conftest import World, make_world
from tests.web.info_requests.papers import FIRM, LINE, NAME, NUMBER, typeset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
SUBMIT = "form.case-form button[type=submit]:not([name])"


class Desk:
    """The people at the agency, each in a browser of his own."""

    def __init__(self, browser: Browser, url: str, world: World) -> None:
        self.browser, self.url, self.world = browser, url, world
        self.pages: dict[Role, Page] = {}
        self.case = ""

    def page(self, role: Role) -> Page:
        """The page of the person with that role, logged in."""
        if role not in self.pages:
            client, name = Client(), site_settings.SESSION_COOKIE_NAME
            client.force_login(
                self.world.person(role), backend="gongkai_web.accounts.backend.AccountBackend"
            )  # fmt: skip
            context = self.browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])
            self.pages[role] = context.new_page()
        return self.pages[role]

    def do(self, role: Role, address: str, button: str = SUBMIT, **values: Any) -> Page:
        """Opens a form below the case, fills it in and sends it; the case is shown next."""
        page = self.page(role)
        answer = page.goto(f"{self.url}{self.case}{address}")
        assert answer is not None
        assert answer.status == 200, f"{role} {address}: {answer.status} {page.inner_text('main')[:500]}"
        fill(page, values)
        page.locator(button).first.click()
        page.wait_for_load_state()
        assert page.locator("[role=alert], .error-message").count() == 0, f"{address}: {page.inner_text('main')[:1500]}"
        return page

    def step(self, role: Role, event: str, **values: Any) -> Page:
        """A step of the procedure."""
        return self.do(role, f"steps/{event}/", **values)


def fill(page: Page, values: dict[str, Any]) -> None:
    """Fields by their names: typed, chosen, ticked, files put in."""
    for name, value in values.items():
        field = page.locator(f"[name='{name}']")
        kind = field.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "select":
            field.select_option(value)
        elif kind in ("radio", "checkbox"):
            page.locator(f"[name='{name}'][value='{value}']" if value is not True else f"[name='{name}']").check()
        elif kind == "file":
            field.set_input_files(value)
        else:
            field.fill(value)


def by_the_law(row: InfoRequest, folder: Path) -> str:
    """The due day that `gongkai law deadline` gives for the steps of the present round."""
    path = folder / "events.json"
    path.write_text(json.dumps(law_events(row.steps.order_by("number"), round_=row.round)), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", "from gongkai.cli import main; main()", "law", "deadline", "--provisional", "--json",
         "--events", str(path)],
        check=False, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return str(json.loads(told.stdout)["due"])


def apply(page: Page, url: str, code: str) -> tuple[str, str]:
    """A citizen applies; number and code."""
    page.goto(f"{url}/apply/to/{code}/")
    page.get_by_role("button", name="开始填写", exact=True).click()
    page.fill("#f-title", "技术改造补助审查材料")
    page.fill("#f-content", "补助的审查材料")
    page.get_by_role("button", name="保存，下一步").click()
    for name, text in (("name", "测试申请人"), ("identity_number", "990101199001011234"), ("phone", "13800000001")):
        page.fill(f"#f-{name}", text)
    page.get_by_role("button", name="保存，下一步").click()
    page.wait_for_url("**/apply/delivery/")
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/apply/receipt/")
    number, query_code = (text.strip() for text in page.locator(".ticket dd").all_inner_texts())
    return number, query_code


def fetched(page: Page, url: str, link: str) -> bytes:
    """The PDF behind a link of the page, as the same visitor gets it."""
    path = page.locator(link).last.get_attribute("href")
    answer = page.request.get(f"{url}{path}")
    assert answer.status == 200, f"{path}: {answer.status}"
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def decide(desk: Desk, outcome: str, **values: Any) -> None:
    """The draft, the reviews, the approval, the letter, the delivery."""
    page = desk.page(Role.HANDLER)
    page.goto(f"{desk.url}{desk.case}steps/drafted/?outcome={outcome}")
    fill(page, values)
    page.locator(SUBMIT).first.click()
    page.wait_for_load_state()
    told = {"agrees": "1", "text": "同意该处理意见。"}
    for role in (Role.DISCLOSURE_OFFICE, Role.SECRECY_REVIEWER):
        page = desk.page(role)
        page.goto(f"{desk.url}{desk.case}acts/opinion/")
        chosen = page.locator("[name='agrees'] option, [name='agrees']").evaluate_all(
            "all => all.map(one => one.value)"
        )
        fill(page, {"agrees": next(one for one in chosen if one), "text": told["text"]})
        page.locator(SUBMIT).first.click()
        page.wait_for_load_state()
    desk.step(Role.HANDLER, "submitted")
    desk.step(Role.LEADER, "approved")


def test_from_the_application_to_the_corrected_reply(
    browser: Browser, live_server: LiveServer, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    world = make_world()
    url, today = live_server.url, timezone.localdate().isoformat()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", accept_downloads=True)
    citizen = phone.new_page()
    desk = Desk(browser, url, world)

    number, code = apply(citizen, url, world.bureau.code)
    row = InfoRequest.objects.get(number=number)
    desk.case = row.get_absolute_url()
    desk.step(Role.REGISTRAR, "confirmed")

    # Asked to clarify, and clarified.
    desk.step(Role.DISCLOSURE_OFFICE, "clarification_asked", items="请写明所属年度。", days="15")
    citizen.goto(f"{url}/apply/track/")
    citizen.fill("#f-number", number)
    citizen.fill("#f-code", code)
    citizen.get_by_role("button", name="查询", exact=True).click()
    citizen.get_by_role("link", name="提交补正").click()
    citizen.fill("[name='text']", "所属年度是2025年度。")
    citizen.locator("main form button[type=submit]").first.click()
    citizen.wait_for_url("**/apply/track/case/")
    row.refresh_from_db()
    assert row.state == "corrected"

    # Worked on: a third party asked, answering; extended.
    desk.step(Role.DISCLOSURE_OFFICE, "assigned", section="技术改造科")
    desk.step(Role.HANDLER, "third_party_asked", name_1="测试科技有限公司", concerns_1="审查材料里的报价。")
    desk.do(Role.HANDLER, "acts/party_delivered/", delivered_on=today)
    desk.step(Role.HANDLER, "third_party_answered", opinion="partly", answer="同意公开，报价属于商业秘密。")
    desk.step(Role.DISCLOSURE_OFFICE_HEAD, "extended", days="10", reason="材料需要逐件区分处理。")
    row.refresh_from_db()
    assert row.due_on is not None
    assert by_the_law(row, tmp_path) == row.due_on.isoformat()
    assert row.due_on.isoformat() in desk.page(Role.DISCLOSURE_OFFICE_HEAD).inner_text("main")
    citizen.goto(f"{url}/apply/track/case/")
    assert row.due_on.isoformat() in citizen.inner_text("main")

    # The paper, and what of it may be given.
    paper = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": typeset(f"审查意见\n{LINE}\n以上情况属实。")}
    put_in(desk, paper)
    redact(desk)
    kept = Paper.objects.get(kind=PaperKind.REDACTED)

    decide(
        desk, "D3", facts="检索到2025年度的审查材料一份。", ground="E15", ground_detail="商业秘密",
        withholds="报价和个人信息。", reasons="属于商业秘密、个人隐私。", provides="遮盖以后的审查材料。",
        gives=str(kept.pk),
    )  # fmt: skip
    page = desk.do(Role.DISCLOSURE_OFFICE, "acts/letter/", what=_letter_of(desk, "L11"))
    page.locator("button[name=issue]").click()
    page.wait_for_load_state()
    assert Letter.objects.get(code="L11").issued_on is not None, page.inner_text("main")[:1500]
    desk.step(Role.DISCLOSURE_OFFICE, "replied", route="online")
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("replied", "D3")

    # The citizen has it: the letter, and the paper without what was withheld.
    citizen.goto(f"{url}/apply/track/case/")
    given = fetched(citizen, url, f"a[href='/apply/track/papers/{kept.pk}/']")
    shown = pypdfium2.PdfDocument(given)[0].get_textpage().get_text_bounded()
    assert "以上情况属实" in shown
    for secret in (NAME, NUMBER, FIRM):
        assert secret not in shown
        assert secret.encode() not in given
    assert fetched(citizen, url, "a[href^='/apply/track/letters/'][href$='.pdf']").startswith(b"%PDF")

    # A review revokes it; decided anew.
    office = desk.page(Role.DISCLOSURE_OFFICE)
    office.goto(f"{url}/staff/remedies/new/?request_number={number}")
    fill(office, {"group": "review", "organ": "清溪县人民政府", "number": "清政复〔2026〕7号", "party": "测试申请人",
                  "subject": "D3", "filed_on": today})  # fmt: skip
    office.locator("main form button[type=submit]").last.click()
    office.wait_for_load_state()
    case = RemedyCase.objects.get()
    office.goto(f"{url}/staff/remedies/{case.pk}/decide/")
    fill(office, {"result": "revoked", "decided_on": today, "must_redo": True})
    office.locator("main form button[type=submit]").last.click()
    office.wait_for_load_state()
    office.goto(f"{url}/staff/remedies/{case.pk}/reopen/")
    office.locator("main form button[type=submit]").last.click()
    office.wait_for_load_state()
    row.refresh_from_db()
    assert (row.state, row.round) == ("processing", 2), office.inner_text("main")[:1500]
    assert row.due_on is not None
    assert by_the_law(row, tmp_path) == row.due_on.isoformat()
    decide(desk, "D2", facts="按照复议决定重新审查。", provides="审查材料全文，报价已经由第三方公布。")
    desk.step(Role.DISCLOSURE_OFFICE, "replied", route="online")
    row.refresh_from_db()
    assert (row.state, row.outcome, row.round) == ("replied", "D2", 2)
    citizen.goto(f"{url}/apply/track/case/")
    assert "予以公开" in citizen.inner_text("main")


def put_in(desk: Desk, paper: dict[str, Any]) -> None:
    """The information that was found goes into the case."""
    page = desk.page(Role.HANDLER)
    page.goto(f"{desk.url}{desk.case}acts/paper/")
    name = page.locator("form.case-form input[type=file]").first.get_attribute("name")
    assert name is not None
    fill(page, {"kind": "information", name: paper})
    page.locator(SUBMIT).first.click()
    page.wait_for_load_state()
    assert Paper.objects.filter(kind=PaperKind.INFORMATION).exists(), page.inner_text("main")[:1500]


def redact(desk: Desk) -> None:
    """What the detectors propose is taken; the firm's price is looked for; the new file is proved and kept."""
    page = desk.page(Role.HANDLER)
    page.goto(f"{desk.url}{desk.case}")
    page.locator("form[action*='/redaction/'] button").first.click()
    page.wait_for_load_state()
    fill(page, {"text": FIRM, "ground": "E15:商业秘密"})
    page.locator("button[name=do][value=text]").click()
    page.wait_for_load_state()
    page.locator("button[name=do][value='all:name']").click()
    page.wait_for_load_state()
    page.locator("button[name=do][value=make]").click()
    page.locator("[name=seen]").wait_for()
    page.locator("[name=seen]").check()
    page.locator(SUBMIT).first.click()
    page.wait_for_load_state()
    assert Paper.objects.filter(kind=PaperKind.REDACTED).exists(), page.inner_text("main")[:1500]


def _letter_of(desk: Desk, code: str) -> str:
    page = desk.page(Role.DISCLOSURE_OFFICE)
    page.goto(f"{desk.url}{desk.case}acts/letter/")
    values = page.locator("[name=what] option, input[name=what]").evaluate_all("all => all.map(one => one.value)")
    return next(str(one) for one in values if str(one).startswith(f"{code}:"))
