"""The lists, the settings and the supervisor's pages in a real browser: axe, the phone, all rows at once."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions.orders import issue_order
from gongkai_web.info_requests.actions.practice import begin_practice
from gongkai_web.info_requests.actions.rederiving import rederive
from gongkai_web.info_requests.models import DueChange, InfoRequest
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.staff.test_browser import PHONE, WIDE, office

__all__ = ["office"]
pytestmark = pytest.mark.slow
OFFICE = (
    "/staff/requests/", "/staff/requests/?list=all", "/staff/requests/?list=due", "/staff/requests/?q=nothing-here",
    "/staff/requests/calendar/", "/staff/requests/handover/", "/staff/requests/due-changes/",
    "/staff/requests/ledgers/",
    "/staff/requests/practice/", "/staff/desk/", "/staff/orders/", "/staff/matters/new/", "/staff/mailboxes/",
)  # fmt: skip
SUPERVISOR = ("/staff/oversight/", "/staff/oversight/late/", "/staff/orders/", "/staff/orders/new/")


@pytest.fixture
def cases(desk: TestDesk, world: World) -> list[InfoRequest]:
    """Late, near, waiting, withdrawn, practised."""
    today = timezone.localdate()
    titles = (
        "2025年度工业企业技术改造补助资金安排名单",
        "某建设项目环境影响评价审批材料和公众参与情况说明",
        "测试办事指南",
    )
    rows = [
        desk.register(today - timedelta(days=days), title=title)
        for days, title in zip((45, 26, 3), titles, strict=True)
    ]
    desk.walk(rows[0], "assigned")
    desk.take(desk.register(today - timedelta(days=5)), "clarification_asked")
    desk.walk(desk.register(today - timedelta(days=6)), "withdrawn")
    InfoRequest.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(handler=world.person(Role.HANDLER))
    begin_practice(world.bureau, "plain", user=world.person(Role.DISCLOSURE_OFFICE), by=BY)
    issue_order(
        world.government,
        world.bureau,
        title="申请逾期未答复",
        text="请立即答复。",
        answer_by=today,
        request=rows[0],
        by=BY,
    )
    run = rederive(InfoRequest.objects.none(), cause="放假安排有变动（测试）")
    DueChange.objects.create(run=run, request=rows[0], before=date(2026, 3, 30), after=rows[0].due_on)
    return rows


def _look(one: Any, path: str, troubles: list[str], shots: str) -> None:
    for size in (WIDE, PHONE):
        one.page.set_viewport_size(size)
        one.go(path)
        troubles += [f"{path} {told}" for told in [*one.axe(), *one.troubles]]
        one.troubles.clear()
        if one.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            troubles.append(f"{path} is wider than {size['width']}")
        if shots:
            name = path.strip("/").replace("/", "-").replace("?", "-")
            one.page.screenshot(path=f"{shots}/{name}-{size['width']}.png", full_page=True)


def test_every_page(office: Any, cases: list[InfoRequest]) -> None:
    troubles: list[str] = []
    shots = os.environ.get("GONGKAI_SHOTS", "")
    for who, paths in ((Role.DISCLOSURE_OFFICE, OFFICE), (Role.SUPERVISOR, SUPERVISOR)):
        one = office(who)
        for path in paths:
            _look(one, path, troubles, shots)
    assert not troubles, "\n".join(troubles)


def test_all_rows_of_the_page(office: Any, cases: list[InfoRequest]) -> None:
    one = office(Role.DISCLOSURE_OFFICE)
    page = one.go("/staff/requests/?list=open")
    page.check("[data-pick-all]")
    page.select_option("#bulk-act", "remind")
    page.get_by_role("button", name="继续").click()
    page.wait_for_load_state("networkidle")
    assert "选中的4件" in page.content()
    assert not one.axe()
    page.get_by_role("button", name="提醒承办人").click()
    page.wait_for_load_state("networkidle")
    assert "办理了2件，没有办理2件" in page.content()
    assert not one.axe()
    assert not one.troubles
