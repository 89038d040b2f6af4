"""The door: who comes in, what is written down, when it is locked."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from time import process_time

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts.models import Login, LoginKind, User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.notify.models import Message
from tests.web.accounts.conftest import PASSWORD, sign_in
from tests.web.conftest import World


def test_an_officer_logs_in_and_sees_when_he_was_here_last(world: World, visitor: Client) -> None:
    user = world.person(Role.HANDLER)
    answer = sign_in(visitor, user)
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")
    login = Login.objects.get(user=user)
    assert (login.kind, login.address, login.browser, login.method) == (
        LoginKind.SUCCESS,
        "198.51.100.7",
        "Windows 上的 Chrome 128",
        "口令",
    )
    event = Event.objects.filter(verb="login.success").get()
    assert (event.actor, event.agency, event.address) == (user.username, "QX-GX", "198.51.100.7")
    visitor.post("/accounts/logout/")
    sign_in(visitor, user, "wrong")
    answer = sign_in(visitor, user)
    page = visitor.get("/accounts/").content.decode()
    assert "上次登录：" in page
    assert "此后有1次登录失败" in page
    assert [row.kind for row in Login.objects.of(user)] == ["success", "failure", "logout", "success"]


def test_case_and_width_do_not_matter(world: World, visitor: Client) -> None:
    User.objects.create_user("Zhang-Ceshi", PASSWORD, name="测试张")
    assert sign_in(visitor, " ｚHANG-ceshi ").status_code == 302


def test_five_failures_lock_whatever_the_spelling(world: World, visitor: Client) -> None:
    user = world.person(Role.HANDLER)
    for name in ("u-handler", "U-HANDLER", "u-Handler", "ｕ-handler"):
        assert sign_in(visitor, name, "wrong").status_code == 200
    answer = sign_in(visitor, "u-handler ", "wrong")
    assert answer.status_code == 429
    assert "已锁定30分钟" in answer.content.decode()
    assert 1700 < int(answer["Retry-After"]) <= 1801
    elsewhere = Client(REMOTE_ADDR="203.0.113.9", headers={"User-Agent": "another"})
    assert sign_in(elsewhere, user).status_code == 429, "the right password, from elsewhere"
    assert not get_user(elsewhere).is_authenticated
    assert Event.objects.filter(verb="login.locked", success=False).count() == 1
    assert Message.objects.filter(user_id=user.pk, template="account.locked").exists()
    kinds = list(Login.objects.of(user).values_list("kind", flat=True))
    assert kinds == ["refused", "locked", "failure", "failure", "failure", "failure"]


def test_trying_does_not_lengthen_the_lock(world: World, visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = world.person(Role.HANDLER)
    for _ in range(7):
        sign_in(visitor, user, "wrong")
    later = timezone.now() + timedelta(minutes=30, seconds=2)
    monkeypatch.setattr("axes.middleware.now", lambda: later, raising=False)
    monkeypatch.setattr("axes.decorators.now", lambda: later, raising=False)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: later, raising=False)
    assert sign_in(visitor, user).status_code == 302


def test_an_unknown_account_is_told_the_same(world: World, visitor: Client) -> None:
    known = [sign_in(visitor, "u-handler", "wrong") for _ in range(5)]
    unknown = [sign_in(visitor, "nobody-here", "wrong") for _ in range(5)]
    for one, other in zip(known, unknown, strict=True):
        assert one.status_code == other.status_code
        strip = lambda page, name: page.content.decode().replace(name, "*")  # noqa: E731
        csrf = 'name="csrfmiddlewaretoken"'
        first = [line for line in strip(one, "u-handler").splitlines() if csrf not in line]
        second = [line for line in strip(other, "nobody-here").splitlines() if csrf not in line]
        assert first == second
    row = Login.objects.filter(user=None).first()
    assert row is not None
    assert row.tried == "n**********"
    assert not Event.objects.filter(object_key="nobody-here").exists(), "it may have been a password"


@pytest.mark.slow
def test_an_unknown_account_takes_as_long(world: World, settings: object, rf: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # type: ignore[attr-defined]
    user = User.objects.create_user("timed", PASSWORD, name="测试")
    off = User.objects.create_user("off", PASSWORD, name="测试", is_active=False)
    bare = User.objects.create_user("bare", None, name="测试")
    from django.contrib.auth import authenticate

    def took(name: str) -> float:
        times = []
        for _ in range(3):
            request = rf.post("/accounts/login/")  # type: ignore[attr-defined]
            request.session = {}
            began = process_time()
            authenticate(request, username=name, password="wrong-1")
            times.append(process_time() - began)
        return median(times)

    known = took(user.username)
    for name in (off.username, bare.username, "nobody"):
        assert took(name) == pytest.approx(known, rel=0.5), name


def test_a_deactivated_account_is_told_only_with_the_right_password(world: World, visitor: Client) -> None:
    user = world.person(Role.HANDLER)
    User.objects.filter(pk=user.pk).update(is_active=False)
    wrong = sign_in(visitor, user, "wrong")
    assert "账号或口令不正确" in wrong.content.decode()
    assert sign_in(visitor, user)["Location"] == "/accounts/inactive/"
    assert not get_user(visitor).is_authenticated


def test_a_session_is_new_after_login(world: World, visitor: Client) -> None:
    session = visitor.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    visitor.cookies["sessionid"] = before
    sign_in(visitor, world.person(Role.HANDLER))
    assert visitor.session.session_key != before
    fixed = Client()
    fixed.cookies["sessionid"] = before
    assert not get_user(fixed).is_authenticated


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_no_way_out_by_next(world: World, visitor: Client, away: str) -> None:
    answer = sign_in(visitor, world.person(Role.HANDLER), next=away)
    assert answer["Location"] == "/staff/"
    answer = visitor.post("/accounts/logout/", {"next": away})
    assert answer["Location"] == "/"


def test_next_within_the_site_is_kept(world: World, visitor: Client) -> None:
    page = visitor.get("/accounts/login/?next=/accounts/history/").content.decode()
    assert 'value="/accounts/history/"' in page
    answer = sign_in(visitor, world.person(Role.HANDLER), next="/accounts/history/")
    assert answer["Location"] == "/accounts/history/"


def test_only_a_post_logs_out(world: World, visitor: Client) -> None:
    sign_in(visitor, world.person(Role.HANDLER))
    assert "退出登录" in visitor.get("/accounts/logout/").content.decode()
    assert get_user(visitor).is_authenticated
    visitor.post("/accounts/logout/")
    assert not get_user(visitor).is_authenticated
    assert Event.objects.filter(verb="logout").get().actor == "u-handler"


POSTS = (
    "login/", "logout/", "signup/", "reauthenticate/", "password/change/", "password/reset/", "details/", "erase/",
    "2fa/totp/activate/", "2fa/totp/deactivate/", "2fa/codes/generate/", "2fa/authenticate/", "2fa/reauthenticate/",
    "sessions/others/end/", "sessions/1/end/", "invitation/set/", "password/set/",
)  # fmt: skip


@pytest.mark.parametrize("address", POSTS)
def test_every_form_wants_its_token(world: World, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.person("citizen"))
    assert client.post(f"/accounts/{address}", {}).status_code == 403


def test_pages_are_kept_nowhere_and_have_their_headers(world: World, visitor: Client) -> None:
    answer = visitor.get("/accounts/login/")
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "form-action 'self'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert " style=" not in answer.content.decode()
    assert "<script" not in answer.content.decode()


def test_too_many_posts_from_one_place(world: World, visitor: Client) -> None:
    for number in range(30):
        assert sign_in(visitor, f"name-{number}", "wrong").status_code == 200
    answer = sign_in(visitor, "one-more", "wrong")
    assert answer.status_code == 429
    assert "之后再试" in answer.content.decode()
    assert 0 < int(answer["Retry-After"]) <= 301
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere, world.person(Role.HANDLER)).status_code == 302
