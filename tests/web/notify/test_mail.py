"""Mail over a real SMTP server: taken, refused, cut off, slow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from gongkai_web.common.actor import Actor
from gongkai_web.notify import delivery
from gongkai_web.notify.actions import retry, tell
from gongkai_web.notify.kinds import State
from gongkai_web.notify.models import Message
from gongkai_web.notify.recipients import Outside
from gongkai_web.notify.tasks import deliver_due
from tests.web.notify.conftest import MailServer

BY = Actor.system("测试")
TO = Outside(mail="ceshi@example.com")
JOB = {"job": "每日备份", "at": "2026-03-02 03:00", "error": "磁盘空间不足\n请清理"}
LINK = {"name": "张测试", "account": "zhang", "link": "https://x.example/secret-token", "valid": "30分钟"}


def sent(values: dict[str, str] = JOB, key: str = "job.failed") -> Message:
    [row] = tell(TO, key, values, by=BY)
    delivery.deliver(row.pk)
    row.refresh_from_db()
    return row


def test_a_mail_arrives_as_it_should(db: None, mail_server: MailServer, settings: Settings) -> None:
    settings.GONGKAI_MAIL_BOUNCE = "bounce@example.gov.cn"
    row = sent()
    assert row.state == State.SENT, row.error
    assert row.sent_at is not None
    [envelope], [mail] = mail_server.got, mail_server.mails()
    assert envelope.mail_from == "bounce@example.gov.cn"
    assert envelope.rcpt_tos == ["ceshi@example.com"]
    assert str(mail["Subject"]) == "定时任务“每日备份”失败"
    assert mail["From"].addresses[0].addr_spec == "noreply@example.gov.cn"
    assert mail["From"].addresses[0].display_name == "政府信息公开"
    assert mail["Message-ID"] == f"<{row.identity}@example.gov.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] is not None
    assert mail.get_content_type() == "text/plain"
    assert "磁盘空间不足\n请清理" in mail.get_content().replace("\r\n", "\n")
    head = envelope.original_content.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert b"Subject: =?utf-8?" in head


def test_what_was_sent_is_not_sent_again(db: None, mail_server: MailServer) -> None:
    row = sent()
    assert delivery.deliver(row.pk) is None
    assert len(mail_server.got) == 1


def test_no_line_of_a_value_gets_into_the_head(db: None, mail_server: MailServer) -> None:
    sent({**JOB, "job": "甲\r\nBcc: evil@example.com"})
    assert mail_server.got[0].rcpt_tos == ["ceshi@example.com"]
    assert mail_server.mails()[0]["Bcc"] is None


def test_a_link_that_opens_something_is_not_kept(db: None, mail_server: MailServer) -> None:
    row = sent(LINK, "account.reset")
    assert "secret-token" in mail_server.mails()[0].get_content()
    assert row.text == ""


def test_refused_for_good_is_told_at_once(db: None, mail_server: MailServer) -> None:
    mail_server.rcpt = "550 5.1.1 <ceshi@example.com> no such user"
    row = sent()
    assert (row.state, row.attempts) == (State.FAILED, 1)
    assert "收件地址不存在或者拒收" in row.error
    assert "550" in row.error
    assert "ceshi@example.com" not in row.error
    mail_server.rcpt = "250 OK"
    retry(row, by=BY)
    assert delivery.deliver(row.pk).state == State.SENT  # type: ignore[union-attr]


def test_refused_after_the_text(db: None, mail_server: MailServer) -> None:
    mail_server.answer = "554 spam"
    assert sent().state == State.FAILED


def test_not_now_is_tried_again_five_times(db: None, mail_server: MailServer) -> None:
    mail_server.rcpt = "451 try later"
    row = sent()
    waits = []
    while row.state == State.WAITING:
        waits.append(row.next_attempt_at - timezone.now())
        assert delivery.deliver(row.pk) is None  # not before its time
        Message.objects.filter(pk=row.pk).update(next_attempt_at=timezone.now())
        delivery.deliver(row.pk)
        row.refresh_from_db()
    assert (row.state, row.attempts) == (State.FAILED, 5)
    assert waits == sorted(waits)
    assert timedelta(hours=20) < sum(waits, timedelta()) <= timedelta(days=1)


def test_a_dropped_connection_is_tried_again(db: None, mail_server: MailServer) -> None:
    mail_server.drops = True
    row = sent()
    assert row.state == State.WAITING
    assert "中断" in row.error


def test_a_slow_server_is_not_waited_for(db: None, mail_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.seconds = 0.6
    row = sent()
    assert row.state == State.WAITING
    assert "没有回答" in row.error


def test_an_address_that_is_none_is_refused(db: None, mail_server: MailServer) -> None:
    [row] = tell(Outside(mail="a b@"), "job.failed", JOB, by=BY)
    outcome = delivery.deliver(row.pk)
    assert outcome is not None
    assert outcome.state == State.FAILED


def test_a_dead_server_costs_one_attempt_and_not_one_a_message(db: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    rows = [tell(TO, "job.failed", JOB, by=BY)[0] for _ in range(3)]
    assert deliver_due.call() == 1
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert Message.objects.get(attempts=1).error == "连不上邮件服务器"
    assert {Message.objects.get(pk=row.pk).state for row in rows} == {State.WAITING}


def test_a_fault_of_ours_is_a_failed_attempt(
    db: None, mail_server: MailServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    [row] = tell(TO, "job.failed", JOB, by=BY)
    settings.GONGKAI_DATA_KEYS = ("AAAAAAAAAAAAAAAAAAAAAA==",)  # the key of the row is gone
    assert delivery.deliver(row.pk).state == State.WAITING  # type: ignore[union-attr]
    assert "Undecipherable" in Message.objects.values_list("error", flat=True).get(pk=row.pk)


def test_sending_by_the_task(db: None, mail_server: MailServer, committing: Callable[[], Any]) -> None:
    with committing():
        [row] = tell(TO, "job.failed", JOB, by=BY)
    row.refresh_from_db()
    assert row.state == State.SENT
