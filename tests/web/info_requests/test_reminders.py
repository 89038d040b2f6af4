"""Reminders: at the right day, to the right people, each once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions.reminders import remind, tell_once, things, withheld_due
from gongkai_web.info_requests.models import InfoRequest, Party, Reminder, Withheld
from gongkai_web.jobs.hourly.request_reminders import request_reminders
from gongkai_web.notify.kinds import Channel
from gongkai_web.notify.models import Message
from gongkai_web.remedies.actions.cases import open_case
from gongkai_web.remedies.actions.reminders import reply_files
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk

T0 = date(2025, 9, 26)
DUE = date(2025, 10, 30)  # a Thursday


def told() -> Counter[tuple[str, str]]:
    rows = Message.objects.filter(channel=Channel.INBOX).values_list("template", "user__username")
    return Counter(rows)


def handled(desk: TestDesk, world: World, **more: Any) -> InfoRequest:
    request = desk.register(T0, **more)
    InfoRequest.objects.filter(pk=request.pk).update(handler=world.person(Role.HANDLER))
    return request


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2025, 10, 22), None), (date(2025, 10, 23), 5), (date(2025, 10, 26), 5), (date(2025, 10, 27), 3),
        (date(2025, 10, 29), 1), (DUE, 1),
    ],
)  # fmt: skip
def test_five_three_and_one(desk: TestDesk, today: date, days: int | None) -> None:
    desk.register(T0)
    found = list(things(today))
    assert [(one.message, one.days) for one in found] == ([] if days is None else [("request.due_soon", days)])


def test_each_once_to_the_handler_and_the_office(desk: TestDesk, world: World) -> None:
    handled(desk, world)
    desk.register(T0, practice=True)
    day, count = T0, 0
    while day <= date(2025, 11, 7):
        count += remind(day)
        assert remind(day) == 0
        day += timedelta(days=1)
    assert count == 4  # five, three, one, late
    people = [f"u-{role}" for role in (Role.HANDLER, Role.DISCLOSURE_OFFICE, Role.DISCLOSURE_OFFICE_HEAD)]
    assert told() == {("request.due_soon", one): 3 for one in people} | {("request.late", one): 1 for one in people}
    body = Message.objects.filter(template="request.late").first()
    assert body is not None
    assert "QX-GX-2025-00001　2025-10-30" in body.text
    assert "测试申请人" not in body.text
    assert "补助名单" not in body.text + body.subject


def test_many_are_one_message(desk: TestDesk, world: World) -> None:
    for _ in range(40):
        handled(desk, world)
    assert remind(date(2025, 10, 27)) == 40
    assert told()["request.due_soon", f"u-{Role.HANDLER}"] == 1
    message = Message.objects.filter(user=world.person(Role.HANDLER), channel=Channel.INBOX).get()
    assert "……共40件" in message.text


def test_a_limit_that_moves_is_told_anew(desk: TestDesk) -> None:
    request = desk.register(T0)
    assert remind(date(2025, 10, 29)) == 1
    desk.take(request, "extended", date(2025, 10, 29), days=20)
    assert remind(date(2025, 10, 29)) == 0
    assert remind(request.due_on) == 1


def test_unconfirmed_for_more_than_a_working_day(desk: TestDesk, world: World) -> None:
    desk.register(date(2025, 9, 26), channel="internet")  # a Friday; Sunday the 28th was worked
    assert remind(date(2025, 9, 28)) == 0
    assert remind(date(2025, 9, 29)) == 1
    assert told()["request.unconfirmed", f"u-{Role.REGISTRAR}"] == 1


def test_what_may_lapse_and_who_is_silent(desk: TestDesk) -> None:
    waits = desk.register(T0)
    desk.take(waits, "clarification_asked", date(2025, 9, 28), delivered_on="2025-09-28")
    until = date(2025, 10, 24)  # fifteen working days
    assert [one.message for one in things(until)] == []
    assert [one.message for one in things(until + timedelta(days=1))] == ["request.may_lapse"]
    asked = desk.register(T0)
    desk.take(asked, "assigned", T0)
    desk.take(asked, "third_party_asked", date(2025, 9, 28), party="1", delivered_on="2025-09-28")
    Party.objects.create(
        request=asked, kind="third_party", key="1", name="测试公司", concerns="测试", asked_on=date(2025, 9, 28),
        delivered_on=date(2025, 9, 28), answer_by=until,
    )  # fmt: skip
    found = {one.message: one.line for one in things(until + timedelta(days=1))}
    assert found["request.party_silent"] == f"{asked.number}　第三方，期限2025-10-24"
    assert "测试公司" not in str(found)


def test_the_ledger_of_article_18(desk: TestDesk) -> None:
    day = date(2025, 6, 2)
    Withheld.objects.create(agency=desk.agency, title="测试", ground="E15", decided_on=day, review_on=day)
    assert len(list(withheld_due(day - timedelta(days=1)))) == 0
    assert remind(day) == 1
    assert remind(day + timedelta(days=30)) == 0


def test_reply_files_of_reviews(desk: TestDesk) -> None:
    data = {"group": "review", "organ": "清溪县人民政府", "subject": "D6", "filed_on": date(2025, 11, 10)}
    open_case(desk.agency, {**data, "notified_on": date(2025, 11, 14)}, by=BY)  # due on 28 November
    count = 0
    for number in range(30):
        day = date(2025, 11, 15) + timedelta(days=number)
        count += tell_once(reply_files(day), day)
    assert count == 4
    assert {key for key, _ in told()} == {"remedy.due_soon", "remedy.late"}


def test_the_job(desk: TestDesk) -> None:
    desk.register(T0)
    done = request_reminders(timezone.now())
    assert done.count == 1
    assert request_reminders(timezone.now()).count == 0
    assert Reminder.objects.count() == 1
