"""Sessions: their limits, their list, their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts import actions
from gongkai_web.accounts.models import Login, User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from tests.web.accounts.conftest import PASSWORD, sign_in
from tests.web.conftest import World

NEW = "Xinde-Kouling-77x"


def ago(client: Client, **seconds: int) -> None:
    """Moves the marks of a session into the past."""
    session = client.session
    for name, value in seconds.items():
        session[name] = int(timezone.now().timestamp()) - value
    session.save()


def test_an_idle_officer_is_logged_out(world: World, browser: Client) -> None:
    user = world.person(Role.HANDLER)
    sign_in(browser, user)
    ago(browser, seen_at=29 * 60)
    assert browser.get("/accounts/").status_code == 200
    assert browser.session["seen_at"] > timezone.now().timestamp() - 5
    ago(browser, seen_at=31 * 60)
    answer = browser.get("/accounts/history/")
    assert answer["Location"] == "/accounts/login/?next=%2Faccounts%2Fhistory%2F"
    assert "已有30分钟没有操作" in browser.get(answer["Location"]).content.decode()
    assert not get_user(browser).is_authenticated
    assert Login.objects.of(user)[0].kind == "expired"
    assert Event.objects.filter(verb="session.expired").get().actor == user.username


def test_an_officer_is_logged_out_after_the_whole_time(world: World, browser: Client) -> None:
    sign_in(browser, world.person(Role.HANDLER))
    ago(browser, began_at=12 * 3600 + 5)
    assert browser.get("/staff/").status_code == 302
    assert not get_user(browser).is_authenticated


def test_a_session_without_marks_is_over(world: World, browser: Client) -> None:
    sign_in(browser, world.person(Role.HANDLER))
    session = browser.session
    del session["began_at"]
    session.save()
    browser.get("/staff/")
    assert not get_user(browser).is_authenticated


def test_citizens_may_rest(world: World, browser: Client) -> None:
    sign_in(browser, world.person("citizen"))
    ago(browser, seen_at=3 * 3600, began_at=3 * 3600)
    assert browser.get("/accounts/").status_code == 200


def test_a_new_password_ends_the_other_sessions(world: World, browser: Client) -> None:
    user = world.person(Role.HANDLER)
    other = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(browser, user)
    sign_in(other, user)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert browser.post("/accounts/password/change/", given)["Location"] == "/accounts/"
    assert browser.get("/accounts/").status_code == 200
    assert other.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert UserSession.objects.purge_and_list(user)[0].ip == "198.51.100.7"
    assert Event.objects.filter(verb="account.password", actor=user.username).exists()


def test_one_sees_and_ends_ones_own_sessions(world: World, browser: Client) -> None:
    user, stranger = world.person(Role.HANDLER), world.person(Role.LEADER)
    other, foreign = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="203.0.113.10")
    for client, who in ((browser, user), (other, user), (foreign, stranger)):
        sign_in(client, who)
    page = browser.get("/accounts/sessions/").content.decode()
    assert "203.0.113.9" in page
    assert "203.0.113.10" not in page
    theirs = UserSession.objects.get(user=stranger)
    assert browser.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404
    mine = UserSession.objects.get(user=user, ip="203.0.113.9")
    browser.post(f"/accounts/sessions/{mine.pk}/end/")
    assert not get_user(other).is_authenticated
    assert get_user(browser).is_authenticated
    sign_in(other, user)
    browser.post("/accounts/sessions/others/end/")
    assert not get_user(other).is_authenticated
    assert get_user(foreign).is_authenticated


def test_deactivating_ends_everything_at_once(world: World, browser: Client) -> None:
    user = world.person(Role.HANDLER)
    sign_in(browser, user)
    key = browser.session.session_key
    actions.deactivate(user, by=Actor("ceshi"), why="离职")
    assert browser.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert not UserSession.objects.filter(user=user).exists()
    assert not browser.session.exists(key)
    actions.activate(user, by=Actor("ceshi"))
    assert not get_user(browser).is_authenticated


def test_one_identity_at_a_time(world: World, browser: Client) -> None:
    sign_in(browser, world.person(Role.HANDLER))
    assert sign_in(browser, world.person(Role.LEADER)).status_code == 302
    assert get_user(browser) == world.person(Role.HANDLER), "who is in does not become another by the form"


def test_an_old_password_has_to_be_changed_first(world: World, browser: Client, settings: object) -> None:
    user = world.person(Role.HANDLER)
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=90))
    sign_in(browser, user)
    for address in ("/staff/", "/accounts/", "/"):
        assert browser.get(address)["Location"] == "/accounts/password/change/"
    page = browser.get("/accounts/password/change/").content.decode()
    assert "口令已到更换期限" in page
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    browser.post("/accounts/password/change/", given)
    assert browser.get("/accounts/").status_code == 200
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=9000))
    settings.GONGKAI_PASSWORD_DAYS = 0  # type: ignore[attr-defined]
    assert browser.get("/accounts/").status_code == 200


@pytest.mark.parametrize("https", [False, True])
def test_cookies_and_headers_with_https(new_site: object, https: bool) -> None:
    site = new_site("sqlite")  # type: ignore[operator]
    site.variables = {"GONGKAI_HTTPS": "1" if https else "0", "GONGKAI_HOSTS": "localhost,testserver"}
    said = site.python(
        "from django.conf import settings as s\nfrom django.test import Client\n"
        "from django.test import override_settings\n"
        "plain = {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
        "override_settings(STORAGES={**s.STORAGES, 'staticfiles': plain}).enable()\n"
        "from gongkai_web.setup import state\nstate._known.add(True)\n"
        f"c = Client(); a = c.get('/accounts/login/', secure={https})\n"
        "print(a.status_code, a.headers.get('Strict-Transport-Security'))\n"
        "m = a.cookies['csrftoken']; print(bool(m['secure']), bool(m['httponly']), m['samesite'])\n"
        "print(s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)\n"
        "print(c.get('/accounts/login/').status_code)\n"
    ).split()
    hsts = ["max-age=31536000;", "includeSubDomains"] if https else ["None"]
    secure = str(https)
    plain = "301" if https else "200"
    assert said == ["200", *hsts, secure, "True", "Lax", secure, "True", "Lax", plain]
