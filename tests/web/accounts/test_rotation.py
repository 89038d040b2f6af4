"""New data keys: everything is written anew, is found as before, and needs the old keys no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from gongkai_web.accounts.models import User
from gongkai_web.audit.models import Event
from gongkai_web.common import index_key, rotation
from gongkai_web.common.crypto import Undecipherable, new_key
from gongkai_web.common.models import IndexKey
from gongkai_web.common.ring import key_ring

PHONES = [f"1380000{number:04}" for number in range(25)]


@pytest.fixture
def people(db: None) -> Iterator[list[User]]:
    yield [User.objects.create_user(f"u{n}", None, name="测试", phone=phone) for n, phone in enumerate(PHONES)]
    index_key.forget()


def _stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def _finds_all() -> bool:
    find = User._meta.get_field("phone").find
    return all(User.objects.get(find(phone)).phone == phone for phone in PHONES)


def test_all_is_written_anew_and_the_old_key_can_go(
    people: list[User], settings: object, authenticator: Callable[[User], str]
) -> None:
    secret = authenticator(people[0])
    User.objects.create_user("none", None, name="测试")
    old, new = settings.GONGKAI_DATA_KEYS, new_key()  # type: ignore[attr-defined]
    before, indexes = _stored(), list(User.objects.order_by("id").values_list("phone_index", flat=True))
    settings.GONGKAI_DATA_KEYS = (new, *old)  # type: ignore[attr-defined]
    assert _finds_all()
    call_command("rotate_keys", batch=10)
    settings.GONGKAI_DATA_KEYS = (new,)  # type: ignore[attr-defined]
    index_key.forget()
    after = _stored()
    assert all(one == "" or one.startswith(key_ring().current) for one in after)
    assert not {one for one in after if one} & set(before)
    assert list(User.objects.order_by("id").values_list("phone_index", flat=True)) == indexes
    assert _finds_all()
    assert Authenticator.objects.get(user=people[0]).data["secret"].startswith(key_ring().current)
    assert key_ring().decrypt(Authenticator.objects.get(user=people[0]).data["secret"], "mfa.authenticator") == secret
    assert IndexKey.objects.get().sealed.startswith(key_ring().current)
    event = Event.objects.filter(verb="keys.rotate").get()
    assert event.after["账号·手机号码"] == 25
    assert event.after["检索密钥"] == 1
    call_command("rotate_keys")
    assert _stored() == after, "a second run writes nothing"
    assert Event.objects.filter(verb="keys.rotate").count() == 1


def test_it_may_be_stopped_and_run_again(people: list[User], settings: object) -> None:
    settings.GONGKAI_DATA_KEYS = (new_key(), *settings.GONGKAI_DATA_KEYS)  # type: ignore[attr-defined]
    work = rotation.rotate(10)
    assert next(work) == ("账号·手机号码", 10)
    work.close()
    half = _stored()
    assert sum(one.startswith(key_ring().current) for one in half) == 10
    assert _finds_all(), "in the midst of it"
    assert sum(count for name, count in rotation.rotate(10) if name == "账号·手机号码") == 15
    assert _stored()[:10] == half[:10]


def test_a_missing_key_is_said_and_nothing_is_lost(people: list[User], settings: object) -> None:
    before = _stored()
    settings.GONGKAI_DATA_KEYS = (new_key(),)  # type: ignore[attr-defined]
    index_key.forget()
    with pytest.raises(CommandError, match="打不开"):
        call_command("rotate_keys")
    assert _stored() == before
    with pytest.raises(Undecipherable):
        index_key.index_key()
