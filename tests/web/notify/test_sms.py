"""SMS over a real HTTP gateway, in the dialects of different vendors."""

from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from gongkai_web.common.actor import Actor
from gongkai_web.notify import delivery, sms
from gongkai_web.notify.actions import tell
from gongkai_web.notify.failures import Delayed, Rejected
from gongkai_web.notify.kinds import State
from gongkai_web.notify.recipients import Outside
from tests.web.notify.conftest import SmsGateway

ID = uuid4()
PHONE = "138-0000-1234"


def send(gateway: SmsGateway, **kwargs: object) -> None:
    sms.HttpSms(gateway.url, {"phone": "{phone}", "text": "{text}"}, **kwargs).send(PHONE, "您好{phone}", identity=ID)  # type: ignore[arg-type]


def test_as_shipped(gateway: SmsGateway) -> None:
    send(gateway)
    headers, body = gateway.got[0]
    assert body == {"phone": "13800001234", "text": "您好{phone}"}  # nothing in a text is taken for a place
    assert headers["Content-Type"].startswith("application/json")


def test_the_dialect_of_a_vendor(gateway: SmsGateway, settings: Settings, db: None) -> None:
    settings.GONGKAI_SMS_BODY = {"to": ["{phone}"], "sms": {"content": "【公开】{text}"}, "ref": "{id}", "type": 1}
    settings.GONGKAI_SMS_HEADERS = {"Authorization": "Bearer x"}
    settings.GONGKAI_SMS_OK = "result.0.code=OK"
    gateway.answer = b'{"result": [{"code": "OK"}]}'
    values = {"at": "三点", "error": "满了"}
    [row] = tell(Outside(phone=PHONE), "backup.failed", values, by=Actor.system())
    outcome = delivery.deliver(row.pk)
    assert outcome is not None
    assert outcome.state == State.SENT
    headers, body = gateway.got[0]
    assert headers["Authorization"] == "Bearer x"
    assert body["to"] == ["13800001234"]
    assert body["sms"]["content"].startswith("【公开】政府信息公开：三点")
    assert body["ref"] == row.identity.hex
    assert body["type"] == 1


def test_an_answer_that_says_no(gateway: SmsGateway) -> None:
    gateway.answer = '{"code": 7, "msg": "13800001234 余额不足"}'.encode()
    with pytest.raises(Delayed) as caught:
        send(gateway, ok="code=0")
    assert "余额不足" in caught.value.reason
    assert "13800001234" not in caught.value.reason
    gateway.answer = b"<html>"
    with pytest.raises(Delayed):
        send(gateway, ok="code=0")


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Rejected), (422, Rejected), (401, Delayed), (429, Delayed), (503, Delayed)]
)
def test_statuses(gateway: SmsGateway, status: int, kind: type[Exception]) -> None:
    gateway.status = status
    with pytest.raises(kind, match=str(status)):
        send(gateway)


def test_a_number_is_not_carried_elsewhere(gateway: SmsGateway) -> None:
    gateway.status, gateway.location = 307, gateway.url + "/elsewhere"
    with pytest.raises(Delayed):
        send(gateway)
    assert len(gateway.got) == 1


def test_slow_and_dead_gateways(gateway: SmsGateway) -> None:
    gateway.seconds = 0.5
    with pytest.raises(Delayed, match="没有回答"):
        send(gateway, seconds=0.1)
    with pytest.raises(Delayed, match="连不上"):
        sms.HttpSms("http://127.0.0.1:9/", {}).send(PHONE, "", identity=ID)
    with pytest.raises(Delayed, match="SMS_URL"):
        sms.HttpSms("file:///etc/passwd", {}).send(PHONE, "", identity=ID)


@pytest.mark.parametrize("phone", ["", "abc", "123", "1380000123４", "+86138\n1"])
def test_what_is_no_number_is_refused(gateway: SmsGateway, phone: str) -> None:
    with pytest.raises(Rejected):
        sms.HttpSms(gateway.url, {}).send(phone, "", identity=ID)
    assert gateway.got == []
