"""What an applicant says in a step is sealed, wherever it comes from, and is read where it was read before."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import splitting
from gongkai_web.info_requests.actions.tracking import answer
from gongkai_web.info_requests.archive.contents import contents
from gongkai_web.info_requests.models import ClosedFile, FeeNotice, InfoRequest, Step
from gongkai_web.info_requests.queries.folder import digest_of_row
from gongkai_web.info_requests.queries.progress import progress
from tests.web.info_requests.acts import act
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.test_case_frame import send

SAID = "我叫测试申请人，电话13800000001，要2025年的名单"
MOVED = import_module("gongkai_web.info_requests.migrations.0012_sealed_words")


@pytest.fixture
def asked(desk: TestDesk) -> InfoRequest:
    """A request whose applicant is to clarify."""
    made = desk.register()
    desk.take(made, "clarification_asked", items=["写明年度"], how="书面", days=15)
    return made


def stored(request: InfoRequest) -> str:
    """All that the table of steps holds of a request, as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM info_requests_step WHERE request_id = %s", [request.pk])
        return str(cursor.fetchall())


def test_what_the_applicant_writes_is_sealed(asked: InfoRequest, enter: Any) -> None:
    step = answer(asked, "clarified", text=SAID, version=asked.version, token="t1", by=BY)
    assert (step.words, step.data) == (SAID, {})
    assert "13800000001" not in stored(asked)
    assert "测试申请人" not in stored(asked)
    asked.refresh_from_db()
    assert progress(asked, timezone.localdate()).happened[-1].said == (SAID,)
    page = enter(Role.DISCLOSURE_OFFICE).get(asked.get_absolute_url()).content.decode()
    assert SAID in page
    steps = next(one for one in contents(asked).sections if one.title == "办理步骤")
    assert ("申请人的陈述", SAID) in steps.rows[-1]


def test_what_the_registrar_types_is_sealed(asked: InfoRequest, enter: Any) -> None:
    assert send(enter(Role.REGISTRAR), asked, "clarified", text=SAID).status_code == 302
    step = asked.steps.get(event="clarified")
    assert (step.words, "text" in step.data) == (SAID, False)
    assert "13800000001" not in stored(asked)


def test_it_is_sealed_whoever_calls(desk: TestDesk, asked: InfoRequest) -> None:
    step = desk.take(asked, "clarified", text=SAID)
    assert (step.words, step.data) == (SAID, {})
    desk.walk(asked, "assigned", "reasons_asked")
    assert desk.take(asked, "reasons_given", text="研究需要").words == "研究需要"


def test_a_split_takes_the_words_along(desk: TestDesk, asked: InfoRequest) -> None:
    desk.take(asked, "clarified", text=SAID)
    (new,) = act(asked, lambda row, *, by, roles: splitting.split(row, [("另一件", "内容")], by=by))
    assert new.request.steps.get(event="clarified").words == SAID


def test_rows_from_before_are_moved_and_back(desk: TestDesk, asked: InfoRequest) -> None:
    desk.take(asked, "clarified", text="")
    step = asked.steps.get(event="clarified")
    Step.objects.filter(pk=step.pk).update(data={"text": SAID, "files": 1})
    step.refresh_from_db()
    closed = ClosedFile.objects.create(
        step=step, number=1, kind="办理步骤", key=f"step-{step.pk}", title="补正", digest=digest_of_row(step)
    )
    other = ClosedFile.objects.create(
        step=step, number=2, kind="办理步骤", key=f"step-{step.pk}", title="已改动", digest="0" * 64
    )
    MOVED.seal(apps, None)
    step.refresh_from_db()
    closed.refresh_from_db()
    other.refresh_from_db()
    assert (step.words, step.data) == (SAID, {"files": 1})
    assert closed.digest == digest_of_row(step)
    assert other.digest == "0" * 64  # what did not agree before does not now
    assert "13800000001" not in stored(asked)
    MOVED.seal(apps, None)
    MOVED.unseal(apps, None)
    step.refresh_from_db()
    assert (step.words, step.data) == ("", {"files": 1, "text": SAID})


def test_what_was_paid_before_is_what_was_asked_for(desk: TestDesk) -> None:
    request = desk.register()
    of = {"request": request, "standard": "pages", "count": 50, "how_to_pay": "专户", "notified_on": date(2026, 1, 5)}
    paid = FeeNotice.objects.create(**of, yuan=200, paid_on=date(2026, 1, 6))
    open_one = FeeNotice.objects.create(**of, yuan=300)
    MOVED.pay(apps, None)
    paid.refresh_from_db()
    open_one.refresh_from_db()
    assert (paid.paid_yuan, open_one.paid_yuan) == (200, None)
