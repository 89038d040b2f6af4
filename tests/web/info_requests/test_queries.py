"""At most twelve queries a page, however much lies in a case and however many rows there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import decisions, parties
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.portal.apply import grants
from tests.web.conftest import World
from tests.web.info_requests.acts import act, agree, draft_of, search
from tests.web.info_requests.conftest import TestDesk

MOST = 12
LISTS = ("mine", "for_me", "due", "late", "applicant", "others", "open", "to_archive", "closed", "closed_late", "all")


@pytest.fixture
def office(world: World, settings: Any) -> Client:
    """Somebody of the disclosure office."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    client = Client()
    client.force_login(world.person(Role.DISCLOSURE_OFFICE), backend="gongkai_web.accounts.backend.AccountBackend")
    return client


@pytest.fixture
def full(desk: TestDesk) -> InfoRequest:
    """A case with much in it."""
    day = timezone.localdate() - timedelta(days=14)
    request = desk.register(day)
    desk.take(request, "assigned", day)
    for number in range(5):
        search(request, found=True, on=day)
        act(
            request, parties.ask, "third_party",
            [parties.Asked(name=f"测试第三方{number}", concerns="报价")], on=day,
        )  # fmt: skip
    agree(request, "disclosure", on=day)
    for party in request.parties.all():
        act(request, parties.answered, party, on=day, opinion="agrees", answer="同意")
    desk.take(request, "extended", day, days=10)
    act(request, _draft, on=day)
    return request


def _draft(row: InfoRequest, **values: Any) -> object:
    return decisions.draft(row, draft_of("D2"), **values)


def many(desk: TestDesk) -> None:
    """More rows than a page shows, in several states."""
    day = timezone.localdate()
    for number in range(30):
        request = desk.register(day - timedelta(days=number), applicant_name=f"测试申请人{number}")
        if number % 3:
            desk.take(request, "assigned", day)


def asked(client: Client, url: str) -> int:
    """Queries of a page once the process is warm."""
    assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    told = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(told) <= MOST, f"{url}: {len(told)}\n" + "\n".join(told)
    return len(told)


@pytest.mark.parametrize("name", LISTS)
def test_a_list(name: str, desk: TestDesk, office: Client) -> None:
    many(desk)
    asked(office, f"/staff/requests/?list={name}")


@pytest.mark.parametrize("text", ["补助", "测试申请人3", "QX-GX-2026", "13800000001"])
def test_a_search(text: str, desk: TestDesk, office: Client) -> None:
    many(desk)
    asked(office, f"/staff/requests/?list=all&q={text}")


def test_a_case(full: InfoRequest, office: Client) -> None:
    asked(office, full.get_absolute_url())


def test_a_form_of_a_case(full: InfoRequest, office: Client) -> None:
    asked(office, f"{full.get_absolute_url()}steps/submitted/")
    asked(office, f"{full.get_absolute_url()}acts/search/")


def test_the_progress_of_ones_own(full: InfoRequest) -> None:
    answer = HttpResponse()
    grants.grant(answer, full)
    visitor = Client()
    visitor.cookies[grants.COOKIE] = answer.cookies[grants.COOKIE].value
    asked(visitor, "/apply/track/case/")


def test_the_pages_of_an_application(world: World) -> None:
    visitor = Client()
    assert visitor.post(f"/apply/to/{world.bureau.code}/").status_code == 302
    for page in (
        "",
        f"to/{world.bureau.code}/",
        "information/",
        "applicant/",
        "delivery/",
        "attachments/",
        "review/",
        "track/",
    ):
        asked(visitor, f"/apply/{page}")
