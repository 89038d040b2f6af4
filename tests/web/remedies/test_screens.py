"""The screens of reviews and lawsuits: who sees them, what they do, what they keep."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.organisations.scope import Scope
from gongkai_web.remedies.actions.cases import decide_case
from gongkai_web.remedies.models import RemedyCase, RemedyImport
from gongkai_web.remedies.queries.lessons import lessons, total_of
from gongkai_web.remedies.sheet import COLUMNS, template
from gongkai_web.staff.home import collect
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY
from tests.web.remedies.conftest import Court


@pytest.fixture
def office(world: World, settings: Any) -> Client:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    return client_of(world, Role.DISCLOSURE_OFFICE)


def client_of(world: World, who: Role | str) -> Client:
    client = Client()
    client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
    return client


def text(response: Any) -> str:
    return response.content.decode()


def test_from_the_form_to_the_reopened_request(court: Court, office: Client) -> None:
    request = court.replied()
    page = text(office.get(f"/staff/requests/{request.public_id}/"))
    assert f"/staff/remedies/new/?request_number={request.number}" in page
    data = {
        "agency": court.desk.agency.pk, "group": "review", "request_number": "没有这个号", "organ": "清溪县人民政府",
        "number": "清政复〔2025〕7号", "procedure": "ordinary", "party": "测试申请人", "subject": "D6",
        "claim": "<script>alert(1)</script>", "filed_on": "2025-11-10",
    }  # fmt: skip
    refused = text(office.post("/staff/remedies/new/", data))
    assert "没有这个登记编号" in refused
    assert "清政复〔2025〕7号" in refused
    office.post("/staff/remedies/new/", data | {"request_number": request.number})
    case = RemedyCase.objects.get()
    assert (case.request, case.party) == (request, "测试申请人")
    assert f'href="{case.get_absolute_url()}"' in text(office.get("/staff/remedies/"))
    assert "---------" not in text(office.get(f"/staff/remedies/{case.pk}/decide/"))
    page = text(office.get(case.get_absolute_url()))
    assert "测****" in page
    assert "测试申请人" not in page
    assert "<script>alert" not in page
    edit = {
        "group": "review", "request_number": request.number, "organ": "清溪县人民政府", "number": "清政复〔2025〕7号",
        "procedure": "ordinary", "party": "", "subject": "D6", "filed_on": "2025-11-10", "accepted_on": "2025-11-12",
        "notified_on": "2025-11-14", "version": 0,
    }  # fmt: skip
    form = text(office.get(f"/staff/remedies/edit/{case.pk}/"))
    assert "测试申请人" not in form
    office.post(f"/staff/remedies/edit/{case.pk}/", edit)
    case.refresh_from_db()
    assert (case.reply_by, case.party) == (date(2025, 11, 28), "测试申请人")
    assert "其他人刚刚修改" in text(office.post(f"/staff/remedies/edit/{case.pk}/", edit | {"organ": "另一机关"}))
    page = text(office.get(case.get_absolute_url()))
    assert "10个工作日内（《中华人民共和国行政复议法》" in page
    assert "没有登记提交答复" in page
    end = {
        "result": "revoked",
        "decided_on": "2025-12-10",
        "must_redo": "on",
        "redo_by": "2026-01-16",
        "fault": "search",
    }
    wrong = text(office.post(f"/staff/remedies/{case.pk}/decide/", end | {"version": 1, "decided_on": "2025-11-01"}))
    assert "不能早于" in wrong
    assert "2026-01-16" in wrong
    office.post(f"/staff/remedies/{case.pk}/decide/", end | {"version": 1})
    case.refresh_from_db()
    assert case.result == "revoked"
    again = {"version": 2, "token": "a1", "on": "2025-12-15"}
    for _ in range(2):
        office.post(f"/staff/remedies/{case.pk}/reopen/", again)
    request.refresh_from_db()
    assert (request.state, request.round, request.due_on) == ("processing", 2, date(2026, 1, 16))
    assert "清政复〔2025〕7号" in text(office.get(f"/staff/requests/{request.public_id}/"))


def test_papers_and_who_contests(court: Court, office: Client) -> None:
    case = court.open(court.replied())
    sent = SimpleUploadedFile("测试.txt", "测试复议决定书正文".encode())
    office.post(f"/staff/remedies/{case.pk}/paper/", {"kind": "decision", "file": sent})
    assert case.papers.get().title == "决定书、裁判文书"
    assert case.request.papers.get().kind == "remedy"
    bad = SimpleUploadedFile("测试.pdf", b"MZ" + bytes(100))
    assert "不接受这种文件" in text(office.post(f"/staff/remedies/{case.pk}/paper/", {"kind": "other", "file": bad}))
    assert "测试申请人" in text(office.post(f"/staff/remedies/{case.pk}/unmask/"))
    assert Event.objects.filter(verb="remedy.unmask").count() == 1


def test_others_see_nothing(court: Court, world: World, office: Client) -> None:
    case = court.open()
    other = client_of(world, "other")
    assert other.get(case.get_absolute_url()).status_code in (403, 404)
    handler = client_of(world, Role.HANDLER)
    assert handler.get(case.get_absolute_url()).status_code == 200
    assert handler.post(f"/staff/remedies/{case.pk}/decide/", {}).status_code == 403
    assert handler.get("/staff/remedies/new/").status_code == 403


def test_lists_and_lines_of_the_home(court: Court, world: World, office: Client) -> None:
    today = timezone.localdate()
    filed = today - timedelta(days=40)
    court.open(number="1", filed_on=filed, notified_on=today - timedelta(days=30))
    court.open(number="2", filed_on=filed, notified_on=today, reply_set=today + timedelta(days=2))
    redo = court.open(number="3", filed_on=filed)
    decide_case(redo, {"result": "revoked", "decided_on": today, "must_redo": True}, by=BY)
    person = world.person(Role.DISCLOSURE_OFFICE)
    told = {line.label: line.count for section in collect(Scope.of(person), person) for line in section.lines}
    assert told["复议、诉讼答复逾期"] == 1
    assert told["复议、诉讼答复即将到期"] == 1
    assert told["依复议决定、判决重新作出处理"] == 1
    for todo, count in (("late", 1), ("soon", 2), ("redo", 1), ("pending", 2), ("decided", 1)):
        page = text(office.get(f"/staff/remedies/?todo={todo}"))
        assert page.count("/staff/remedies/inspect/") >= count, todo
    export = office.get("/staff/remedies/?export=xlsx")
    assert export.status_code == 200


def test_lessons(court: Court, office: Client) -> None:
    for number, (subject, result, fault) in enumerate(
        [("D6", "revoked", "search"), ("D6", "upheld", ""), ("D6", "", ""), ("no_reply", "found_unlawful", "late")], 1
    ):
        case = court.open(number=str(number), subject=subject)
        if result:
            data = {"result": result, "decided_on": date(2025, 12, 1), "fault": fault, "lesson": f"教训{number}"}
            decide_case(case, data, by=BY)
    found = {one.subject: one for one in lessons(RemedyCase.objects.all())}
    assert (found["D6"].count, found["D6"].decided, found["D6"].corrected_rate) == (3, 2, "50.0%")
    assert (found["D6"].upheld_rate, found["D6"].pending, found["D6"].causes) == ("50.0%", 1, [("未充分检索", 1)])
    assert total_of(list(found.values())).corrected_rate == "66.7%"
    page = text(office.get("/staff/remedy-lessons/"))
    assert "教训1" in page
    assert "纠正2件（66.7%）" in page
    assert "没有案件" in text(office.get("/staff/remedy-lessons/?year=2019"))
    assert office.get("/staff/remedy-lessons/?year=²²²²").status_code == 200


def ledger(*rows: dict[str, Any], heads: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["测试县复议诉讼台账"])
    sheet.append(heads or [names[0] for names in COLUMNS.values()])
    for row in rows:
        sheet.append([row.get(name, "") for name in COLUMNS])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


ROW = {
    "group": "行政复议",
    "organ": "清溪县人民政府",
    "number": "旧1",
    "subject": "政府信息不存在",
    "filed_on": "2019年3月4日",
}


def test_a_ledger_row_by_row(court: Court, office: Client) -> None:
    request = court.replied()
    data = ledger(
        {**ROW, "result": "维持", "decided_on": date(2019, 5, 6), "costs": "1,200", "party": "测试旧人"},
        {**ROW, "number": "旧2", "group": "复议后起诉", "review": "旧1", "filed_on": "20190601"},
        {**ROW, "number": "旧3", "group": "仲裁"},
        {**ROW, "number": "旧1"},
        {**ROW, "number": "旧5", "organ": ""},
        {**ROW, "number": "旧6", "filed_on": "三月"},
        {**ROW, "number": "旧7", "request": "没有"},
        {**ROW, "number": "旧8", "request": request.number, "filed_on": "2025-11-03", "result": "尚未审结"},
        {**ROW, "number": "旧9", "result": "驳回诉讼请求", "decided_on": "2019-05-06"},
    )  # fmt: skip
    sent = SimpleUploadedFile("台账.xlsx", data)
    shown = office.post("/staff/remedy-ledgers/", {"agency": court.desk.agency.pk, "file": sent}, follow=True)
    page = text(shown)
    for told in ("将导入3件；6行有问题", "不认识“仲裁”", "已登记过这个案号", "缺少复议机关或者法院", "不是日期",
                 "本机关没有“没有”", "没有这样的结果"):  # fmt: skip
        assert told in page, told
    assert not RemedyCase.objects.exists()
    row = RemedyImport.objects.get()
    assert "测试旧人" in row.rows
    for _ in range(2):
        shown = office.post(f"/staff/remedy-ledgers/{row.pk}/confirm/", follow=True)
    assert "不能再办理" in text(shown)
    assert list(RemedyCase.objects.order_by("number").values_list("number", flat=True)) == ["旧1", "旧2", "旧8"]
    old = RemedyCase.objects.get(number="旧1")
    assert (old.result, old.decided_on, str(old.costs), old.party) == (
        "upheld",
        date(2019, 5, 6),
        "1200.00",
        "测试旧人",
    )
    assert RemedyCase.objects.get(number="旧2").review == old
    request.refresh_from_db()
    assert request.state == "under_review"
    row.refresh_from_db()
    assert (row.state, row.rows) == ("done", "[]")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "文件是空的"),
        (b"not a workbook", "。"),
        (ledger(heads=["甲", "乙"]), "没有找到台账"),
        (ledger(), "台账里没有案件"),
    ],
)
def test_files_that_are_no_ledger(court: Court, office: Client, data: bytes, told: str) -> None:
    sent = SimpleUploadedFile("台账.xlsx", data)
    response = office.post("/staff/remedy-ledgers/", {"agency": court.desk.agency.pk, "file": sent})
    assert response.status_code == 200
    assert told in text(response)
    assert not RemedyImport.objects.exists()


def test_giving_a_ledger_up(court: Court, office: Client) -> None:
    sent = SimpleUploadedFile("台账.xlsx", ledger(ROW))
    office.post("/staff/remedy-ledgers/", {"agency": court.desk.agency.pk, "file": sent})
    row = RemedyImport.objects.get()
    office.post(f"/staff/remedy-ledgers/{row.pk}/discard/")
    row.refresh_from_db()
    assert (row.state, row.rows) == ("discarded", "[]")
    assert not RemedyCase.objects.exists()


def test_the_template_is_understood(office: Client) -> None:
    data = office.get("/staff/remedy-ledgers/template/").content
    book = load_workbook(BytesIO(data))
    assert len(list(book.active.iter_cols())) == len(COLUMNS)
    assert template()[:2] == b"PK"
