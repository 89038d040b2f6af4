"""The second factor: who needs it, what opens with it, what does not open without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.test import Client

from gongkai_web.accounts import actions
from gongkai_web.accounts.models import Login, User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.notify.models import Message
from tests.web.accounts.conftest import code_of, secret_on, sign_in
from tests.web.conftest import World, make_world

ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
SET_UP = "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_without_one_gets_nowhere_else(world: World, visitor: Client, role: Role) -> None:
    sign_in(visitor, world.person(role))
    for address in ("/staff/", "/accounts/", "/accounts/history/", "/", "/staff/people/", "/accounts/2fa/"):
        assert visitor.get(address)["Location"] == SET_UP, address
    part = visitor.get("/staff/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, SET_UP)
    assert visitor.get("/health").status_code == 200
    assert visitor.get("/accounts/logout/").status_code == 200


def test_others_need_none_unless_the_site_says_so(world: World, visitor: Client, settings: object) -> None:
    sign_in(visitor, world.person(Role.HANDLER))
    assert visitor.get("/accounts/").status_code == 200
    settings.GONGKAI_SECOND_FACTOR = "officers"  # type: ignore[attr-defined]
    assert visitor.get("/accounts/")["Location"] == SET_UP
    citizen = Client(REMOTE_ADDR="198.51.100.8")
    sign_in(citizen, world.person("citizen"))
    assert citizen.get("/accounts/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_and_logging_in_with_it(visitor: Client) -> None:
    world = make_world()
    user = world.person(Role.SECURITY_ADMINISTRATOR)
    sign_in(visitor, user)
    page = visitor.get(SET_UP)
    assert "no-store" in page["Cache-Control"]
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    secret = secret_on(page.content.decode())
    wrong = visitor.post(SET_UP, {"code": "000000"})
    assert "验证码不正确" in wrong.content.decode()
    assert secret_on(wrong.content.decode()) == secret, "a slip does not mean to scan again"
    done = visitor.post(SET_UP, {"code": code_of(secret)})
    assert done["Location"] == "/accounts/2fa/codes/"
    codes = visitor.get("/accounts/2fa/codes/").content.decode()
    assert codes.count("<code>") == 10
    assert visitor.get("/staff/").status_code == 200
    assert Event.objects.filter(verb="account.second_factor.add", actor=user.username).count() == 2
    assert Message.objects.filter(user_id=user.pk, template="account.changed").exists()
    stored = str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))
    assert secret not in stored

    again = Client(REMOTE_ADDR="198.51.100.8")
    assert sign_in(again, user)["Location"] == "/accounts/2fa/authenticate/"
    assert not get_user(again).is_authenticated
    assert again.get("/staff/")["Location"].startswith("/accounts/login/")
    answer = again.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "已经用过" in answer.content.decode(), "the code that activated it"
    answer = again.post("/accounts/2fa/authenticate/", {"code": code_of(secret, 1)})
    assert answer["Location"] == "/staff/"
    assert Login.objects.of(user).succeeded()[0].second_factor
    assert again.get("/staff/").status_code == 200


def test_a_code_works_once_even_within_its_time(
    world: World, visitor: Client, authenticator: Callable[[User], str]
) -> None:
    user = world.person(Role.AUDITOR)
    code = code_of(authenticator(user))
    sign_in(visitor, user)
    assert visitor.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/staff/"
    thief = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(thief, user)
    from django.core.cache import cache

    cache.clear()  # another process has a cache of its own
    assert "已经用过" in thief.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()
    assert not get_user(thief).is_authenticated


def test_guessing_codes_locks_the_account(world: World, visitor: Client, authenticator: Callable[[User], str]) -> None:
    user = world.person(Role.AUDITOR)
    secret = authenticator(user)
    sign_in(visitor, user)
    for _ in range(4):
        assert visitor.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        sign_in(visitor, user)  # the right password does not take the count back
    assert visitor.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 429
    assert visitor.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 429
    assert not get_user(visitor).is_authenticated
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), user).status_code == 429


def test_a_recovery_code_works_once(world: World, visitor: Client, authenticator: Callable[[User], str]) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = world.person(Role.AUDITOR)
    authenticator(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    sign_in(visitor, user)
    assert visitor.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/staff/"
    other = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(other, user)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert not get_user(other).is_authenticated


def test_a_role_given_during_a_session_asks_for_the_code(
    world: World, visitor: Client, authenticator: Callable[[User], str]
) -> None:
    user = world.person(Role.AUDITOR)
    visitor.force_login(user)
    secret = authenticator(user)
    answer = visitor.get("/staff/")
    assert answer["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fstaff%2F"
    answer = visitor.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret), "next": "/staff/"})
    assert answer["Location"] == "/staff/"
    assert visitor.get("/staff/").status_code == 200


def test_an_administrator_cannot_switch_it_off(
    world: World, visitor: Client, authenticator: Callable[[User], str]
) -> None:
    user = world.person(Role.AUDITOR)
    secret = authenticator(user)
    sign_in(visitor, user)
    visitor.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    for answer in (visitor.get("/accounts/2fa/totp/deactivate/"), visitor.post("/accounts/2fa/totp/deactivate/")):
        assert answer.status_code == 302 or "不能停用" in answer.content.decode()
    assert Authenticator.objects.filter(user=user).exists()


def test_reset_by_another_security_administrator_only(world: World, authenticator: Callable[[User], str]) -> None:
    user = world.person(Role.SECURITY_ADMINISTRATOR)
    authenticator(user)
    with pytest.raises(ValidationError, match="不能对自己"):
        actions.reset_second_factor(user, by=Actor(user.username))
    actions.reset_second_factor(user, by=Actor("another"))
    assert not Authenticator.objects.filter(user=user).exists()
    assert Event.objects.filter(verb="account.second_factor.reset").get().object_key == user.username
