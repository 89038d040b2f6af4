"""The receipt that goes out by itself: after the registration, once, and never at the registration's cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions.letters import issue, prepare, read_values
from gongkai_web.info_requests.actions.receipts import issue_receipt
from gongkai_web.info_requests.actions.steps import lock, strike
from gongkai_web.info_requests.letters import kept
from gongkai_web.info_requests.models import Desk, InfoRequest, Letter
from gongkai_web.info_requests.queries.letters import letters_due, letters_for_applicant
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.test_case_frame import enter, send  # noqa: F401  enter is a fixture

BROKEN = kept.Template(b"no docx at all", "0" * 64, own=True)


def due(request: InfoRequest) -> list[str]:
    """The letters that are due."""
    found = letters_due(
        request, list(request.steps.order_by("number")), decision=None, parties=[], letters=request.letters.all()
    )
    return [one.code for one in found]


def test_it_goes_out_with_the_registration(desk: TestDesk, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request = desk.register()
    letter = request.letters.get()
    assert (letter.code, letter.issued_on, letter.step.event) == ("L01", timezone.localdate(), "received")
    assert request.number in letter.values
    assert (letter.route, letter.delivered_on) == ("online", timezone.localdate())  # that is how it was wanted
    assert due(request) == []
    assert letters_for_applicant(request) == [letter]
    version = InfoRequest.objects.get(pk=request.pk).version
    assert version == request.version  # forms that are open stay good
    assert issue_receipt(request.pk) is None
    assert request.letters.count() == 1


def test_by_post_its_delivery_is_entered(desk: TestDesk) -> None:
    letter = issue_receipt(desk.register(route="post").pk)
    assert letter is not None
    assert (letter.is_issued, letter.sent_on, letter.route) == (True, None, "")


def test_online_it_waits_for_the_confirmation(desk: TestDesk, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request = desk.register(timezone.localdate() - timedelta(days=1), channel="internet")
    assert not request.letters.exists()
    with django_capture_on_commit_callbacks(execute=True):
        desk.take(request, "confirmed")
    assert request.letters.get().step.event == "confirmed"


def test_a_desk_may_want_it_by_hand(desk: TestDesk) -> None:
    Desk.objects.create(agency=desk.agency, issues_receipt=False)
    request = desk.register()
    assert issue_receipt(request.pk) is None
    assert due(request) == ["L01"]


def test_what_was_written_by_hand_is_not_written_again(desk: TestDesk) -> None:
    request = desk.register()
    issue(prepare(request, "L01", step=request.steps.get(), by=BY), on=timezone.localdate(), by=BY)
    assert issue_receipt(request.pk) is None


def test_what_has_ended_or_came_from_a_ledger_gets_none(
    desk: TestDesk, django_capture_on_commit_callbacks: Any
) -> None:
    ended = desk.walk(desk.register(), "withdrawn")
    assert issue_receipt(ended.pk) is None
    with django_capture_on_commit_callbacks(execute=True):
        imported = desk.register(earlier_number="2026-1")
    assert not imported.letters.exists()
    assert issue_receipt(0) is None  # emptied meanwhile


def test_a_broken_template_leaves_it_due_with_an_alarm(
    desk: TestDesk,
    enter: Any,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    real = kept.template_of
    monkeypatch.setattr(kept, "template_of", lambda *_args: BROKEN)
    with django_capture_on_commit_callbacks(execute=True):
        request = desk.register()
    letter = request.letters.get()
    assert (letter.is_issued, letter.number, request.state) == (False, "", "registered")
    assert "不能生成文书" in letter.failure
    assert due(request) == ["L01"]
    registrar = enter(Role.REGISTRAR)
    page = registrar.get(request.get_absolute_url()).content.decode()
    assert "《登记回执》没有自动发出" in page
    monkeypatch.setattr(kept, "template_of", real)
    sent = issue(Letter.objects.get(pk=letter.pk), on=timezone.localdate(), by=BY)
    assert (sent.is_issued, sent.failure) == (True, "")
    assert "没有自动发出" not in registrar.get(request.get_absolute_url()).content.decode()


def test_no_number_is_lost_by_what_failed(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    request = desk.register()
    monkeypatch.setattr(kept, "put", lambda _data: (_ for _ in ()).throw(OSError("disk")))
    failed = issue_receipt(request.pk)
    assert failed is not None
    assert (failed.is_issued, failed.number) == (False, "")
    monkeypatch.undo()
    again = issue_receipt(request.pk)
    assert again is not None
    assert again.is_issued
    assert again.pk == failed.pk


def test_a_confirmation_entered_by_mistake_can_be_struck(
    desk: TestDesk, django_capture_on_commit_callbacks: Any
) -> None:
    today = timezone.localdate()
    with django_capture_on_commit_callbacks(execute=True):
        request = desk.register(today - timedelta(days=4), channel="internet")
        wrong = desk.take(request, "confirmed", today - timedelta(days=3))
    assert request.letters.get().is_issued
    with transaction.atomic():
        strike(lock(request, version=None), wrong, reason="日期有误", by=BY)
    with django_capture_on_commit_callbacks(execute=True):
        request.refresh_from_db()
        desk.take(request, "confirmed", today - timedelta(days=1))
    first, second = request.letters.order_by("id")
    assert second.is_issued
    assert read_values(first)["收到申请之日"] != read_values(second)["收到申请之日"]
