"""Queries that are put together once: what they give is what Django gives, whatever the values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai_web.accounts.backend import AccountBackend
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.accounts.sessions import SessionStore
from gongkai_web.calendars.models import HolidayNotice
from gongkai_web.common.prepared import Text, prepared
from gongkai_web.organisations.models import Agency
from tests.web.conftest import World

HOSTILE = ["'", '"', "%", "%s", "$1", "\\", "--", "清溪%_县", "\x1a0", "\x1a1", "; DROP TABLE x", "Robert'); --", " "]


@prepared
def _agency(agency_id: int) -> QuerySet[Agency]:
    return (
        Agency.objects.filter(pk=agency_id)
        .select_related("region", "superior")
        .only("name", "region__name", "superior")
    )


@prepared
def _named(name: Text, kind: str) -> QuerySet[Agency]:
    return Agency.objects.filter(name=name, kind=kind).order_by("pk").values_list("pk", "name")


@prepared
def _notices(first: date, last: date) -> QuerySet[HolidayNotice]:
    return HolidayNotice.objects.filter(published_on__gte=first, published_on__lte=last).order_by("published_on", "pk")


def test_objects_with_what_belongs_to_them(world: World) -> None:
    _agency(agency_id=world.bureau.pk)
    for agency in (world.bureau, world.government, world.elsewhere):
        with CaptureQueriesContext(connection) as asked:
            (found,) = _agency(agency_id=agency.pk)
            told = (found.pk, found.name, found.region.name, found.superior and found.superior.name)
        assert len(asked) == 1
        assert told == (agency.pk, agency.name, agency.region.name, agency.superior and agency.superior.name)
        assert "code" in found.get_deferred_fields()
        assert found.code == agency.code
    assert _agency(agency_id=0) == []


@prepared
def _of_regions(kind: str, regions: frozenset[int]) -> QuerySet[Agency]:
    return Agency.objects.filter(kind=kind, region__in=regions).order_by("pk")


def test_what_nothing_can_fulfil_asks_nothing(world: World) -> None:
    assert world.bureau in _of_regions(kind="department", regions=frozenset([world.region.pk]))
    with CaptureQueriesContext(connection) as asked:
        assert _of_regions(kind="department", regions=frozenset()) == []
    assert len(asked) == 0


def test_what_comes_can_be_saved(world: World) -> None:
    (found,) = _agency(agency_id=world.bureau.pk)
    found.name = "清溪县工信局"
    found.save(update_fields=["name"])
    assert Agency.objects.get(pk=world.bureau.pk).name == "清溪县工信局"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_value_stays_a_value(world: World, name: str) -> None:
    assert _named(name=name, kind="department") == []
    Agency.objects.filter(pk=world.bureau.pk).update(name=name)
    assert _named(name=name, kind="department") == [(world.bureau.pk, name)]
    assert _named(name=name, kind="government") == []


def test_sizes_of_numbers_make_no_difference(world: World) -> None:
    for number in (1, 200, 70_000, 5_000_000_000, -1):
        assert [one.pk for one in _agency(agency_id=number)] == list(
            Agency.objects.filter(pk=number).values_list("pk", flat=True)
        )


def test_days(world: World) -> None:
    first = date(2025, 1, 1)
    rows = [
        HolidayNotice(year=2025 + at, number=f"测试{at}", title="测试", published_on=first + timedelta(at), rest={})
        for at in range(4)
    ]
    for row in rows:
        row.save()
    found = _notices(first=first + timedelta(1), last=first + timedelta(2))
    assert found == rows[1:3]
    assert [one.published_on for one in found] == [first + timedelta(1), first + timedelta(2)]


def test_an_account_comes_with_its_profile_and_a_locked_one_not_at_all(world: World) -> None:
    user = world.person(Role.HANDLER)
    with CaptureQueriesContext(connection) as asked:
        found = AccountBackend().get_user(user.pk)
        assert not hasattr(found, "wagtail_userprofile")
    assert found == user
    assert len(asked) == 1
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert AccountBackend().get_user(user.pk) is None
    assert AccountBackend().get_user(0) is None


def test_a_session_is_read_until_its_end(world: World) -> None:
    store = SessionStore()
    store["what"] = "测试"
    store.save()
    key = store.session_key
    assert SessionStore(key)["what"] == "测试"
    Session.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert "what" not in SessionStore(key)


@pytest.mark.parametrize("key", ["\x00" * 32, "x" * 32, "' OR 1=1 --" * 3, "\x1a1" * 8])
def test_a_key_that_was_made_up_opens_nothing(world: World, key: str) -> None:
    assert dict(SessionStore(key).items()) == {}
