"""Registration at the desk: shown before it is made, once for each form, with scans, duplicates and excess."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.codes import matches
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Desk, InfoRequest
from tests.web.conftest import World
from tests.web.info_requests.conftest import TestDesk

URL = "/staff/requests/register/"
TYPED = {
    "channel": "post", "arrived_on": "2026-10-12", "applicant_kind": "natural_person", "applicant_name": "测试申请人",
    "identity_kind": "identity_card", "identity_number": "990101199001011234", "phone": "13800000001",
    "identity_note": "核对身份证复印件", "address": "云岭省青川市清溪县测试路1号", "title": "2025年度补助名单",
    "content": "工业企业技术改造补助的名单和金额。", "form": "paper", "route": "post", "mail_number": "1234567890123",
}  # fmt: skip


@pytest.fixture
def registrar(world: World) -> Client:
    """The registrar's browser."""
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    return client


def values(client: Client, **changed: Any) -> dict[str, Any]:
    """What the form sends."""
    form = client.get(URL).context["form"]
    return {"token": form["token"].value(), "agency": form["agency"].value(), **TYPED, **changed}


def review(client: Client, typed: dict[str, Any]) -> HttpResponse:
    """The first click; fills in what the second sends back."""
    answer = client.post(URL, {**typed, "review": "1"})
    if answer.context["review"] is not None:
        typed["seen"] = answer.context["form"]["seen"].value()
    return answer


def test_is_shown_with_its_days_then_registered(registrar: Client) -> None:
    typed = values(registrar)
    shown = review(registrar, typed)
    assert not InfoRequest.objects.exists()
    assert shown.context["review"].clock.due == date(2026, 11, 9)
    assert "以行政机关签收之日为收到申请之日" in shown.content.decode()
    scan = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", name="申请书.txt")
    refused = registrar.post(URL, {**typed, "register": "1", "application_scan": scan})
    assert not InfoRequest.objects.exists()
    assert refused.context["form"].errors["application_scan"]
    done = registrar.post(URL, {**typed, "register": "1"})
    request = InfoRequest.objects.get()
    assert request.due_on == date(2026, 11, 9)
    assert matches(done.context["code"], request.query_code)
    assert done.context["code"] in done.content.decode()
    assert request.applicant_name == "测试申请人"


def test_a_second_sending_registers_nothing(registrar: Client) -> None:
    typed = values(registrar)
    review(registrar, typed)
    registrar.post(URL, {**typed, "register": "1"})
    again = registrar.post(URL, {**typed, "register": "1"}, follow=True)
    assert InfoRequest.objects.count() == 1
    assert "没有重复登记" in again.content.decode()


def test_scans_become_papers(registrar: Client) -> None:
    typed = values(registrar)
    review(registrar, typed)
    scan = ContentFile("申请书内容".encode(), name="申请书.txt")
    registrar.post(URL, {**typed, "register": "1", "application_scan": scan})
    paper = InfoRequest.objects.get().papers.get()
    assert (paper.kind, paper.from_applicant) == (PaperKind.APPLICATION, True)


def test_what_is_already_there_is_shown(registrar: Client, desk: TestDesk) -> None:
    Desk.objects.create(agency=desk.agency, monthly_excess=2)
    day = date(2026, 10, 9)
    same = desk.register(day, title=TYPED["title"], content=TYPED["content"])
    other = desk.register(day, title="别的名单")
    shown = review(registrar, values(registrar))
    found = shown.context["review"].alike
    assert [one.pk for one in found.same] == [same.pk]
    assert [one.pk for one in found.others] == [other.pk]
    assert found.in_month == 3
    assert found.excess
    assert same.get_absolute_url() in shown.content.decode()


def test_what_changes_after_the_review_is_shown_again(registrar: Client) -> None:
    typed = values(registrar)
    review(registrar, typed)
    answer = registrar.post(URL, {**typed, "arrived_on": "2026-10-13", "register": "1"})
    assert answer.status_code == 200
    assert not InfoRequest.objects.exists()
    assert answer.context["review"].clock.received_on == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"arrived_on": "2019-05-14"}, "arrived_on"),
        ({"arrived_on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "arrived_on"),
        ({"channel": "fax", "confirmed_on": "2026-10-01"}, "confirmed_on"),
        ({"identity_number": "12"}, "identity_number"),
        ({"identity_kind": "credit_code"}, "identity_kind"),
        ({"address": "", "phone": ""}, "phone"),
        ({"address": ""}, "address"),
        ({"route": "email"}, "email"),
        ({"has_agent": "on"}, "agent_name"),
        ({"applicant_name": "\u202e\u200b"}, "applicant_name"),
        ({"title": "长" * 201}, "title"),
        ({"content": "\x07", "document_number": ""}, "content"),
        ({"phone": "打不通"}, "phone"),
        ({"postcode": "<script>"}, "postcode"),
        ({"channel": "pigeon"}, "channel"),
        ({"agency": "999999"}, "agency"),
    ],
)
def test_bad_input_is_told_beside_its_field(registrar: Client, changed: dict[str, str], field: str) -> None:
    answer = registrar.post(URL, {**values(registrar), **changed, "register": "1", "seen": "x"})
    assert field in answer.context["form"].errors
    assert not InfoRequest.objects.exists()


def test_over_a_channel_that_is_confirmed_the_limit_waits(registrar: Client) -> None:
    typed = values(registrar, channel="fax")
    shown = review(registrar, typed)
    assert shown.context["review"].clock.waiting is not None
    registrar.post(URL, {**typed, "register": "1"})
    assert InfoRequest.objects.get().state == "confirm_pending"


def test_another_agencys_officer_does_not_register_here(world: World, registrar: Client) -> None:
    typed = values(registrar, agency=str(world.other_bureau.pk))
    assert "agency" in registrar.post(URL, {**typed, "register": "1"}).context["form"].errors
