"""Steps: the table and the clock of the law hold, nobody overwrites another, nothing is done twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.law.calendar import standard_calendar
from gongkai.law.deadlines import clock
from gongkai.law.events import read_events
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions.numbers import take_number
from gongkai_web.info_requests.actions.steps import Conflict, Repeated, lock, strike, take
from gongkai_web.info_requests.clock import law_events
from gongkai_web.info_requests.models import InfoRequest
from tests.web.info_requests.conftest import BY, TestDesk

T0 = date(2025, 9, 26)


def test_the_due_day_is_the_one_the_law_gives(desk: TestDesk) -> None:
    request = desk.register(T0)
    assert request.due_on == date(2025, 10, 30)
    desk.take(request, "assigned", T0)
    desk.take(request, "third_party_asked", date(2025, 10, 9), party="1", delivered_on="2025-10-10")
    desk.take(request, "third_party_answered", date(2025, 10, 20), party="1")
    desk.take(request, "extended", date(2025, 10, 21), days=10)
    events = law_events(request.steps.all(), round_=1)
    asked = clock(read_events(events), calendar=standard_calendar())
    assert request.due_on == asked.due
    assert asked.extended == 10
    assert asked.suspended_days > 0


def test_what_the_table_does_not_have_is_refused_with_its_clause(desk: TestDesk) -> None:
    request = desk.register(T0)
    with pytest.raises(ValidationError, match=r"不能“签发”.*条例"):
        desk.take(request, "approved")
    request.refresh_from_db()
    assert (request.state, request.version, request.steps.count()) == ("registered", 1, 1)


def test_who_may_not_is_told_who_may(desk: TestDesk) -> None:
    request = desk.register(T0)
    with transaction.atomic(), pytest.raises(ValidationError, match="由公开工作机构办理"):
        take(lock(request, version=1), "assigned", on=T0, roles={"handler"}, by=BY)


def test_a_day_that_cannot_be(desk: TestDesk) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        desk.register(tomorrow)
    with pytest.raises(ValidationError, match="2019年5月15日"):
        desk.register(date(2018, 1, 2))
    request = desk.register(T0)
    with pytest.raises(ValidationError, match="不能早于申请到达之日"):
        desk.take(request, "extended", T0 - timedelta(days=3), days=5)


def test_two_officers_at_once(desk: TestDesk) -> None:
    request = desk.register(T0)
    seen = request.version
    desk.take(request, "assigned")
    with pytest.raises(Conflict, match="测试经办刚刚办理了“交承办科室办理”"), transaction.atomic():
        lock(request, version=seen)


def test_a_form_sent_twice_is_one_step(desk: TestDesk) -> None:
    request = desk.register(T0)
    with transaction.atomic():
        row = lock(request, version=1, token="t1")
        take(row, "assigned", on=T0, roles={"disclosure_office"}, by=BY, token="t1")
    with pytest.raises(Repeated) as told, transaction.atomic():
        lock(request, version=1, token="t1")
    assert told.value.step.event == "assigned"
    assert request.steps.count() == 2


def test_online_waits_for_both_sides(desk: TestDesk) -> None:
    request = desk.register(T0, channel="internet")
    assert (request.state, request.due_on, request.waits_for) == ("confirm_pending", None, "等待确认")
    desk.take(request, "confirmed", date(2025, 9, 28))
    assert (request.received_on, request.due_on) == (date(2025, 9, 28), date(2025, 10, 31))


def test_a_clarification_starts_the_limit_anew(desk: TestDesk) -> None:
    request = desk.register(T0)
    desk.take(request, "clarification_asked", date(2025, 9, 28), delivered_on="2025-09-28")
    assert request.waits_for == "等待补正"
    assert request.due_on is None
    assert request.is_open
    desk.take(request, "clarified", date(2025, 10, 15))
    assert request.due_on == date(2025, 11, 12)


def test_an_end_is_in_the_row(desk: TestDesk) -> None:
    request = desk.register(T0)
    desk.walk(request, "assigned", "drafted", "submitted", "approved", on=T0)
    desk.take(request, "replied", date(2025, 11, 3), posted_on="2025-11-03")
    assert (request.is_open, request.concluded_on, request.closed_late) == (False, date(2025, 11, 3), True)


def test_a_matter_taken_up_again_is_a_new_round(desk: TestDesk) -> None:
    request = desk.register(T0)
    desk.walk(request, "assigned", "drafted", "submitted", "approved", on=T0)
    desk.walk(request, "replied", "archived", on=date(2025, 10, 15))
    desk.take(request, "reopened", date(2025, 12, 1), until="2025-12-19")
    assert (request.round, request.is_open, request.due_on) == (2, True, date(2025, 12, 19))
    assert request.received_on == date(2025, 12, 1)


def test_only_the_last_step_is_struck(desk: TestDesk) -> None:
    request = desk.register(T0)
    desk.take(request, "assigned", T0)
    last = desk.take(request, "clarification_asked", date(2025, 9, 28))
    with transaction.atomic():
        row = lock(request, version=None)
        with pytest.raises(ValidationError, match="最近的一步"):
            strike(row, request.steps.get(number=2), reason="误办", by=BY)
        strike(row, last, reason="误办", by=BY)
    request.refresh_from_db()
    assert (request.state, request.due_on) == ("processing", date(2025, 10, 30))
    assert request.steps.get(number=3).struck_reason == "误办"
    desk.take(request, "clarification_asked", date(2025, 9, 29))
    assert request.steps.count() == 4


def test_every_step_is_in_the_log(desk: TestDesk) -> None:
    request = desk.register(T0)
    desk.take(request, "assigned")
    verbs = list(Event.objects.filter(object_key=request.number).order_by("number").values_list("verb", flat=True))
    assert verbs == ["request.received", "request.register", "request.assigned"]
    told = str(list(Event.objects.filter(object_key=request.number).values("object_name", "after")))
    assert "测试申请人" not in told
    assert "补助名单" not in told


def test_numbers_have_no_gaps(desk: TestDesk) -> None:
    first = desk.register()
    with transaction.atomic():
        take_number(desk.agency, "request", first.year)
        transaction.set_rollback(True)
    second = desk.register()
    assert (first.sequence, second.sequence) == (1, 2)
    practice = desk.register(practice=True)
    assert practice.sequence == 1
    assert practice.number.startswith("练习-")


def test_personal_data_is_sealed(desk: TestDesk) -> None:
    from django.db import connection

    request = desk.register()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM info_requests_inforequest WHERE id = %s", [request.pk])
        kept = str(cursor.fetchone())
    for secret in ("测试申请人", "990101199001011234", "13800000001", "测试路"):
        assert secret not in kept
    field = InfoRequest._meta.get_field("identity_number")
    assert InfoRequest.objects.get(field.find("990101199001011234")) == request
