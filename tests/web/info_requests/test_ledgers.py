"""A ledger from a spreadsheet: rows that fit come in with their steps, others are told, a second time adds nothing."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from gongkai_web.accounts.roles import Role
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.ledgers.columns import LEDGER
from gongkai_web.info_requests.models import InfoRequest, LedgerImport
from gongkai_web.staff.models import LongWork
from tests.web.conftest import World
from tests.web.staff.conftest import Login, login

__all__ = ["login"]
URL = "/staff/requests/ledgers/"
ROW: dict[str, Any] = {
    "number": "2024-001", "received": date(2024, 3, 1), "channel": "当面提交", "kind": "自然人", "name": "测试甲",
    "identity": "990101199001011234", "phone": "13800000009", "title": "测试信息名单", "outcome": "予以公开",
    "ended": date(2024, 3, 20),
}  # fmt: skip


def sheet(*rows: dict[str, Any]) -> io.BytesIO:
    """A workbook with these rows, below a title."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "台账"
    page.append(["测试机关依申请公开台账"])
    page.append([column.label for column in LEDGER.columns])
    for row in rows:
        page.append([row.get(column.name) for column in LEDGER.columns])
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "测试台账.xlsx"
    return out


def _send(client: Any, world: World, *rows: dict[str, Any]) -> LedgerImport:
    response = client.post(URL, {"agency": world.bureau.pk, "file": sheet(*rows)})
    assert response.status_code == 302, response.context["form"].errors
    return LedgerImport.objects.latest("pk")


def _problems(row: LedgerImport) -> list[str]:
    return ["；".join(line.get("problems", [])) for line in row.report["lines"]]


def test_it_comes_in_once(login: Login, world: World, django_capture_on_commit_callbacks: Any) -> None:
    client = login(Role.DISCLOSURE_OFFICE)
    rows = [
        ROW,
        {**ROW, "number": "2024-002", "asked": date(2024, 3, 4), "corrected": "2024年3月11日", "outcome": "D3",
         "extended": "2024/4/1", "days": "10个工作日", "ended": date(2024, 5, 30), "channel": "互联网"},
        {**ROW, "number": "2024-003", "asked": date(2024, 3, 5), "outcome": "D15", "ended": date(2024, 4, 8)},
        {**ROW, "number": "2024-004", "outcome": None, "ended": None, "third_asked": date(2024, 3, 5),
         "third_answered": date(2024, 3, 12), "section": "测试科", "due": date(2024, 1, 1)},
        {**ROW, "number": "2024-005", "outcome": "申请人撤回", "kind": "商业企业"},
    ]  # fmt: skip
    row = _send(client, world, *rows)
    assert _problems(row) == [""] * 5
    assert "测试甲" not in str(row.report)
    assert client.get(f"{URL}{row.pk}/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{URL}{row.pk}/confirm/")
    assert LongWork.objects.get().message.startswith("已导入5件")
    made = {one.earlier_number: one for one in InfoRequest.objects.all()}
    plain = made["2024-001"]
    assert (plain.state, plain.outcome, plain.concluded_on, plain.closed_late) == ("replied", "D2", ROW["ended"], False)
    assert plain.due_on == calendar().add(ROW["received"], 20)
    assert plain.applicant_name == "测试甲"
    late = made["2024-002"]
    assert late.due_on == calendar().add(date(2024, 3, 11), 30)
    assert late.closed_late
    assert (made["2024-003"].outcome, made["2024-003"].state) == ("D15", "closed")
    assert (made["2024-004"].is_open, made["2024-004"].section) == (True, "测试科")
    assert made["2024-004"].due_on == calendar().add(
        date(2024, 3, 1), 20 + calendar().between(date(2024, 3, 5), date(2024, 3, 12))
    )
    assert made["2024-005"].outcome == "D17"
    row.refresh_from_db()
    assert (row.state, row.content) == ("done", "")
    again = _send(client, world, *rows)
    assert again.report["counts"] == {"refused": 0, "create": 0, "unchanged": 5}
    client.post(f"{URL}{again.pk}/confirm/")
    assert InfoRequest.objects.count() == 5
    assert client.get(f"{URL}{again.pk}/report/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"received": date(2018, 1, 1)}, "2019年5月15日"),
        ({"received": "三月一日"}, "不认识"),
        ({"received": date(2199, 1, 1)}, "晚于今天"),
        ({"ended": date(2024, 2, 1)}, "早于收到日期"),
        ({"ended": None}, "有办理结果，没有答复日期"),
        ({"outcome": None}, "有答复日期，没有办理结果"),
        ({"outcome": "大致公开"}, "不认识“大致公开”"),
        ({"corrected": date(2024, 3, 5)}, "没有通知补正日期"),
        ({"outcome": "D15"}, "没有通知补正日期"),
        ({"outcome": "D16", "fee_notified": date(2024, 3, 5), "fee_paid": date(2024, 3, 6)}, "却有缴费日期"),
        ({"extended": date(2024, 3, 5), "days": 40}, "1至20"),
        ({"name": None}, "没有填写申请人"),
        ({"title": "测" * 201}, "超过200字"),
        ({"identity": 990101199001011234}, "存成了数字"),
        ({"asked": date(2024, 3, 5)}, "时不能"),
    ],
)
def test_what_contradicts_is_refused(login: Login, world: World, changed: dict[str, Any], told: str) -> None:
    row = _send(login(Role.DISCLOSURE_OFFICE), world, {**ROW, **changed}, {**ROW, "number": "2024-009"})
    bad, good = _problems(row)
    assert told in bad, bad
    assert good == ""


def test_files_that_are_none(login: Login, world: World) -> None:
    client = login(Role.DISCLOSURE_OFFICE)
    for data in (b"", b"PK\x03\x04 not", b"%PDF-1.7"):
        file = io.BytesIO(data)
        file.name = "测试.xlsx"
        page = client.post(URL, {"agency": world.bureau.pk, "file": file})
        assert page.context["form"].errors
    other = client.post(URL, {"agency": world.other_bureau.pk, "file": sheet(ROW)})
    assert "agency" in other.context["form"].errors
    assert client.get(f"{URL}template/").status_code == 200
    twice = _send(client, world, ROW, ROW)
    assert "重复" in _problems(twice)[1]
    assert login(Role.HANDLER).get(URL).status_code == 403
    client.post(f"{URL}{twice.pk}/discard/")
    twice.refresh_from_db()
    assert (twice.state, twice.content) == ("discarded", "")
