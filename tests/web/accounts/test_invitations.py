"""Passwords: the rules, the links, the reset by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts import actions
from gongkai_web.accounts.models import Invitation, PasswordUsed, User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.notify.models import Message
from tests.web.accounts.conftest import PASSWORD, sign_in
from tests.web.conftest import World

BY = Actor("ceshi-anquan", "测试安全")
NEW = "Xinde-Kouling-77x"


@pytest.fixture(autouse=True)
def _no_mail(settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab1-x", "10"),
        ("alllowercase1", "三种"),
        ("1234567890ab", "三种"),
        ("Password@2026", "常见"),
        ("P@ssw0rd12345", "常见"),
        ("Aaaa1111----", "常见"),
        ("Zhangceshi-1", "相近"),
    ],
)
def test_what_a_password_must_be(password: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, User(username="zhangceshi", name="测试"))
    assert said in " ".join(refused.value.messages)


def test_none_of_the_last_five(world: World) -> None:
    user = world.person(Role.HANDLER)
    used = [f"Kouling-Di{number}-Ci" for number in range(6)]
    for password in used:
        actions.set_password(user, password, by=BY)
    for password in used[1:]:
        with pytest.raises(ValidationError, match="最近5次"):
            actions.set_password(user, password, by=BY)
    actions.set_password(user, used[0], by=BY)
    assert PasswordUsed.objects.filter(user=user).count() == 5


def _link(user: User) -> str:
    return re.sub(r"^https?://[^/]+", "", actions.invite(user, by=BY))


def test_a_new_officer_sets_his_own_password(world: World, visitor: Client) -> None:
    user = actions.create_officer(username="ceshi-xin", name="测试新人", phone="13800000000", by=BY)
    assert not user.has_usable_password()
    address = _link(user)
    token = address.split("/")[-2]
    assert not Invitation.objects.filter(digest=token).exists()
    assert token not in str(list(Event.objects.values_list("after", "before")))
    page = visitor.get(address)
    assert page["Location"] == "/accounts/invitation/set/", "the token stays in no address"
    assert "测试新人" in visitor.get("/accounts/invitation/set/").content.decode()
    wrong = visitor.post("/accounts/invitation/set/", {"password1": "short", "password2": "short"})
    assert wrong.status_code == 200
    assert visitor.post("/accounts/invitation/set/", {"password1": NEW, "password2": NEW}).status_code == 302
    assert sign_in(visitor, user, NEW).status_code == 302
    other = Client()
    other.get(address)
    assert other.get("/accounts/invitation/set/").status_code == 410
    assert Event.objects.filter(verb="account.password", actor="ceshi-xin").get().after == {"方式": "链接"}


def test_a_link_ends(world: World, visitor: Client) -> None:
    user = world.person(Role.HANDLER)
    first, second = _link(user), _link(user)
    visitor.get(first)
    assert visitor.get("/accounts/invitation/set/").status_code == 410, "a newer one takes its place"
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    visitor.get(second)
    assert visitor.get("/accounts/invitation/set/").status_code == 410
    third = _link(user)
    actions.deactivate(user, by=BY)
    visitor.get(third)
    assert visitor.get("/accounts/invitation/set/").status_code == 410


def test_none_for_oneself_and_none_for_the_deactivated(world: World) -> None:
    user = world.person(Role.SECURITY_ADMINISTRATOR)
    with pytest.raises(ValidationError, match="不能给自己"):
        actions.invite(user, by=Actor(user.username))
    actions.deactivate(user, by=BY)
    with pytest.raises(ValidationError, match="停用"):
        actions.invite(user, by=BY)


def test_who_has_mail_gets_the_link_himself(world: World, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    user = actions.create_officer(username="ceshi-you", name="测试有邮箱", email="you@example.com", by=BY)
    assert actions.invite(user, by=BY) == "", "the administrator does not see it"
    message = Message.objects.get(template="account.invited")
    assert "/accounts/invitation/" in message.text


def test_reset_by_mail_tells_nobody_who_has_an_account(
    world: World, visitor: Client, settings: object, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    user = world.person(Role.HANDLER)
    User.objects.filter(pk=user.pk).update(email="handler@example.com")
    answers = []
    for address in ("handler@example.com", "nobody@example.com"):
        with django_capture_on_commit_callbacks(execute=True):
            answers.append(visitor.post("/accounts/password/reset/", {"email": address}))
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/accounts/password/reset/done/")] * 2
    assert [one.to for one in mail.outbox] == [["handler@example.com"]]
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert found
    page = visitor.get(found[1])
    assert page["Location"].endswith("-set-password/")
    done = visitor.post(page["Location"], {"password1": NEW, "password2": NEW})
    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert sign_in(visitor, user, PASSWORD).status_code == 200
    assert sign_in(visitor, user, NEW).status_code == 302
    again = Client().get(found[1])
    assert "链接已失效" in again.content.decode()


def test_without_mail_the_page_says_who_helps(world: World, visitor: Client) -> None:
    assert "安全管理员" in visitor.get("/accounts/password/reset/").content.decode()
