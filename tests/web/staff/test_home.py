"""The home by role, the menu by role, and what stands around every page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import Role
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.models import Message
from gongkai_web.organisations.actions import end_membership
from gongkai_web.organisations.models import Membership
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff import home
from gongkai_web.staff.home import Kind, Line
from tests.web.conftest import BY, World
from tests.web.staff.conftest import Login


def lines(world: World, who: Role | str) -> dict[str, Line]:
    person = world.person(who)
    return {line.label: line for section in home.collect(Scope.of(person), person) for line in section.lines}


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home(login: Login, role: Role) -> None:
    page = login(role).get("/staff/").content.decode()
    for title in ("逾期和异常", "等待办理", "最近的情况"):
        assert title in page
    assert "清溪县政府信息公开平台" in page
    assert "Wagtail" not in re.sub(r"<(script|template).*?</\1>|<[^>]+>", "", page, flags=re.DOTALL)


def test_the_system_administrator_sees_what_is_missing(world: World) -> None:
    found = lines(world, Role.SYSTEM_ADMINISTRATOR)
    assert found["机关没有公开指南"].count == 4
    assert found["机关没有公开工作机构人员"].count == 3
    assert found["数据盘"].kind is Kind.FACT


def test_a_supervisor_sees_those_below(world: World) -> None:
    found = lines(world, Role.SUPERVISOR)
    assert found["下级机关没有公开指南"].count == 2
    assert found["下级机关没有公开工作机构人员"].count == 1


def test_the_security_administrator_sees_empty_seats_and_bare_accounts(world: World) -> None:
    assert lines(world, Role.SECURITY_ADMINISTRATOR)["管理员没有设置第二因素"].count == 3
    end_membership(Membership.objects.get(role=Role.AUDITOR), by=BY)
    found = lines(world, Role.SECURITY_ADMINISTRATOR)
    assert found["没有审计管理员"].kind is Kind.LATE
    assert found["工作人员没有角色"].count == 1


def test_the_auditor_sees_the_log(world: World) -> None:
    found = lines(world, Role.AUDITOR)
    assert found["今天的审计记录"].count > 0
    assert found["今天登录失败"].text == "0次"
    assert "记录链校验" in found


def test_the_disclosure_office_sees_what_its_face_lacks(world: World) -> None:
    line = lines(world, Role.DISCLOSURE_OFFICE)["公开指南、制度和机构信息不完整"]
    assert line.count == 4
    assert "条例第十二条" in line.note


def test_unread_messages_stand_in_bar_and_home(world: World, login: Login) -> None:
    of = {"user": world.person(Role.HANDLER), "template": "account.locked", "channel": Channel.INBOX, "subject": "测试"}
    Message.objects.create(**of, state=State.SENT, sent_at=timezone.now())
    Message.objects.create(**of, state=State.READ)
    assert lines(world, Role.HANDLER)["未读消息"].count == 1
    page = login(Role.HANDLER).get("/staff/").content.decode()
    assert re.search(r'staff-bar__count">1<', page)


def test_every_line_leads_somewhere_that_its_reader_may_open(world: World, login: Login) -> None:
    for role in Role:
        for line in lines(world, role).values():
            if line.url:
                assert login(role).get(line.url).status_code == 200, (role, line)


def test_a_line_of_nothing_is_not_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "_sources", [])
    home.lines(Right.SEE_AUDIT)(lambda _scope, _user: [Line(Kind.LATE, "无"), Line(Kind.NEW, "有", 2)])
    assert list(lines(world, Role.AUDITOR)) == ["有"]
    assert list(lines(world, Role.HANDLER)) == []


def test_the_menu_is_that_of_the_role(login: Login) -> None:
    def menu(role: Role) -> str:
        page = login(role).get("/staff/").content.decode()
        return re.findall(r'<nav class="staff-plain.*?</nav>', page, re.DOTALL)[0]

    assert reverse("deliveries:index") in menu(Role.SYSTEM_ADMINISTRATOR)
    assert reverse("deliveries:index") not in menu(Role.HANDLER)
    assert reverse("inbox:index") in menu(Role.HANDLER)


def test_leaving_is_a_post(world: World, login: Login) -> None:
    client = login(Role.HANDLER)
    assert client.get("/staff/logout/").status_code == 405
    response = client.post("/staff/logout/")
    assert (response.status_code, response["Location"]) == (307, "/accounts/logout/")
    client.post("/accounts/logout/")
    assert client.get("/staff/").status_code == 302


def test_no_page_is_dear(login: Login, django_assert_max_num_queries: object) -> None:
    client = login(Role.SYSTEM_ADMINISTRATOR)
    client.get("/staff/")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        client.get("/staff/")
