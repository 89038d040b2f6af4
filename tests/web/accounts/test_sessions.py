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


def test_an_idle_officer_is_logged_out(world: World, visitor: Client) -> None:
    user = world.person(Role.HANDLER)
    sign_in(visitor, user)
    ago(visitor, seen_at=29 * 60)
    assert visitor.get("/accounts/").status_code == 200
    assert visitor.session["seen_at"] > timezone.now().timestamp() - 5
    ago(visitor, seen_at=31 * 60)
    answer = visitor.get("/accounts/history/")
    assert answer["Location"] == "/accounts/login/?next=%2Faccounts%2Fhistory%2F"
    assert "已有30分钟没有操作" in visitor.get(answer["Location"]).content.decode()
    assert not get_user(visitor).is_authenticated
    assert Login.objects.of(user)[0].kind == "expired"
    assert Event.objects.filter(verb="session.expired").get().actor == user.username


def test_an_officer_is_logged_out_after_the_whole_time(world: World, visitor: Client) -> None:
    sign_in(visitor, world.person(Role.HANDLER))
    ago(visitor, began_at=12 * 3600 + 5)
    assert visitor.get("/staff/").status_code == 302
    assert not get_user(visitor).is_authenticated


def test_a_session_without_marks_is_over(world: World, visitor: Client) -> None:
    sign_in(visitor, world.person(Role.HANDLER))
    session = visitor.session
    del session["began_at"]
    session.save()
    visitor.get("/staff/")
    assert not get_user(visitor).is_authenticated


def test_citizens_may_rest(world: World, visitor: Client) -> None:
    sign_in(visitor, world.person("citizen"))
    ago(visitor, seen_at=3 * 3600, began_at=3 * 3600)
    assert visitor.get("/accounts/").status_code == 200


def test_a_new_password_ends_the_other_sessions(world: World, visitor: Client) -> None:
    user = world.person(Role.HANDLER)
    other = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(visitor, user)
    sign_in(other, user)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert visitor.post("/accounts/password/change/", given)["Location"] == "/accounts/"
    assert visitor.get("/accounts/").status_code == 200
    assert other.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert UserSession.objects.purge_and_list(user)[0].ip == "198.51.100.7"
    assert Event.objects.filter(verb="account.password", actor=user.username).exists()


def test_one_sees_and_ends_ones_own_sessions(world: World, visitor: Client) -> None:
    user, stranger = world.person(Role.HANDLER), world.person(Role.LEADER)
    other, foreign = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="203.0.113.10")
    for client, who in ((visitor, user), (other, user), (foreign, stranger)):
        sign_in(client, who)
    page = visitor.get("/accounts/sessions/").content.decode()
    assert "203.0.113.9" in page
    assert "203.0.113.10" not in page
    theirs = UserSession.objects.get(user=stranger)
    assert visitor.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404
    mine = UserSession.objects.get(user=user, ip="203.0.113.9")
    visitor.post(f"/accounts/sessions/{mine.pk}/end/")
    assert not get_user(other).is_authenticated
    assert get_user(visitor).is_authenticated
    sign_in(other, user)
    visitor.post("/accounts/sessions/others/end/")
    assert not get_user(other).is_authenticated
    assert get_user(foreign).is_authenticated


def test_deactivating_ends_everything_at_once(world: World, visitor: Client) -> None:
    user = world.person(Role.HANDLER)
    sign_in(visitor, user)
    key = visitor.session.session_key
    actions.deactivate(user, by=Actor("ceshi"), why="离职")
    assert visitor.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert not UserSession.objects.filter(user=user).exists()
    assert not visitor.session.exists(key)
    actions.activate(user, by=Actor("ceshi"))
    assert not get_user(visitor).is_authenticated


def test_one_identity_at_a_time(world: World, visitor: Client) -> None:
    sign_in(visitor, world.person(Role.HANDLER))
    assert sign_in(visitor, world.person(Role.LEADER)).status_code == 302
    assert get_user(visitor) == world.person(Role.HANDLER), "who is in does not become another by the form"


def test_an_old_password_has_to_be_changed_first(world: World, visitor: Client, settings: object) -> None:
    user = world.person(Role.HANDLER)
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=90))
    sign_in(visitor, user)
    for address in ("/staff/", "/accounts/", "/"):
        assert visitor.get(address)["Location"] == "/accounts/password/change/"
    page = visitor.get("/accounts/password/change/").content.decode()
    assert "口令已到更换期限" in page
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    visitor.post("/accounts/password/change/", given)
    assert visitor.get("/accounts/").status_code == 200
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=9000))
    settings.GONGKAI_PASSWORD_DAYS = 0  # type: ignore[attr-defined]
    assert visitor.get("/accounts/").status_code == 200


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
