"""Long work: its states, its page, its file, and exports that become one."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.admin.viewsets import viewsets

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.jobs.daily.old_work import old_work
from gongkai_web.staff import exports
from gongkai_web.staff.actions import AlreadyDone, begin, carry_on
from gongkai_web.staff.models import LongWork, WorkState
from tests.web.conftest import World
from tests.web.staff.conftest import Login
from tests.web.staff.screens import SCREENS

pytestmark = pytest.mark.urls("tests.web.staff.screens")
BY = Actor.system("测试")


def start(world: World) -> LongWork:
    return begin("导入机关", started_by=world.person(Role.SYSTEM_ADMINISTRATOR), by=BY)


def test_progress_and_result(world: World, login: Login) -> None:
    work = start(world)
    url = f"/staff/long-work/{work.pk}/"
    page = login(Role.SYSTEM_ADMINISTRATOR).get(url).content.decode()
    assert "等待开始" in page
    assert 'http-equiv="refresh"' in page
    with carry_on(str(work.pk)) as progress:
        for number in progress.over([1, 2, 3, 4]):
            if number == 1:
                part = login(Role.SYSTEM_ADMINISTRATOR).get(url, headers={"HX-Request": "true"}).content.decode()
                assert "已处理 0，共 4（0%）" in part
                assert "<html" not in part
        progress.result("新增4个机关。", url="/staff/")
    page = login(Role.SYSTEM_ADMINISTRATOR).get(url).content.decode()
    assert "新增4个机关。" in page
    assert "hx-get" not in page
    assert 'http-equiv="refresh"' not in page


def test_a_refusal_and_a_failure_are_told(world: World) -> None:
    refused, broken = start(world), start(world)
    with carry_on(str(refused.pk)):
        raise ValidationError("第3行没有机关代码。")
    with pytest.raises(ZeroDivisionError), carry_on(str(broken.pk)):
        1 / 0  # noqa: B018
    refused.refresh_from_db()
    broken.refresh_from_db()
    assert (refused.state, refused.message) == (WorkState.FAILED, "第3行没有机关代码。")
    assert broken.state == WorkState.FAILED
    assert "division" not in broken.message


def test_a_task_that_comes_twice_does_nothing(world: World) -> None:
    work = start(world)
    with carry_on(str(work.pk)):
        pass
    with pytest.raises(AlreadyDone), carry_on(str(work.pk)):
        pass


def test_nobody_sees_anothers_work(world: World, login: Login) -> None:
    work = start(world)
    assert login(Role.AUDITOR).get(f"/staff/long-work/{work.pk}/").status_code == 404
    assert login(Role.AUDITOR).get(f"/staff/long-work/{work.pk}/file/").status_code == 404
    assert "还没有后台任务" in login(Role.AUDITOR).get("/staff/long-work/").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_long_export_is_work(world: World, login: Login, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    monkeypatch.setattr(viewsets, "viewsets", [*viewsets.viewsets, *SCREENS])
    client = login(Role.SUPERVISOR)
    response = client.get("/staff/try-agencies/", {"export": kind, "ordering": "code"})
    work = LongWork.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/staff/long-work/{work.pk}/")
    assert (work.state, work.message) == (WorkState.DONE, "共3行。")
    body = client.get(f"/staff/long-work/{work.pk}/file/").getvalue()
    rows = (
        [line.split(",") for line in body.decode("utf-8-sig").splitlines()]
        if kind == "csv"
        else [[cell.value for cell in row] for row in load_workbook(io.BytesIO(body)).active.rows]
    )
    assert [row[1] for row in rows] == ["机关代码", "QX-GX", "QX-JY", "QX-ZF"]
    assert Event.objects.filter(verb="list.export", actor="u-supervisor").count() == 1
    stored = work.file.storage, work.file.name
    assert old_work(timezone.now()).count == 0
    assert old_work(timezone.now() + timedelta(days=8)).count == 1
    assert not LongWork.objects.exists()
    assert not stored[0].exists(stored[1])
