"""The receipt that goes out by itself: after the registration, once, and never at the registration's cost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import receipts
from gongkai_web.info_requests.actions.letters import issue, prepare, read_values
from gongkai_web.info_requests.actions.receipts import MadeUpFor, issue_lost, issue_receipt
from gongkai_web.info_requests.actions.steps import lock, strike
from gongkai_web.info_requests.letters import kept
from gongkai_web.info_requests.models import Desk, InfoRequest, Letter
from gongkai_web.info_requests.queries.letters import letters_due, letters_for_applicant
from gongkai_web.jobs.often.lost_receipts import lost_receipts
from gongkai_web.jobs.registry import JobFailed
from tests.web.info_requests.conftest import BY, TestDesk

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
    enter: Any,
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


def later(minutes: int = 16, **more: Any) -> datetime:
    """So many minutes from now."""
    return timezone.now() + timedelta(minutes=minutes, **more)


def test_what_was_lost_on_the_way_is_made_up_for(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(receipts, "_queue", lambda _key: None)  # killed between the commit and the task
    with django_capture_on_commit_callbacks(execute=True):
        request = desk.register()
        online = desk.register(channel="internet")
        confirmed = desk.register(timezone.localdate() - timedelta(days=1), channel="internet")
        desk.take(confirmed, "confirmed")
    assert issue_lost(later(10)) == MadeUpFor()  # the task may still come
    done = lost_receipts(later())
    assert done.count == 2
    assert request.letters.get().is_issued
    assert confirmed.letters.get().step.event == "confirmed"
    assert not online.letters.exists()
    assert lost_receipts(later()).count == 0
    assert issue_receipt(request.pk) is None  # the task comes after all


def test_only_what_should_have_gone_out_by_itself(desk: TestDesk) -> None:
    ended = desk.walk(desk.register(), "withdrawn")
    imported = desk.register(earlier_number="2026-1")
    at_it = desk.register()
    prepare(at_it, "L01", step=at_it.steps.get(), by=BY)
    old = desk.register()
    assert issue_lost(later(days=8)) == MadeUpFor()
    Desk.objects.create(agency=desk.agency, issues_receipt=False)
    assert issue_lost(later()) == MadeUpFor()
    Desk.objects.update(issues_receipt=True)
    assert issue_lost(later()) == MadeUpFor(issued=1)
    assert [one.letters.filter(issued_on__isnull=False).count() for one in (ended, imported, at_it, old)] == [
        0,
        0,
        0,
        1,
    ]


def test_what_fails_is_told_and_tried_once(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = desk.register(), desk.register()
    real = kept.template_of
    monkeypatch.setattr(kept, "template_of", lambda *_args: BROKEN)
    assert issue_lost(later()) == MadeUpFor(failed=2)
    assert "不能生成文书" in first.letters.get().failure
    assert issue_lost(later()) == MadeUpFor()
    monkeypatch.setattr(kept, "template_of", real)
    third, fourth = desk.register(), desk.register()

    def stops(key: int) -> Letter | None:
        if key == third.pk:
            raise OSError("disk")
        return issue_receipt(key)

    monkeypatch.setattr(receipts, "issue_receipt", stops)
    with pytest.raises(JobFailed, match=third.number):
        lost_receipts(later())
    assert fourth.letters.get().is_issued
    assert not second.letters.get().is_issued


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_issue_one(desk: TestDesk) -> None:
    made = [desk.register() for _ in range(3)]
    Letter.objects.all().delete()
    met, at = Barrier(2, timeout=30), later()

    def work() -> MadeUpFor:
        try:
            met.wait()
            return issue_lost(at)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [one.result() for one in [pool.submit(work), pool.submit(work)]]
    assert sum(one.issued for one in done) == 3
    assert [one.letters.count() for one in made] == [1, 1, 1]
    assert not [one for one in done if one.failed or one.stopped]
