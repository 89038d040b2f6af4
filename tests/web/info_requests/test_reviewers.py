"""Whose opinion a draft needs is told of it, and told again when other words make the opinion void."""

from __future__ import annotations

from collections import Counter

import pytest

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import decisions, opinions
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.notify.models import Message
from tests.web.conftest import World
from tests.web.info_requests.acts import DAY, act, draft_of
from tests.web.info_requests.conftest import TestDesk

KEY = "request.opinion_wanted"


@pytest.fixture
def case(desk: TestDesk) -> InfoRequest:
    """One that is being worked on."""
    return desk.walk(desk.register(DAY), "assigned", on=DAY)


def _told() -> Counter[str]:
    rows = Message.objects.filter(template=KEY, channel="inbox").values_list("user__username", flat=True)
    return Counter(rows)


def _names(world: World, *roles: Role) -> set[str]:
    return {world.person(role).get_username() for role in roles}


def test_whoever_must_look_at_a_draft_is_told(case: InfoRequest, world: World) -> None:
    act(case, decisions.draft, draft_of("D2"), on=DAY)
    office = _names(world, Role.DISCLOSURE_OFFICE, Role.DISCLOSURE_OFFICE_HEAD, Role.SECRECY_REVIEWER)
    assert _told() == dict.fromkeys(office, 1)
    assert "保密审查" in Message.objects.filter(template=KEY, user=world.person(Role.SECRECY_REVIEWER))[0].subject


def test_where_the_law_wants_no_review_only_the_desks_own_are_told(case: InfoRequest, world: World) -> None:
    act(case, decisions.draft, draft_of("D8"), on=DAY)
    assert set(_told()) == _names(world, Role.SECRECY_REVIEWER)


def test_they_are_told_again_when_their_opinion_is_void(case: InfoRequest, world: World) -> None:
    act(case, decisions.draft, draft_of("D2"), on=DAY)
    secrecy = world.person(Role.SECRECY_REVIEWER).get_username()
    act(case, decisions.change, {**draft_of("D2"), "facts": "改过。"})
    assert _told()[secrecy] == 1
    act(case, opinions.add_opinion, kind="secrecy", on=DAY, agrees=True, text="同意。")
    act(case, decisions.change, {**draft_of("D2"), "facts": "又改过。"})
    assert _told()[secrecy] == 2


def test_nobody_is_told_of_a_practice_case(desk: TestDesk) -> None:
    case = desk.walk(desk.register(DAY, practice=True), "assigned", on=DAY)
    act(case, decisions.draft, draft_of("D2"), on=DAY)
    assert not _told()
