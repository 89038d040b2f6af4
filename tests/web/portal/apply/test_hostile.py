"""Ten kinds of hostile text, limits, and forms of every shape: nothing breaks, nothing is shown as code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongkai_web.common.typed import clean_text
from gongkai_web.info_requests.actions.applications import values_of
from gongkai_web.info_requests.models import Application, InfoRequest
from tests.web.portal.apply.conftest import DELIVERY, INFORMATION, PERSON, Applicant

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x="',
    "template": "{{ 7|add:7 }}{% include 'x' %}${7*7}#{7*7}",
    "sql": "'; DROP TABLE info_requests_inforequest; --",
    "formula": "=cmd|' /C calc'!A0",
    "control": "甲\x00\x01\x08\x1b[31m乙",
    "bidi": "甲\u202e乙\u2066丙\u2069丁\u200b",
    "surrogate": "甲\ud800乙",
    "path": "../../../../etc/passwd\r\nSet-Cookie: x=1",
    "huge": "大" * 200_000,
    "marks": "e" + "\u0301" * 5000 + "👨‍👩‍👧‍👦𠮷㐂",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_field_takes_or_refuses_it(applicant: Applicant, text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    applicant.begin()
    client = applicant.client
    for part, fields in (
        ("information", INFORMATION),
        ("applicant", {**PERSON, "has_agent": "on"}),
        ("delivery", DELIVERY),
    ):
        for typed in (dict.fromkeys(fields, sent), {**fields, next(iter(fields)): sent}):
            response = client.post(f"/apply/{part}/", typed)
            assert response.status_code in (302, 400, 422), (part, response.status_code)
            assert client.post(f"/apply/keep/{part}/", typed).status_code in (200, 204, 400)
            shown = client.get(f"/apply/{part}/").content.decode()
            assert "<script>alert" not in shown
            assert 'onmouseover="alert' not in shown
            assert "\x00" not in shown
            assert "\u202e" not in shown
    assert client.get("/apply/review/").status_code == 200
    assert client.post("/apply/send/").status_code in (302, 422)
    for address in ("/apply/?q=", "/apply/complaint/?q=", "/apply/?group="):
        assert client.get(address[:-1].split("?")[0], {address[:-1].split("?")[1]: sent[:2000]}).status_code == 200


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_whole_application_with_it_is_sent_and_read(applicant: Applicant, text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")[:150]
    applicant.begin()
    applicant.fill("information", {"title": f"名单{sent}"[:200], "content": sent})
    applicant.fill("applicant", {**PERSON, "name": f"测试{sent}"[:100], "address": sent})
    applicant.fill("delivery", {**DELIVERY, "assistance": sent})
    response = applicant.client.post("/apply/send/", follow=True)
    if not InfoRequest.objects.exists():  # nothing was left of it to describe the information by
        assert response.status_code == 422
        return
    receipt = applicant.client.get("/apply/receipt/")
    assert receipt.status_code == 200
    assert "<script>alert" not in receipt.content.decode()
    assert applicant.client.get("/apply/receipt.pdf").content.startswith(b"%PDF")


def test_text_is_brought_into_a_shape() -> None:
    assert clean_text("甲\x00乙\u202e丙\ud800丁\u200b") == "甲乙丙丁"
    assert clean_text("甲\r\n乙\t丙 \n", lines=True) == "甲\n乙 丙"
    assert clean_text("甲\n乙") == "甲 乙"


def test_limits_stand_in_the_form_and_in_what_is_kept(applicant: Applicant) -> None:
    applicant.begin()
    response = applicant.fill("information", {**INFORMATION, "title": "长" * 201})
    assert response.status_code == 422
    assert applicant.fill("information", {**INFORMATION, "content": "长" * 5001}).status_code == 422
    kept = values_of(Application.objects.get())["information"]
    assert len(kept["title"]) <= 200
    assert len(kept["content"]) <= 5000


def test_choices_that_do_not_exist(applicant: Applicant) -> None:
    applicant.begin()
    assert applicant.fill("applicant", {**PERSON, "kind": "alien"}).status_code == 422
    assert applicant.fill("applicant", {**PERSON, "identity_kind": "credit_code"}).status_code == 422
    assert applicant.fill("delivery", {"form": "oral", "route": "fax"}).status_code == 422
    assert applicant.fill("delivery", {}).status_code == 422
    assert applicant.client.get("/apply/review/").status_code == 200


def test_what_was_kept_by_hand_is_not_sent(applicant: Applicant) -> None:
    applicant.ready()
    applicant.client.post("/apply/keep/applicant/", {**PERSON, "kind": "alien"})
    applicant.client.post("/apply/keep/delivery/", {"form": "x", "route": "x"})
    assert applicant.client.post("/apply/send/").status_code == 422
    assert not InfoRequest.objects.exists()


def test_addresses_that_lead_nowhere(applicant: Applicant) -> None:
    client = applicant.client
    for path in (
        "/apply/to/NOPE/",
        "/apply/other/",
        "/apply/complaint/to/NOPE/",
        "/apply/receipt.pdf",
        "/apply/receipt/",
    ):
        assert client.get(path).status_code == 404, path
    applicant.begin()
    assert client.post("/apply/keep/attachments/", {}).status_code == 404
    assert client.get("/apply/send/").status_code == 405


def test_without_a_token_nothing_is_taken(world: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    paths = ("/apply/to/QX-GX/", "/apply/track/", "/apply/attachments/", "/apply/send/", "/apply/complaint/to/QX-GX/")
    for path in (*paths, "/apply/track/clarify/", "/apply/track/withdraw/"):
        assert client.post(path, {}).status_code == 403, path
    assert not Application.objects.exists()


def test_a_request_that_is_absurdly_large_is_not_read(applicant: Applicant) -> None:
    applicant.begin()
    response = applicant.client.post("/apply/attachments/", {}, headers={"content-length": str(10**10)})
    assert response.status_code in (302, 413, 422)


def test_posts_are_limited(applicant: Applicant) -> None:
    applicant.ready()
    applicant.client.post("/apply/to/QX-JY/", {"draft": "new"})
    statuses = {applicant.client.post("/apply/send/").status_code for _ in range(31)}
    assert statuses == {422, 429}


def test_a_secret_is_old_after_thirty_days(applicant: Applicant) -> None:
    from freezegun import freeze_time

    applicant.begin()
    with freeze_time(timezone.now() + timedelta(days=31)):
        assert applicant.client.get("/apply/information/")["Location"] == "/apply/"
