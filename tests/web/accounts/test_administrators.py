"""三员分立: an administrator's account is opened by one and confirmed by another; nobody gets at it alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from gongkai_web.accounts import actions
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import end_membership, grant
from gongkai_web.organisations.models import Membership
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import BY, World

PASSWORD = "Xin-kouling-2026"


def _by(user: User) -> Actor:
    return Actor(user.username, user.name)


@pytest.fixture
def sham(world: World, settings: object) -> User:
    """An account that the security administrator made, of which he has the link, and which he appoints."""
    settings.GONGKAI_SECOND_FACTOR = "administrators"  # type: ignore[attr-defined]
    by = _by(world.person(Role.SECURITY_ADMINISTRATOR))
    user = actions.create_officer(username="ceshi-guanli", name="测试管理", by=by)
    link = actions.invite(user, by=by)
    actions.accept(link.rstrip("/").rsplit("/", 1)[1], PASSWORD, address="")
    grant(user, Role.SYSTEM_ADMINISTRATOR, by=by)
    user.refresh_from_db()
    return user


def _with_second_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


def test_an_appointment_holds_when_another_confirms_it(world: World, sham: User) -> None:
    security, system = world.person(Role.SECURITY_ADMINISTRATOR), world.person(Role.SYSTEM_ADMINISTRATOR)
    assert Scope.of(sham).is_empty
    with pytest.raises(ValidationError, match="第二因素"):
        actions.confirm_administrator(sham, by=_by(system))
    _with_second_factor(sham)
    for who, why in ((security, "另一名管理员"), (sham, "自己")):
        with pytest.raises(ValidationError, match=why):
            actions.confirm_administrator(sham, by=_by(who))
    actions.confirm_administrator(sham, by=_by(system))
    sham.refresh_from_db()
    assert Scope.of(sham).roles == {Role.SYSTEM_ADMINISTRATOR}
    event = Event.objects.get(verb="account.confirm")
    assert (event.actor, event.object_key) == (system.username, "ceshi-guanli")
    actions.confirm_administrator(sham, by=_by(system))
    assert Event.objects.filter(verb="account.confirm").count() == 1


@pytest.mark.parametrize("what", ["link", "second factor", "address", "phone"])
def test_whatever_lets_another_in_lets_the_roles_rest(world: World, what: str) -> None:
    auditor, by = world.person(Role.AUDITOR), _by(world.person(Role.SECURITY_ADMINISTRATOR))
    _with_second_factor(auditor)
    if what == "link":
        actions.invite(auditor, by=by)
    elif what == "second factor":
        actions.reset_second_factor(auditor, by=by)
    else:
        changed = {"email": "ceshi@example.org"} if what == "address" else {"phone": "13800000001"}
        actions.change_details(auditor, name=auditor.name, **changed, by=by)
    auditor.refresh_from_db()
    assert auditor.unconfirmed_by == by.account
    assert Scope.of(auditor).is_empty


def test_nothing_rests_for_the_server_the_person_or_other_officers(world: World) -> None:
    auditor, handler = world.person(Role.AUDITOR), world.person(Role.HANDLER)
    by = _by(world.person(Role.SECURITY_ADMINISTRATOR))
    actions.invite(auditor, by=BY)
    actions.change_details(auditor, name=auditor.name, email="ceshi@example.org", by=_by(auditor))
    actions.change_details(auditor, name="测试改名", email="ceshi@example.org", by=by)
    actions.invite(handler, by=by)
    for user in (auditor, handler):
        user.refresh_from_db()
        assert not user.unconfirmed_by
        assert not Scope.of(user).is_empty


def test_an_open_link_stands_in_the_way(world: World, sham: User) -> None:
    _with_second_factor(sham)
    actions.invite(sham, by=_by(world.person(Role.SECURITY_ADMINISTRATOR)))
    with pytest.raises(ValidationError, match="还没有用链接设置口令"):
        actions.confirm_administrator(sham, by=_by(world.person(Role.SYSTEM_ADMINISTRATOR)))


def test_two_who_had_a_hand_in_it_do_not_confirm_one_another(world: World, sham: User) -> None:
    second = User.objects.create_user("u-security-2", PASSWORD, name="测试第二", is_officer=True)
    grant(second, Role.SECURITY_ADMINISTRATOR, by=BY)
    _with_second_factor(sham)
    actions.change_details(sham, name=sham.name, phone="13800000001", by=_by(second))
    for who in (second, world.person(Role.SECURITY_ADMINISTRATOR)):
        with pytest.raises(ValidationError, match="另一名管理员"):
            actions.confirm_administrator(sham, by=_by(who))


def test_an_unconfirmed_security_administrator_does_not_count_as_the_last(world: World) -> None:
    first = world.person(Role.SECURITY_ADMINISTRATOR)
    second = User.objects.create_user("u-security-2", PASSWORD, name="测试第二", is_officer=True)
    grant(second, Role.SECURITY_ADMINISTRATOR, by=_by(first))
    with pytest.raises(ValidationError, match="最后一名"):
        end_membership(Membership.objects.get(user=first), by=BY)


def test_the_server_confirms_the_first(world: World, sham: User, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="第二因素"):
        call_command("confirm_administrator", sham.username)
    _with_second_factor(sham)
    call_command("confirm_administrator", sham.username)
    assert "已确认" in capsys.readouterr().out
    for account, why in ((sham.username, "没有等待"), ("nobody", "没有这个")):
        with pytest.raises(CommandError, match=why):
            call_command("confirm_administrator", account)


@pytest.fixture
def enter(settings: object) -> Callable[[User], Client]:
    """A client of somebody; second factors have tests of their own."""

    def client(user: User) -> Client:
        settings.GONGKAI_SECOND_FACTOR = "nobody"  # type: ignore[attr-defined]
        one = Client()
        one.force_login(user, backend="gongkai_web.accounts.backend.AccountBackend")
        return one

    return client


def test_the_pages_of_it(world: World, sham: User, enter: Callable[[User], Client]) -> None:
    _with_second_factor(sham)
    answer = enter(sham).get("/staff/")
    assert answer.status_code == 403
    assert "等待确认" in answer.content.decode()
    security = enter(world.person(Role.SECURITY_ADMINISTRATOR))
    assert "须由另一名管理员确认" in security.get("/staff/administrators/").content.decode()
    assert "等待另一名管理员确认" in security.get("/staff/").content.decode()
    assert "等待确认" in security.get("/staff/people/?state=unconfirmed").content.decode()
    security.post(f"/staff/administrators/{sham.pk}/confirm/")
    sham.refresh_from_db()
    assert sham.unconfirmed_by
    system = enter(world.person(Role.SYSTEM_ADMINISTRATOR))
    assert "管理员账号等待您确认" in system.get("/staff/").content.decode()
    assert "已向测试管理本人核实" in system.get("/staff/administrators/").content.decode()
    system.post(f"/staff/administrators/{sham.pk}/confirm/")
    assert enter(User.objects.get(pk=sham.pk)).get("/staff/").status_code == 200
    auditor = enter(world.person(Role.AUDITOR)).get("/staff/administrators/").content.decode()
    assert "确认</summary>" not in auditor


def test_the_lines_of_the_home_lead_to_those_they_count(
    world: World, sham: User, enter: Callable[[User], Client]
) -> None:
    idle = User.objects.create_user("ceshi-xian", PASSWORD, name="测试闲", is_officer=True)
    security = enter(world.person(Role.SECURITY_ADMINISTRATOR))
    for state, there, not_there in (
        ("no_role", idle, sham),
        ("bare", sham, idle),
        ("unconfirmed", sham, world.person(Role.AUDITOR)),
        ("open", sham, None),
    ):
        rows = list(security.get(f"/staff/people/?state={state}").context["object_list"])
        assert there in rows, state
        assert not_there not in rows, state


def test_roles_are_taken_back_on_their_lists(world: World, enter: Callable[[User], Client]) -> None:
    for role, name in ((Role.AGENCY_ADMINISTRATOR, "colleagues"), (Role.SECURITY_ADMINISTRATOR, "roles")):
        client = enter(world.person(role))
        held = Membership.objects.get(user=world.person(Role.HANDLER))
        page = client.get(f"/staff/{name}/").content.decode()
        assert f"/staff/{name}/delete/{held.pk}/" in page, "a list without a way to take back is a dead end"
        asked = client.get(f"/staff/{name}/delete/{held.pk}/").content.decode()
        assert "确定收回" in asked
        assert "删除" not in asked


def test_the_table_of_rights_is_the_one_that_is_asked(world: World, enter: Callable[[User], Client]) -> None:
    page = enter(world.person(Role.AGENCY_ADMINISTRATOR)).get("/staff/rights/").content.decode()
    assert "查看和导出全部审计记录" in page
    assert enter(world.person(Role.HANDLER)).get("/staff/rights/").status_code == 403
