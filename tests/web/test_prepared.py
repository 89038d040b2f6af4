"""Queries that are put together once say the same as those that are put together each time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from gongkai_web.accounts.models import User
from gongkai_web.common.prepared import counted, prepared
from gongkai_web.organisations.models import LeadingGroupMember
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


@prepared
def _members(agency_id: int, since: date, rank: str) -> QuerySet[LeadingGroupMember]:
    rows = LeadingGroupMember.objects.filter(agency=agency_id, since__gte=since, rank=rank)
    return rows.order_by("pk").values_list("pk", "name")


@prepared
def _how_many(user_id: int) -> QuerySet[User]:
    return counted(User.objects.all(), one=Q(pk=user_id), others=~Q(pk=user_id))


def test_values_are_filled_in_each_time(world: World) -> None:
    day = date(2025, 3, 1)
    made = [
        LeadingGroupMember.objects.create(agency=agency, name=name, post="测试", rank="head", since=day)
        for agency, name in ((world.bureau, "测试甲"), (world.other_bureau, "测试乙"))
    ]
    for one in (*made, made[0]):
        assert _members(agency_id=one.agency_id, since=day, rank="head") == [(one.pk, one.name)]
    assert _members(agency_id=world.bureau.pk, since=day + timedelta(1), rank="head") == []
    assert _members(agency_id=world.bureau.pk, since=day, rank="member") == []


def test_counting_with_and_without_conditions(world: World) -> None:
    one = world.people[min(world.people)]
    assert _how_many(user_id=one.pk) == [(1, User.objects.count() - 1)]
    assert list(counted(User.objects.all())) == [(User.objects.count(),)]
    assert list(counted(User.objects.none())) in ([], [(0,)])


def test_one_query_each_time(world: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        for _ in range(3):
            _how_many(user_id=1)
    assert len(seen) == 3
