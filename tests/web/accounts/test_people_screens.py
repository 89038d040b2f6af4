"""The screens of people: what the security administrator does, what others may not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.organisations.models import Membership
from tests.web.accounts.conftest import sign_in
from tests.web.conftest import World


@pytest.fixture
def security(world: World, settings: object, client: Client) -> Client:
    settings.GONGKAI_SECOND_FACTOR = ""  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # type: ignore[attr-defined]
    client.force_login(world.person(Role.SECURITY_ADMINISTRATOR))
    return client


def _page(client: Client, user: User) -> str:
    answer = client.get(f"/staff/people/inspect/{user.pk}/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_a_new_account_and_its_link_once(world: World, security: Client) -> None:
    given = {"username": "ceshi-xin", "name": "测试新人", "email": "", "phone": "13800000001"}
    answer = security.post("/staff/people/new/", given)
    user = User.objects.get(username="ceshi-xin")
    assert answer["Location"] == f"/staff/people/inspect/{user.pk}/"
    page = _page(security, user)
    link = re.search(r"http://[^<\s]+/accounts/invitation/[^<\s]+", page)
    assert link
    assert "138****0001" in page
    assert "13800000001" not in page
    assert link[0] not in _page(security, user), "once"
    assert "该账号已存在" in security.post("/staff/people/new/", {**given, "username": "CESHI-xin"}).content.decode()


def test_the_phone_in_plain_is_in_the_log(world: World, security: Client) -> None:
    user = world.person(Role.HANDLER)
    user.phone = "13800000002"
    user.save()
    security.post(f"/staff/people/{user.pk}/phone/")
    assert "13800000002" in _page(security, user)
    assert "13800000002" not in _page(security, user)
    assert Event.objects.filter(verb="account.unmask").get().object_key == user.username


def test_lock_second_factor_and_closing(
    world: World, security: Client, visitor: Client, authenticator: Callable[[User], str]
) -> None:
    user = world.person(Role.HANDLER)
    for _ in range(5):
        sign_in(visitor, user, "wrong")
    assert "已锁定" in security.get("/staff/people/").content.decode()
    security.post(f"/staff/people/{user.pk}/unlock/")
    assert sign_in(visitor, user).status_code == 302
    authenticator(user)
    security.post(f"/staff/people/{user.pk}/second-factor/reset/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert visitor.get("/accounts/").status_code == 302, "the session ended"
    security.post(f"/staff/people/{user.pk}/deactivate/", {"why": "离职"})
    user.refresh_from_db()
    assert not user.is_active
    assert "已停用" in _page(security, user)
    security.post(f"/staff/people/{user.pk}/activate/")
    held = Membership.objects.get(user=user)
    security.post(f"/staff/people/{user.pk}/roles/{held.pk}/end/")
    assert not Membership.objects.current().filter(user=user).exists()


@pytest.mark.parametrize("what", ["invite", "deactivate", "unlock", "second-factor/reset", "single-sign-on/unlink"])
def test_nothing_of_it_on_oneself(world: World, security: Client, what: str) -> None:
    me = world.person(Role.SECURITY_ADMINISTRATOR)
    events = Event.objects.count()
    assert "这是您自己的账号" in _page(security, me)
    security.post(f"/staff/people/{me.pk}/{what}/")
    me.refresh_from_db()
    assert me.is_active
    assert Event.objects.count() == events
    answer = security.post("/staff/roles/new/", {"user": me.pk, "role": "auditor", "agency": ""})
    assert "不能给自己授予角色" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.AGENCY_ADMINISTRATOR, Role.HANDLER])
def test_nobody_else_may(world: World, client: Client, settings: object, role: Role) -> None:
    settings.GONGKAI_SECOND_FACTOR = ""  # type: ignore[attr-defined]
    client.force_login(world.person(role))
    user = world.person(Role.LEADER)
    for what in ("invite", "deactivate", "activate", "unlock", "second-factor/reset", "single-sign-on/unlink"):
        assert client.post(f"/staff/people/{user.pk}/{what}/").status_code == 403
    assert client.get("/staff/people/new/").status_code == 403
    assert client.get("/staff/roles/new/").status_code == 403
    expected = 200 if role is Role.AUDITOR else 403
    for address in ("/staff/people/", "/staff/logins/", "/staff/roles/", f"/staff/people/inspect/{user.pk}/"):
        assert client.get(address).status_code == expected, address


def test_an_agency_administrator_gives_working_roles_at_home(world: World, client: Client) -> None:
    client.force_login(world.person(Role.AGENCY_ADMINISTRATOR))
    page = client.get("/staff/colleagues/").content.decode()
    assert "u-handler" in page
    assert "u-other" not in page
    new = User.objects.create_user("ceshi-xin", None, name="测试新人", is_officer=True)
    given = {"account": "CESHI-XIN", "role": "registrar", "agency": world.bureau.pk}
    assert client.post("/staff/colleagues/new/", given).status_code == 302
    membership = Membership.objects.get(user=new)
    assert (membership.role, membership.agency) == ("registrar", world.bureau)
    for wrong in (
        {"agency": world.other_bureau.pk},
        {"role": "auditor"},
        {"account": "nobody"},
        {"role": "supervisor"},
    ):
        answer = client.post("/staff/colleagues/new/", {**given, "role": "leader", **wrong})
        assert answer.status_code == 200, wrong
    assert Membership.objects.current().filter(user=new).count() == 1
    theirs = Membership.objects.get(user=world.person("other"))
    assert client.post(f"/staff/colleagues/delete/{theirs.pk}/").status_code == 404
    assert client.post(f"/staff/colleagues/delete/{membership.pk}/").status_code == 302
    membership.refresh_from_db()
    assert membership.ended_at
