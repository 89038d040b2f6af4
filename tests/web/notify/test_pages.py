"""The pages: one's own inbox in both looks, the delivery log, the texts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.notify.actions import tell
from gongkai_web.notify.kinds import State
from gongkai_web.notify.models import Message, MessageTemplate, Preference
from gongkai_web.notify.queries import unread
from gongkai_web.notify.recipients import Outside
from gongkai_web.notify.templatetags.message_text import message_text
from tests.web.conftest import World

BY = Actor.system("测试")
JOB = {"job": "每日备份", "at": "2026-03-02 03:00", "error": "磁盘空间不足"}
FILE = {"file": "机构.xlsx", "done": 3, "failed": 1, "link": "https://x.example/staff/"}


def told(user: User) -> Message:
    return tell(user, "import.finished", FILE, by=BY)[0]


@pytest.fixture
def handler(world: World, client: Client) -> User:
    user = world.person(Role.HANDLER)
    client.force_login(user)
    return user


@pytest.fixture
def failed(world: World, settings: Settings) -> Message:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    return tell(Outside(mail="wang@example.com"), "job.failed", JOB, by=BY)[0]


@pytest.mark.parametrize(("index", "one"), [("inbox:index", "inbox:inspect"), ("notify:index", "notify:message")])
def test_one_reads_ones_own_messages_only(client: Client, world: World, handler: User, index: str, one: str) -> None:
    mine, others = told(handler), told(world.person(Role.REGISTRAR))
    page = client.get(reverse(index)).content.decode()
    assert reverse(one, args=[mine.pk]) in page
    assert reverse(one, args=[others.pk]) not in page
    assert "未读" in page
    assert client.get(reverse(one, args=[others.pk])).status_code == 404
    assert unread(world.person(Role.REGISTRAR)) == 1
    opened = client.get(reverse(one, args=[mine.pk])).content.decode()
    assert 'href="https://x.example/staff/"' in opened
    assert unread(handler) == 0


@pytest.mark.parametrize("name", ["inbox:read_all", "notify:read_all"])
def test_mark_all(client: Client, handler: User, name: str) -> None:
    told(handler), told(handler)
    assert client.get(reverse(name)).status_code == 405
    client.post(reverse(name))
    assert unread(handler) == 0


def test_a_text_is_escaped_and_its_addresses_are_links() -> None:
    shown = message_text("见：https://x.example/a?b=1&c=<script>。\n\n第二段")
    assert shown == (
        '<p>见：<a href="https://x.example/a?b=1&amp;c=" rel="nofollow">https://x.example/a?b=1&amp;c=</a>'
        "&lt;script&gt;。</p>\n\n<p>第二段</p>"
    )


def test_unread_only(client: Client, handler: User) -> None:
    first = told(handler)
    tell(handler, "job.failed", JOB, by=BY)
    client.get(reverse("notify:message", args=[first.pk]))
    assert "机构.xlsx" not in client.get(reverse("notify:index"), {"state": "unread"}).content.decode()
    assert "机构.xlsx" not in client.get(reverse("inbox:index"), {"state": State.SENT}).content.decode()
    assert "机构.xlsx" in client.get(reverse("inbox:index"), {"state": State.READ}).content.decode()


def test_many_messages_come_in_pages(client: Client, handler: User) -> None:
    for _ in range(45):
        told(handler)
    assert "第3页" in client.get(reverse("notify:index")).content.decode()
    assert client.get(reverse("notify:index"), {"page": 3}).content.decode().count("导入完成") == 5


def test_the_public_logs_in_first(client: Client, db: None) -> None:
    for name in ("notify:index", "notify:preferences"):
        assert client.get(reverse(name)).status_code == 302


def test_what_one_wants(client: Client, handler: User) -> None:
    address = reverse("notify:preferences")
    answer = client.post(address, {"mail": "on", "quiet_from": "21:00"})
    assert "要么都填" in answer.content.decode()
    assert 'value="21:00"' in answer.content.decode()
    assert client.post(address, {"mail": "on", "quiet_from": "21:00", "quiet_until": "08:00"}).status_code == 302
    wants = Preference.objects.get(user=handler)
    assert (wants.mail, wants.sms, f"{wants.quiet_until:%H:%M}") == (True, False, "08:00")


def test_the_delivery_log_is_for_those_who_run_the_site(client: Client, world: World, failed: Message) -> None:
    for role in Role:
        client.force_login(world.person(role))
        status = 200 if role in (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR) else 403
        assert client.get(reverse("deliveries:index")).status_code == status, role
        assert client.get(reverse("deliveries:inspect", args=[failed.pk])).status_code == status, role
        if role != Role.SYSTEM_ADMINISTRATOR:
            assert client.post(reverse("deliveries:retry", args=[failed.pk])).status_code == 403, role


def test_trying_again(client: Client, world: World, failed: Message, settings: Settings) -> None:
    client.force_login(world.person(Role.SYSTEM_ADMINISTRATOR))
    page = client.get(reverse("deliveries:index")).content.decode()
    assert "未配置" in page
    assert "w***@example.com" in page
    assert "wang@example.com" not in page
    assert "wang@" in client.get(reverse("deliveries:index"), {"q": "wang@example.com"}).content.decode()  # the box
    assert "w***@example.com" in client.get(reverse("deliveries:index"), {"q": "wang@example.com"}).content.decode()
    assert "w***@example.com" not in client.get(reverse("deliveries:index"), {"q": "li@example.com"}).content.decode()
    one = client.get(reverse("deliveries:inspect", args=[failed.pk])).content.decode()
    assert "磁盘空间不足" not in one  # the text is not shown
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(reverse("deliveries:retry", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.state == State.WAITING
    client.post(reverse("deliveries:give_up", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.state == State.GIVEN_UP
    assert "不能放弃" in client.post(reverse("deliveries:give_up", args=[failed.pk]), follow=True).content.decode()


def test_all_at_once(client: Client, world: World, failed: Message, settings: Settings) -> None:
    client.force_login(world.person(Role.SYSTEM_ADMINISTRATOR))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(reverse("deliveries:retry_all"))
    failed.refresh_from_db()
    assert failed.state == State.WAITING


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_log_is_exported_without_addresses(client: Client, world: World, failed: Message, kind: str) -> None:
    client.force_login(world.person(Role.AUDITOR))
    answer: Any = client.get(reverse("deliveries:index"), {"export": kind})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert body
    if kind == "csv":
        assert "未配置" in body.decode("utf-8-sig")
        assert "wang" not in body.decode("utf-8-sig")


def test_editing_a_text(client: Client, world: World) -> None:
    client.force_login(world.person(Role.SYSTEM_ADMINISTRATOR))
    assert "备份失败" in client.get(reverse("message_templates:index")).content.decode()
    address = reverse("message_templates:edit", args=["backup.failed"])
    assert "{时间}" in client.get(address).content.decode()
    own = {"subject": "备份没有完成", "body": "{时间}：{原因}", "sms": ""}
    shown = client.post(address, own | {"preview": "1"}).content.decode()
    assert "2026-03-02 03:00：磁盘空间不足" in shown
    row = MessageTemplate.objects.get(key="backup.failed")
    assert not row.is_changed
    wrong = client.post(address, own | {"body": "{时间}：{为什么}"}).content.decode()
    assert "没有“{为什么}”这个占位符" in wrong
    assert "{时间}：{为什么}" in wrong  # nothing typed is lost
    assert client.post(address, own).status_code == 302
    row.refresh_from_db()
    assert row.subject == "备份没有完成"
    client.post(reverse("message_templates:restore", args=["backup.failed"]))
    row.refresh_from_db()
    assert not row.is_changed


def test_texts_are_the_system_administrators(client: Client, world: World) -> None:
    for role in Role:
        if role == Role.SYSTEM_ADMINISTRATOR:
            continue
        client.force_login(world.person(role))
        assert client.get(reverse("message_templates:index")).status_code == 403, role
        assert client.get(reverse("message_templates:edit", args=["backup.failed"])).status_code == 403, role
        assert client.post(reverse("message_templates:restore", args=["backup.failed"])).status_code == 403, role
