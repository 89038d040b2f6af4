"""Writing messages: who gets what over which channel, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.notify import actions
from gongkai_web.notify.actions import tell
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.models import Message
from gongkai_web.notify.queries import inbox, recipient_of, unread
from gongkai_web.notify.recipients import Outside
from tests.web.conftest import World

BY = Actor.system("测试")
JOB = {"job": "每日备份", "at": "2026-03-02 03:00", "error": "磁盘空间不足"}
LOCKED = {"name": "测试", "account": "u", "at": "09:15", "until": "09:45", "address": "192.0.2.8"}
INVITED = {"name": "张测试", "account": "zhang", "link": "https://x.example/secret-token", "valid": "72小时"}


@pytest.fixture
def officer(world: World) -> User:
    user = world.person(Role.SYSTEM_ADMINISTRATOR)
    user.email, user.phone = "ceshi@example.gov.cn", "13800001234"
    user.save()
    return user


def by_channel(rows: list[Message]) -> dict[str, Message]:
    return {row.channel: row for row in rows}


def test_each_channel_is_a_row(officer: User, settings: Settings) -> None:
    settings.GONGKAI_SMS_URL, settings.GONGKAI_QUIET = "http://127.0.0.1:9/", None
    rows = by_channel(tell(officer, "account.locked", LOCKED, by=BY, reference=("account", officer.pk)))
    assert {channel: row.state for channel, row in rows.items()} == {
        "inbox": State.SENT, "mail": State.WAITING, "sms": State.WAITING,
    }  # fmt: skip
    assert rows["mail"].reference_key == str(officer.pk)
    assert unread(officer) == 1
    assert list(inbox(officer)) == [rows["inbox"]]


def test_a_person_may_switch_off_what_is_not_about_his_account(officer: User) -> None:
    actions.set_preference(officer, mail=False, sms=False, quiet_from=None, quiet_until=None, by=BY)
    assert set(by_channel(tell(officer, "job.failed", JOB, by=BY))) == {Channel.INBOX}
    assert Channel.MAIL in by_channel(tell(officer, "account.locked", LOCKED, by=BY))


def test_without_a_server_the_state_says_so(officer: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.GONGKAI_SMS_URL = ""
    rows = by_channel(tell(officer, "account.locked", LOCKED, by=BY))
    assert rows["mail"].state == rows["sms"].state == State.UNCONFIGURED
    assert "EMAIL_URL" in rows["mail"].error
    assert "SMS_URL" in rows["sms"].error
    # Once there is a server, everything goes out.
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.retry_all(by=BY) == 2
    rows["mail"].refresh_from_db()
    assert rows["mail"].state == State.WAITING


def test_somebody_who_cannot_be_reached_leaves_a_row(world: World) -> None:
    [row] = tell(world.person(Role.HANDLER), "account.invited", INVITED, by=BY)
    assert row.state == State.FAILED
    assert "邮箱" in row.error


def test_outside_addresses_are_sealed_and_shown_masked(db: None) -> None:
    [row] = tell(Outside(mail="wang@example.com"), "account.reset", INVITED, by=BY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, text FROM notify_message WHERE id = %s", [row.pk])
        address, text = cursor.fetchone()
    assert "wang" not in address
    assert "secret-token" not in text
    assert recipient_of(Message.objects.get(pk=row.pk)) == "w***@example.com"
    field = Message._meta.get_field("address")
    assert Message.objects.filter(field.find("wang@example.com")).get() == row
    [sms] = tell("138 0000 1234", "account.reset", INVITED, by=BY)
    assert sms.channel == Channel.SMS


def test_a_roll_back_leaves_nothing_and_sends_nothing(
    officer: User, committing: Callable[[], Any], mailoutbox: list[Any]
) -> None:
    def fail() -> None:
        with transaction.atomic():
            tell(officer, "job.failed", JOB, by=BY)
            raise RuntimeError

    with committing(), pytest.raises(RuntimeError):
        fail()
    assert Message.objects.count() == 0
    assert mailoutbox == []
    with committing(), transaction.atomic():
        tell(officer, "job.failed", JOB, by=BY)
    assert [mail.subject for mail in mailoutbox] == ["定时任务“每日备份”失败"]


def test_an_sms_waits_for_the_morning_and_an_urgent_one_does_not(officer: User, settings: Settings) -> None:
    settings.GONGKAI_SMS_URL = "http://127.0.0.1:9/"
    local = timezone.localtime()
    settings.GONGKAI_QUIET = ((local - timedelta(hours=1)).time(), (local + timedelta(hours=1)).time())
    rows = by_channel(tell(officer, "account.locked", LOCKED, by=BY))
    assert rows["sms"].next_attempt_at > timezone.now() + timedelta(minutes=50)
    assert rows["mail"].next_attempt_at <= timezone.now()
    assert rows["inbox"].state == State.SENT
    assert (
        by_channel(tell(officer, "account.locked", LOCKED, by=BY, urgent=True))["sms"].next_attempt_at <= timezone.now()
    )


def test_a_persons_own_quiet_hours(officer: User, settings: Settings) -> None:
    settings.GONGKAI_SMS_URL, settings.GONGKAI_QUIET = "http://127.0.0.1:9/", None
    local = timezone.localtime()
    begins, ends = (local - timedelta(hours=1)).time(), (local + timedelta(hours=1)).time()
    actions.set_preference(officer, mail=True, sms=True, quiet_from=begins, quiet_until=ends, by=BY)
    row = by_channel(tell(officer, "account.locked", LOCKED, by=BY))["sms"]
    assert row.next_attempt_at > timezone.now()
    with pytest.raises(ValidationError):
        actions.set_preference(officer, mail=True, sms=True, quiet_from=time(22), quiet_until=None, by=BY)


def test_reading(officer: User, world: World) -> None:
    first = tell(officer, "import.finished", {"file": "a.xlsx", "done": 3, "failed": 0}, by=BY)[0]
    tell(officer, "import.finished", {"file": "b.xlsx", "done": 3, "failed": 0}, by=BY)
    assert not actions.mark_read(world.person(Role.HANDLER), first.pk)  # not his
    assert actions.mark_read(officer, first.pk)
    assert not actions.mark_read(officer, first.pk)
    assert unread(officer) == 1
    assert actions.mark_all_read(officer) == 1
    assert unread(officer) == 0


def test_giving_up_and_trying_again(officer: User, settings: Settings) -> None:
    row = by_channel(tell(officer, "job.failed", JOB, by=BY))["mail"]
    with pytest.raises(ValidationError):
        actions.retry(row, by=BY)  # it is on its way
    assert actions.give_up(row, by=BY).state == State.GIVEN_UP
    assert actions.retry(row, by=BY).state == State.WAITING
    assert list(Event.objects.filter(verb__startswith="message.").values_list("verb", flat=True)) == [
        "message.retry", "message.give_up",
    ]  # fmt: skip


def test_links_that_never_arrived_are_forgotten(officer: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.GONGKAI_SMS_URL = ""
    rows = tell(officer, "account.invited", INVITED, by=BY)
    assert actions.forget_secrets(timezone.now()) == 0
    assert actions.forget_secrets(timezone.now() + timedelta(days=8)) == 2
    assert actions.forget_secrets(timezone.now() + timedelta(days=8)) == 0
    rows[0].refresh_from_db()
    assert rows[0].text == ""
    with pytest.raises(ValidationError):
        actions.retry(rows[0], by=BY)
