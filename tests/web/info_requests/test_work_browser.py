"""The work on a case in a real browser: axe, phones, nothing refused by the content policy."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import decisions, delivery, fees, meetings, parties
from gongkai_web.info_requests.models import Desk, InfoRequest, Withheld
from gongkai_web.organisations.actions import grant
from tests.web import axe
from tests.web.conftest import BY, World, make_world
from tests.web.info_requests.acts import act, agree, draft_of, search
from tests.web.info_requests.conftest import TestDesk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
PICTURES = os.environ.get("GONGKAI_PICTURES", "")
"""A folder to look at the pages in; none in a plain run."""


def _cases(world: World) -> dict[str, InfoRequest]:
    """One being drafted, one before its reply, one with a fee, one archived-to-be."""
    desk, day = TestDesk(world.bureau), timezone.localdate() - timedelta(days=50)
    Desk.objects.create(agency=world.bureau, charges_fees=True, how_to_pay="清溪县非税收入专户，账号见通知书。")
    made = {name: desk.register(day, applicant_name=f"测试{name}") for name in ("drafting", "signed", "fee", "done")}
    for request in made.values():
        desk.take(request, "assigned", day)
    request = made["drafting"]
    asked = [parties.Asked("测试科技有限公司", "成本数据和工艺参数"), parties.Asked("测试制造有限公司", "名单中的金额")]
    first, second = act(request, parties.ask, "third_party", asked, on=day)
    for one in (first, second):
        act(request, parties.delivered, one, on=day + timedelta(2))
    act(request, parties.answered, first, on=day + timedelta(9), opinion="objects", answer="属于商业秘密，不同意公开。")
    search(request, on=day)
    talked = {
        "participants": "测试甲（工业股）、测试乙（法制股）",
        "opinions": "工业股：可以部分公开。\n法制股：同意。",
    }
    act(request, meetings.add_meeting, held_on=day, conclusion="部分公开，区分处理。", **talked)
    act(request, decisions.draft, draft_of("D3"), on=day + timedelta(10))
    agree(request, "disclosure", on=day + timedelta(10))
    act(request, decisions.change, draft_of("D3", facts="检索到2025年度名单一份，其中成本数据涉及第三方。"))
    act(made["fee"], fees.notify, standard="pages", pages=150, on=day)
    for name, ending in (("signed", "D4-E16C"), ("done", "D6")):
        request = made[name]
        if name == "done":
            search(request, on=day)
        act(request, decisions.draft, draft_of(ending), on=day)
        agree(request, "disclosure", on=day)
        act(request, decisions.submit, on=day)
        agree(request, "secrecy", on=day)
        act(request, decisions.approve, on=day)
    act(made["done"], delivery.reply, on=day, route="online")
    of = {"decided_on": day, "review_on": day + timedelta(days=30)}
    Withheld.objects.create(agency=world.bureau, request=made["done"], title="行政处罚案卷", ground="E16C", **of)
    return made


def _paths(made: dict[str, InfoRequest]) -> dict[str, str]:
    base = {name: request.get_absolute_url() for name, request in made.items()}
    entry = Withheld.objects.get()
    return {
        "case": base["drafting"],
        "ask": f"{base['drafting']}steps/third_party_asked/",
        "answer": f"{base['drafting']}steps/third_party_answered/",
        "override": f"{base['drafting']}acts/override/",
        "search": f"{base['drafting']}acts/search/",
        "opinion": f"{base['drafting']}acts/opinion/",
        "paper": f"{base['drafting']}acts/paper/",
        "endings": f"{base['drafting']}acts/draft/?outcome=",
        "draft": f"{base['drafting']}acts/draft/",
        "submit": f"{base['drafting']}steps/submitted/",
        "reply": f"{base['signed']}steps/replied/",
        "fee": base["fee"],
        "paid": f"{base['fee']}steps/fee_paid/",
        "archive": f"{base['done']}steps/archived/",
        "done": base["done"],
        "ledger": "/staff/withheld/",
        "review": f"/staff/withheld/edit/{entry.pk}/",
        "similar": "/staff/similar/",
        "propose": f"/staff/similar/{made['drafting'].public_id}/propose/",
    }


def test_the_pages_of_the_work(
    browser: Browser, live_server: LiveServer, transactional_db: None, settings: Any
) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    world = make_world()
    officer = world.person(Role.DISCLOSURE_OFFICE)
    for role in (Role.HANDLER, Role.REGISTRAR):
        grant(officer, role, world.bureau, by=BY)
    paths = _paths(_cases(world))
    client = Client()
    client.force_login(officer, backend="gongkai_web.accounts.backend.AccountBackend")
    cookie = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    said: list[Any] = []
    for width in (390, 1440):
        context = browser.new_context(viewport={"width": width, "height": 2600 if PICTURES else 900}, locale="zh-CN")
        context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        for name, path in paths.items():
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None
            assert answer.status == 200, name
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
            else:
                assert axe.violations(page) == [], name
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        context.close()
    assert said == []
