"""An administrator's own texts."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.notify.actions import tell
from gongkai_web.notify.models import MessageTemplate
from gongkai_web.notify.queries import preview, wording_of
from gongkai_web.notify.recipients import Outside
from gongkai_web.notify.shipped import Wording, all_messages, message_of
from gongkai_web.notify.template_actions import change_template, restore_template

BY = Actor.system("测试")
OWN = Wording("备份没有完成", "{时间}：{原因}", "")


def test_there_is_a_row_for_each_message(db: None) -> None:
    assert set(MessageTemplate.objects.values_list("key", flat=True)) == set(all_messages())


def test_a_changed_text_is_what_goes_out_until_it_is_restored(db: None) -> None:
    row = MessageTemplate.objects.get(key="backup.failed")
    change_template(row, OWN, by=BY)
    [mail] = tell(Outside(mail="a@example.com"), "backup.failed", {"at": "三点", "error": "满了"}, by=BY)
    assert (mail.subject, mail.text) == ("备份没有完成", "三点：满了")
    restore_template(row, by=BY)
    assert wording_of("backup.failed") == message_of("backup.failed").wording
    verbs = list(Event.objects.filter(object_kind="message_template").values_list("verb", flat=True))
    assert verbs == ["message.template_restore", "message.template_change"]


def test_a_faulty_text_is_refused_on_its_field(db: None) -> None:
    row = MessageTemplate.objects.get(key="backup.failed")
    with pytest.raises(ValidationError) as caught:
        change_template(row, Wording("备份", "{时间}{为什么}", ""), by=BY)
    assert set(caught.value.message_dict) == {"body"}
    assert [("{为什么}" in text, "{原因}" in text) for text in caught.value.message_dict["body"]] == [
        (True, True), (False, True),
    ]  # fmt: skip
    row.refresh_from_db()
    assert not row.is_changed


def test_the_shipped_text_given_back_is_no_change(db: None) -> None:
    row = MessageTemplate.objects.get(key="backup.failed")
    assert not change_template(row, row.wording, by=BY).is_changed
    change_template(row, OWN, by=BY)
    assert not change_template(row, message_of("backup.failed").wording, by=BY).is_changed


def test_a_preview_has_the_samples(db: None) -> None:
    shown = preview(message_of("backup.failed"), OWN)
    assert shown.body == "2026-03-02 03:00：磁盘空间不足"
