"""Pages of counter and intake in a real browser, wide and on a phone: axe, the policy, nothing too wide."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import timezone

from gongkai.law.events import CHANNELS
from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions.desk import change_desk
from gongkai_web.info_requests.actions.letters import issue, prepare
from gongkai_web.info_requests.actions.mail import store
from gongkai_web.info_requests.actions.mailboxes import add_mailbox
from gongkai_web.info_requests.actions.matters import open_matter
from gongkai_web.info_requests.codes import hash_of_code
from gongkai_web.info_requests.models import InfoRequest, Letter, Mailbox
from tests.web import axe
from tests.web.conftest import BY, World
from tests.web.info_requests.conftest import TestDesk
from tests.web.info_requests.test_mail import letter
from tests.web.info_requests.test_matters import TOLD
from tests.web.portal.apply.conftest import DELIVERY, INFORMATION, PERSON
from tests.web.portal.conftest import publish
from tests.web.staff.test_browser import PHONE, WIDE, Office, office

__all__ = ["office"]
pytestmark = pytest.mark.slow
SHOTS = os.environ.get("GONGKAI_SHOTS", "")
BOX = {"security": "imaps", "account": "gongkai@example.invalid", "password": "ceshi-123", "folder": "INBOX"}


def look(page: Any, name: str, troubles: list[str], rules: dict[str, list[str]] = axe.RULES) -> None:
    """The page that is open, at both widths; what is wrong with it, and a picture where they are wanted."""
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        troubles += [f"{name} {size['width']} {told}" for told in axe.violations(page, rules=rules)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            troubles.append(f"{name} is wider than {size['width']}")
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(WIDE)


def test_letters_of_a_matter(office: Any, world: World) -> None:
    matter = open_matter(world.bureau, "correction", dict(TOLD), by=BY, token="0123456789abcdef").matter
    one: Office = office(Role.REGISTRAR)
    troubles: list[str] = []
    url = f"/staff/matter-letters/{matter.public_id}/"
    look(one.go(url), "matter-letter-none", troubles, axe.STATUTORY)
    one.page.locator("main form button[type=submit]").first.click()
    one.page.wait_for_load_state("networkidle")
    look(one.page, "matter-letter-draft", troubles, axe.STATUTORY)
    matter.state, matter.decision, matter.reply = "answered", "予以更正", "已经更正。"
    matter.answered_on, matter.answered_by_name = timezone.localdate(), "测试经办"
    matter.save()
    words = {"理由": "已经核对户口簿。"}
    issue(prepare(matter, "L20", extra=words, by=BY), on=timezone.localdate(), by=BY)
    look(one.go(url), "matter-letter-issued", troubles, axe.STATUTORY)
    assert not troubles, "\n".join(troubles)
    assert not one.troubles


def test_mailboxes_and_the_tray(office: Any, world: World, desk: TestDesk) -> None:
    box = add_mailbox(world.bureau, {**BOX, "host": "imap.example.invalid"}, by=BY)
    add_mailbox(world.bureau, {**BOX, "host": "mail.example.invalid", "active": False}, by=BY)
    since = timezone.now() - timedelta(hours=2)
    Mailbox.objects.filter(pk=box.pk).update(
        failures=4, failed_since=since, tried_at=timezone.now(), read_at=since, error="连不上邮箱服务器（TimeoutError）"
    )
    files = {"身份证_txt": b"1", "申请书_txt": "申请".encode(), "假_pdf": b"MZ\x90"}
    text = "我叫测试人，申请公开清溪县工业和信息化局2025年度技术改造补助名单。\n\n身份证见附件。" * 20
    item, _ = store(world.bureau, io.BytesIO(letter(text=text, **files)), received_at=timezone.now())
    troubles: list[str] = []
    one: Office = office(Role.DISCLOSURE_OFFICE)
    for path, name in (
        ("/staff/mailboxes/", "mailboxes"), ("/staff/mailboxes/add/", "mailbox-add"),
        (f"/staff/mailboxes/{box.pk}/", "mailbox"), (f"/staff/mailboxes/{box.pk}/remove/", "mailbox-remove"),
        ("/staff/mail/", "tray"), (f"/staff/mail/{item.pk}/", "tray-mail"),
        (f"/staff/mail/{item.pk}/register/", "tray-register"), (f"/staff/mail/{item.pk}/aside/", "tray-aside"),
    ):  # fmt: skip
        look(one.go(path), name, troubles, axe.STATUTORY)
    one.go(f"/staff/mail/{item.pk}/register/")
    one.page.locator("button[name=review]").click()
    one.page.wait_for_load_state("networkidle")
    look(one.page, "tray-review", troubles, axe.STATUTORY)
    assert not troubles, "\n".join(troubles)
    assert not one.troubles


def test_more_parties_without_scripts(office: Any, world: World, desk: TestDesk) -> None:
    row = desk.register(timezone.localdate())
    desk.take(row, "assigned")
    one: Office = office(Role.DISCLOSURE_OFFICE)
    troubles: list[str] = []
    page = one.go(f"{row.get_absolute_url()}steps/third_party_asked/")
    page.fill("[name=name_1]", "测试科技有限公司")
    page.locator("button[name=more]").click()
    page.wait_for_load_state("networkidle")
    assert page.input_value("[name=name_1]") == "测试科技有限公司"
    assert page.locator("details.case-group").count() == 8
    assert page.url.endswith("#party-4")
    assert page.locator("#party-4").get_attribute("open") is not None
    look(page, "parties", troubles, axe.STATUTORY)
    assert not troubles, "\n".join(troubles)


def test_single_sign_on_that_did_not_work(page: Any, live_server: Any, world: World) -> None:
    troubles: list[str] = []
    asked = RequestFactory().get("/accounts/oidc/sso/login/callback/")
    asked.user = AnonymousUser()
    shown = [("socialaccount/authentication_error.html", ""), ("socialaccount/login_cancelled.html", "")]
    shown += [("accounts/sso_refused.html", why) for why in ("none", "linked", "inactive")]
    for template, why in shown:
        told = render(asked, template, {"why": why, "who": "ceshi-renyuan@example.invalid"})
        body = told.content.decode()
        page.route("**/sso-shown", lambda route, _asked, body=body: route.fulfill(body=body, content_type="text/html"))
        page.goto(f"{live_server.url}/sso-shown", wait_until="networkidle")
        assert "返回登录" in page.content()
        look(page, f"sso-{why or template.rpartition('/')[2].removesuffix('.html')}", troubles)
        page.unroute("**/sso-shown")
    assert not troubles, "\n".join(troubles)


def test_a_channel_that_closed_and_what_is_downloaded(
    page: Any, live_server: Any, world: World, desk: TestDesk
) -> None:
    publish(world.bureau)
    url, troubles = live_server.url, []  # type: ignore[var-annotated]
    page.goto(f"{url}/apply/to/QX-GX/")
    page.get_by_role("button", name="开始填写").click()
    for part, typed in (("information", INFORMATION), ("applicant", PERSON), ("delivery", DELIVERY)):
        token = page.context.cookies()
        csrf = next((one["value"] for one in token if one["name"] == "csrftoken"), "")
        sent = page.context.request.post(
            f"{url}/apply/{part}/", form={**typed, "csrfmiddlewaretoken": csrf}, headers={"Referer": url}
        )
        assert sent.status == 200, part
    change_desk(world.bureau, values={}, channels=[one for one in CHANNELS if one != "internet"], law={}, by=BY)
    for path, name in (("/apply/review/", "closed-review"), ("/apply/information/", "closed-step"),
                       ("/apply/to/QX-GX/", "closed-start")):  # fmt: skip
        page.goto(url + path, wait_until="networkidle")
        assert "没有开通网上申请" in page.content()
        look(page, name, troubles)
    row = desk.register(timezone.localdate())
    InfoRequest.objects.filter(pk=row.pk).update(query_code=hash_of_code("ABCDEFGH23"))
    name = default_storage.save("letters/test", ContentFile(b"%PDF-1.4"))
    Letter.objects.create(
        request=row, code="L01", title="政府信息公开申请登记回执", number="清工信公复〔2026〕1号",
        issued_on=row.arrived_on, pdf=name, docx=name,
    )  # fmt: skip
    page.goto(f"{url}/apply/track/")
    page.fill("[name=number]", row.number)
    page.fill("[name=code]", "ABCDEFGH23")
    page.get_by_role("button", name="查询", exact=True).click()
    page.wait_for_load_state("networkidle")
    look(page, "track-case", troubles)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载PDF").first.click()
    assert download.value.suggested_filename == "政府信息公开申请登记回执清工信公复〔2026〕1号.pdf"
    assert not troubles, "\n".join(troubles)
