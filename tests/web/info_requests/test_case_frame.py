"""The page of a case and the one view of its forms: who may, when, twice, and at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from lxml import html

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.models import InfoRequest
from tests.web.info_requests.conftest import TestDesk


def send(client: Client, request: InfoRequest, event: str, kind: str = "steps", **values: Any) -> HttpResponse:
    """What the form of a step sends, as its page shows it."""
    url = f"{request.get_absolute_url()}{kind}/{event}/"
    shown = client.get(url)
    if "form" not in (shown.context or {}):
        return client.post(url, values)
    form = shown.context["form"]
    given = {name: form[name].value() for name in form.fields}
    return client.post(url, {key: value for key, value in {**given, **values}.items() if value is not None})


def test_the_page_offers_what_the_law_and_the_role_allow(desk: TestDesk, enter: Any) -> None:
    request = desk.register(channel="internet")
    page = enter(Role.REGISTRAR).get(request.get_absolute_url())
    assert page.status_code == 200
    assert "与申请人确认收到" in page.content.decode()
    offered = "//ul[contains(@class, 'case-onward') or contains(@class, 'case-offers')]"
    for role, steps in ((Role.REGISTRAR, True), (Role.HANDLER, False)):
        shown = html.document_fromstring(enter(role).get(request.get_absolute_url()).content.decode())
        assert any("与申请人确认收到" in one.text_content() for one in shown.xpath(offered)) is steps
    assert enter("other").get(request.get_absolute_url()).status_code in (403, 404)


def test_a_step_is_taken_once(desk: TestDesk, enter: Any) -> None:
    day = timezone.localdate() - timedelta(days=1)
    request, client = desk.register(day, channel="internet"), enter(Role.REGISTRAR)
    url = f"{request.get_absolute_url()}steps/confirmed/"
    form = client.get(url).context["form"]
    values = {
        "version": form["version"].value(),
        "token": form["token"].value(),
        "on": timezone.localdate().isoformat(),
        "way": "电话",
    }
    assert client.post(url, values).status_code == 302
    again = client.post(url, values, follow=True)
    assert "没有重复办理" in again.content.decode()
    request.refresh_from_db()
    assert request.state == "registered"
    assert request.steps.count() == 2


def test_out_of_order_is_refused_with_the_clause(desk: TestDesk, enter: Any) -> None:
    request = desk.register()
    answer = enter(Role.REGISTRAR).get(f"{request.get_absolute_url()}steps/confirmed/")
    assert answer.status_code == 409
    assert "第三十一条" in answer.content.decode()
    waits = desk.register(channel="internet")
    answer = enter(Role.HANDLER).post(
        f"{waits.get_absolute_url()}steps/confirmed/", {"on": "2026-01-01", "note": "写了的"}
    )
    assert answer.status_code == 403
    assert "写了的" in answer.content.decode()


def test_a_trial_keeps_nothing(desk: TestDesk, enter: Any) -> None:
    request = desk.register(channel="internet")
    tried = send(enter(Role.REGISTRAR), request, "confirmed", way="电话", **{"try": "1"})
    assert "试算" in tried.content.decode()
    request.refresh_from_db()
    assert request.state == "confirm_pending"
    assert request.steps.count() == 1
