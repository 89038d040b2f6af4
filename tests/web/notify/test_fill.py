"""Placeholders: what is refused by name, and what is filled in."""

from __future__ import annotations

import pytest

from gongkai_web.notify.fill import fill, problems, sample_values, values_by_label
from gongkai_web.notify.shipped import UnknownMessage, Wording, all_messages, message_of

INVITED = message_of("account.invited")
GOOD = "{姓名}的{账号}：{链接}（{有效期}）"


def faults(subject: str = "标题", body: str = GOOD, sms: str = "") -> list[tuple[str, str]]:
    return list(problems(INVITED, Wording(subject, body, sms)))


@pytest.mark.parametrize("key", sorted(all_messages()))
def test_shipped_texts_are_right(key: str) -> None:
    message = message_of(key)
    assert list(problems(message, message.wording)) == []
    for text in (message.wording.subject, message.wording.body, message.wording.sms):
        assert "{" not in fill(text, sample_values(message))
    assert len(message.wording.sms) <= 300
    assert all(value.sample for value in message.values)


def test_the_keys_that_other_apps_use_are_there() -> None:
    assert set(all_messages()) >= {
        "account.invited", "account.reset", "account.locked", "job.failed", "import.finished", "file.infected",
        "backup.failed", "calendar.missing", "audit.broken",
    }  # fmt: skip
    with pytest.raises(UnknownMessage):
        message_of("account.nothing")


def test_an_unknown_placeholder_is_refused_by_name() -> None:
    [(field, text)] = faults(body=GOOD + "{性命}")
    assert field == "body"
    assert "{性命}" in text
    assert "{姓名}" in text  # and what may be used


def test_a_missing_one_is_refused_by_name() -> None:
    assert [(f, "{链接}" in t) for f, t in faults(body="{账号}{有效期}")] == [("body", True)]
    assert [(f, "{链接}" in t) for f, t in faults(sms="请登录")] == [("sms", True)]


def test_no_personal_data_and_no_link_in_a_subject() -> None:
    assert [f for f, _ in faults(subject="{姓名}{链接}")] == ["subject", "subject"]


@pytest.mark.parametrize("body", [GOOD + "{", GOOD + "}", GOOD + "{{姓名}}"])
def test_stray_braces_are_refused(body: str) -> None:
    assert any("不成对" in text for _, text in faults(body=body))


def test_empty_texts_are_refused() -> None:
    assert {field for field, _ in faults(subject=" ", body="")} == {"subject", "body"}


def test_a_value_is_never_a_template() -> None:
    assert fill("{姓名}！", {"姓名": "{链接}", "链接": "秘密"}) == "{链接}！"


def test_the_site_is_known_to_every_text() -> None:
    assert fill("{平台} {网址}", {}) == "政府信息公开 http://localhost:8000"


def test_code_gives_all_values_and_no_others() -> None:
    given = {"name": "张测试", "account": "a", "link": "x", "valid": "72小时"}
    assert values_by_label(INVITED, given)["有效期"] == "72小时"
    with pytest.raises(TypeError, match="valid"):
        values_by_label(INVITED, {k: v for k, v in given.items() if k != "valid"})
    with pytest.raises(TypeError, match="phone"):
        values_by_label(INVITED, {**given, "phone": "1"})
