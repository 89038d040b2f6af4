"""Objects of queries that are kept: the same that Django makes of the same rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F, Model, QuerySet
from django.db.models.signals import post_init
from wagtail.users.models import UserProfile

from gongkai_web.accounts.models import User
from gongkai_web.common.prepared import PutTogether
from gongkai_web.organisations.models import Agency, AgencyChange, Membership
from tests.web.conftest import World


def _told(one: Any) -> Any:
    """Everything that an object holds, and what hangs on it."""
    if not isinstance(one, Model):
        return one
    loaded = {name: value for name, value in vars(one).items() if name != "_state"}
    state = one._state
    # A pair that belongs to each other is looked at from one side.
    profile = isinstance(one, UserProfile)
    hanging = {name: _told(value) for name, value in state.fields_cache.items() if not (profile and name == "user")}
    return type(one), loaded, state.db, state.adding, hanging, one.get_deferred_fields()


def _queries() -> list[QuerySet[Any]]:
    agencies = Agency.objects.order_by("pk")
    people = User.objects.order_by("pk")
    return [
        agencies,
        agencies.select_related("region", "superior"),
        agencies.only("name", "superior"),
        agencies.select_related("superior__region").only("name", "superior__name", "superior__region__name"),
        agencies.annotate(other=F("name")),
        people,
        people.select_related("wagtail_userprofile"),
        Membership.objects.order_by("pk").select_related("user", "agency__region"),
        AgencyChange.objects.order_by("pk").select_related("agency"),
    ]


def test_they_are_what_django_makes(world: World) -> None:
    UserProfile.objects.create(user=User.objects.order_by("pk")[1], theme="dark")
    seen = 0
    for rows in _queries():
        ours = PutTogether(rows, {}).ask({})
        assert [_told(one) for one in ours] == [_told(one) for one in rows]
        seen += len(ours)
    assert seen > 30


def test_a_pair_knows_each_other(world: World) -> None:
    UserProfile.objects.create(user=world.person("other"), theme="dark")
    (found,) = PutTogether(User.objects.filter(username="u-other").select_related("wagtail_userprofile"), {}).ask({})
    assert found.wagtail_userprofile.user is found


def test_who_waits_for_an_object_is_told(world: World) -> None:
    told: list[Model] = []

    def hear(instance: Model, **_: Any) -> None:
        told.append(instance)

    post_init.connect(hear, sender=Agency)
    try:
        made = PutTogether(Agency.objects.order_by("pk"), {}).ask({})
    finally:
        post_init.disconnect(hear, sender=Agency)
    assert told == made != []


def test_a_model_with_a_way_of_its_own_is_made_by_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Agency.from_db.__func__  # type: ignore[attr-defined]

    def from_db(cls: type[Agency], db: str, names: Any, values: Any) -> Agency:
        made = usual(cls, db, names, values)
        made.name = "另有来历"
        return made

    monkeypatch.setattr(Agency, "from_db", classmethod(from_db))
    assert {one.name for one in PutTogether(Agency.objects.all(), {}).ask({})} == {"另有来历"}
