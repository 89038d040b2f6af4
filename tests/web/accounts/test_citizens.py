"""Members of the public: an account, its details, its end."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client

from gongkai_web.accounts.models import Login, User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from tests.web.accounts.conftest import PASSWORD, sign_in
from tests.web.conftest import World

NEW = "Yinghua-Lu-88x"
GIVEN = {
    "username": "ceshi-gongzhong", "name": "测试公众甲", "password1": NEW, "password2": NEW, "email": "",
    "phone": "13900000001",
}  # fmt: skip


def test_sign_up_details_and_erasing(db: None, visitor: Client) -> None:
    assert visitor.post("/accounts/signup/", GIVEN)["Location"] == "/accounts/login/"
    user = User.objects.get(username="ceshi-gongzhong")
    assert not user.is_officer
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [user.pk])
        assert "139" not in cursor.fetchone()[0]
    assert User.objects.get(User._meta.get_field("phone").find(" １３９００００0001")) == user
    sign_in(visitor, user, NEW)
    home = visitor.get("/accounts/").content.decode()
    assert "139****0001" in home
    assert "13900000001" not in home
    assert 'href="/accounts/messages/"' in home
    assert 'href="/accounts/"' in visitor.get("/").content.decode()
    answer = visitor.post("/accounts/details/", {"name": "测试公众乙", "email": "yi@example.com", "phone": ""})
    assert answer["Location"] == "/accounts/"
    event = Event.objects.filter(verb="account.change").get()
    assert event.after["电子邮箱"] == "y***@example.com"
    assert "yi@" not in str(event.after)
    wrong = visitor.post("/accounts/erase/", {"password": "wrong"})
    assert "口令不正确" in wrong.content.decode()
    assert "已经删除" in visitor.post("/accounts/erase/", {"password": NEW}).content.decode()
    user.refresh_from_db()
    assert (user.name, user.email, user.phone, user.is_active) == ("已注销", "", "", False)
    assert not Login.objects.filter(user=user).exists()
    assert not get_user(visitor).is_authenticated
    assert "测试公众" not in str(list(Event.objects.values_list("object_name", "actor_name")))
    assert Event.objects.filter(verb="account.erase").get().actor == "ceshi-gongzhong"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "U-Handler"}, "已有人使用"),
        ({"username": "ab"}, "3"),
        ({"phone": "12"}, "11位"),
        ({"email": "no"}, "有效"),
        ({"password2": "another"}, "不一致"),
        ({"password1": "short"}, "10"),
        ({"name": ""}, "请填写"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    world: World, visitor: Client, wrong: dict[str, str], said: str
) -> None:
    page = visitor.post("/accounts/signup/", {**GIVEN, **wrong}).content.decode()
    assert said in page
    assert f'value="{({**GIVEN, **wrong})["username"]}"' in page
    assert not User.objects.filter(username="ceshi-gongzhong").exists()


def test_an_officer_does_not_erase_his_account(world: World, visitor: Client) -> None:
    sign_in(visitor, world.person(Role.HANDLER))
    assert visitor.post("/accounts/erase/", {"password": PASSWORD}).status_code == 404


def test_a_citizen_has_no_business_in_the_back_office(world: World, visitor: Client) -> None:
    sign_in(visitor, world.person("citizen"))
    assert visitor.get("/staff/").status_code == 403
