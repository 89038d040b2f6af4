"""Events from what a program gives: read, or refused in one clear line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.law.day import read_day
from gongkai.law.events import CHANNELS, KINDS, Event, EventError, read_event, read_events

GOOD = {"event": "received", "on": "2024-01-15"}


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ({}, "应当是一个列表，每项是一件有日期的事"),
        ([], "列表是空的，至少要有收到申请一件事"),
        (["received"], "第1件事不是一个对象"),
        ([{"on": "2024-01-15"}], "第1件事的类型“None”不认识，可用的有：received、"),
        ([GOOD, {"event": "answered", "on": "2024-01-15"}], "第2件事的类型“answered”不认识"),
        ([{"event": ["received"], "on": "2024-01-15"}], "第1件事的类型"),
        ([{"event": "x" * 100 + "\n", "on": "2024-01-15"}], "第1件事的类型“" + "x" * 40 + "…”不认识"),
        ([{"event": "received"}], "第1件事的日期没有写，应写作2024-01-15的样子"),
        ([GOOD | {"on": "2024-02-30"}], "第1件事的日期“2024-02-30”不是日期，应写作2024-01-15的样子"),
        ([GOOD | {"on": "20240115"}], "第1件事的日期“20240115”不是日期"),
        ([GOOD | {"on": "2024-W03-1"}], "第1件事的日期“2024-W03-1”不是日期"),
        ([GOOD | {"on": "２０２４-01-15"}], "第1件事的日期"),
        ([GOOD | {"on": "9999-12-31"}], "第1件事的日期“9999-12-31”不是日期"),
        ([GOOD | {"on": 20240115}], "第1件事的日期“20240115”不是日期"),
        ([GOOD | {"on": ["2024-01-15"]}], "第1件事的日期"),
        ([GOOD | {"confirmed_on": "明天"}], "第1件事的confirmed_on“明天”不是日期"),
        ([GOOD | {"channel": "pigeon"}], "第1件事的渠道“pigeon”不认识，可用的有：in_person、post"),
        ([GOOD | {"channel": ["fax"]}], "第1件事的渠道"),
        ([GOOD, {"event": "extended", "on": "2024-01-16", "days": -3}], "第2件事的天数“-3”应当是正整数"),
        ([GOOD, {"event": "extended", "on": "2024-01-16", "days": 0}], "第2件事的天数“0”应当是正整数"),
        ([GOOD, {"event": "extended", "on": "2024-01-16", "days": True}], "第2件事的天数“True”应当是正整数"),
        ([GOOD, {"event": "extended", "on": "2024-01-16", "days": "5"}], "第2件事的天数“5”应当是正整数"),
        ([GOOD, {"event": "extended", "on": "2024-01-16", "days": None}], "第2件事的天数“None”应当是正整数"),
        (
            [GOOD, {"event": "extended", "on": "2024-01-14"}],
            "第2件事“延长答复期限”（2024-01-14）早于前一件“收到申请”（2024-01-15），请按日期先后排列",
        ),
    ],
)
def test_what_is_refused(items: Any, says: str) -> None:
    with pytest.raises(EventError) as caught:
        read_events(items)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_what_is_read() -> None:
    events = read_events(
        [
            GOOD | {"channel": "互联网", "confirmed_on": "2024-01-16", "note": "一", "delivered_on": None},
            {"event": "extended", "on": "2024-01-16", "days": 1},
        ]
    )
    assert events == (
        Event("received", date(2024, 1, 15), {"channel": "internet", "confirmed_on": date(2024, 1, 16), "note": "一"}),
        Event("extended", date(2024, 1, 16), {"days": 1}),
    )
    assert events[0].name == "收到申请"
    assert events[0].day("confirmed_on") == date(2024, 1, 16)
    assert events[0].day("note") is None
    assert read_event(GOOD | {"channel": None}).data == {}


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda c: c.id)
def test_channels_by_id_and_by_name(channel: Any) -> None:
    assert read_event(GOOD | {"channel": channel.id}).data == read_event(GOOD | {"channel": channel.label}).data


def test_kinds_of_the_contract_are_there() -> None:
    contract = (
        "received clarification_asked clarified third_party_asked third_party_answered co_maker_asked"
        " co_maker_answered opinion_asked opinion_answered extended fee_notified fee_paid replied"
    )
    assert set(contract.split()) <= set(KINDS)


def test_days_are_written_in_one_way() -> None:
    assert read_day("1949-10-01") == date(1949, 10, 1)
    assert read_day("2199-12-31") == date(2199, 12, 31)
    for text in ("1948-12-31", "2200-01-01", "2024-1-15", " 2024-01-15", "2024-01-15T00", ""):
        with pytest.raises(ValueError, match=f"^{text}$"):
            read_day(text)
