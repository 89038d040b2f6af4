"""The lists of the desk: what stands in each, the search, the file, the number of queries."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from gongkai.law.calendar import standard_calendar
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests import word_index
from gongkai_web.info_requests.actions.absences import add_absence
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.queries.days import days_left
from gongkai_web.info_requests.queries.searching import searched
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.staff.conftest import Login, login

__all__ = ["login"]
URL = "/staff/requests/"


def _back(days: int) -> date:
    """The day so many working days ago."""
    day, cal = timezone.localdate(), calendar()
    while days:
        day -= timedelta(days=1)
        days -= cal.is_workday(day)
    return day


def _given(request: InfoRequest, world: World, who: str | None) -> InfoRequest:
    InfoRequest.objects.filter(pk=request.pk).update(handler=world.person(who) if who else None)
    return request


def _page(client: Client, **query: str) -> html.HtmlElement:
    return html.document_fromstring(client.get(URL, query).content.decode())


def _numbers(client: Client, **query: str) -> list[str]:
    rows = _page(client, **query).xpath("//table/tbody/tr/th//small/text()[1]")
    return [str(text).split("　")[0].split("（")[0] for text in rows]


@pytest.fixture
def cases(desk: TestDesk, world: World) -> dict[str, InfoRequest]:
    """One for each list."""
    late = desk.walk(desk.register(_back(25), title="测试逾期"), "assigned")
    soon = desk.walk(desk.register(_back(17), title="测试将到期"), "assigned")
    new = desk.register(title="测试新到", applicant_name="测试乙", phone="13900000002")
    waits = desk.register(_back(3), title="测试待补正")
    desk.take(waits, "clarification_asked", delivered_on=_back(2).isoformat())
    done = desk.walk(desk.register(_back(2), title="测试撤回"), "withdrawn")
    desk.register(title="测试练习", practice=True)
    for one in (late, soon):
        _given(one, world, Role.HANDLER)
    return {"late": late, "soon": soon, "new": new, "waits": waits, "done": done}


def test_each_list(cases: dict[str, InfoRequest], login: Login) -> None:
    numbers = {key: row.number for key, row in cases.items()}
    office = login(Role.DISCLOSURE_OFFICE)
    assert _numbers(office, list="late") == [numbers["late"]]
    assert _numbers(office, list="due", days="5") == [numbers["soon"]]
    assert _numbers(office, list="due", days="1") == []
    assert _numbers(office, list="applicant") == [numbers["waits"]]
    assert _numbers(office, list="for_me") == [numbers["new"]]
    assert _numbers(office, list="closed") == _numbers(office, list="to_archive") == [numbers["done"]]
    assert len(_numbers(office, list="open")) == 4
    assert len(_numbers(office, list="all")) == 5  # no practice
    handler = login(Role.HANDLER)
    assert _numbers(handler, list="mine") == [numbers["late"], numbers["soon"]]
    assert _numbers(handler, list="for_me") == [numbers["late"], numbers["soon"]]
    assert "已逾期" in handler.get(URL, {"list": "mine"}).content.decode()


def test_the_list_is_drawn_as_html(cases: dict[str, InfoRequest], login: Login) -> None:
    page = html.document_fromstring(login(Role.DISCLOSURE_OFFICE).get(URL, {"list": "all"}).content.decode())
    assert page.xpath("//table[contains(@class, 'req-table')]/tbody/tr")
    assert "<" not in page.xpath("string(//main)")


def test_filters_and_search(cases: dict[str, InfoRequest], login: Login) -> None:
    office, new = login(Role.DISCLOSURE_OFFICE), cases["new"].number
    assert _numbers(office, q=new) == [new]
    assert len(_numbers(office, q=new[:-3])) == 5
    assert _numbers(office, q=f"{new[-10:-6]}-{int(new[-5:])}") == [new]
    assert _numbers(office, q="测试乙") == [new]
    assert _numbers(office, q="13900000002") == [new]
    assert _numbers(office, q="新到") == [new]
    assert len(_numbers(office, q="990101199001011234")) == 5
    assert _numbers(office, q="企业 名单 没有的词") == []
    assert _numbers(office, list="all", q="名单", state="processing") == [cases["soon"].number, cases["late"].number]
    assert _numbers(office, list="late", q="名单") == [cases["late"].number]
    assert _numbers(office, list="all", q="名单", sort="due")[0] == cases["late"].number
    assert _numbers(office, list="all", state="processing", sort="due") == [cases["late"].number, cases["soon"].number]
    assert _numbers(office, list="all", stage="审核", kind="natural_person", outcome="", channel="in_person") != []
    assert _numbers(office, list="all", since=timezone.localdate().isoformat()) == [new]
    assert office.get(URL, {"list": "nothing", "state": "no", "since": "x", "p": "9" * 30}).status_code == 200


def test_a_deputy_sees_them_as_his_own(cases: dict[str, InfoRequest], login: Login, world: World) -> None:
    today = timezone.localdate()
    deputy = login(Role.REGISTRAR)
    assert _numbers(deputy, list="mine") == []
    people = {"person": world.person(Role.HANDLER), "deputy": world.person(Role.REGISTRAR)}
    add_absence(world.bureau, **people, first=today, last=today, by=BY)
    assert _numbers(deputy, list="mine") == [cases["late"].number, cases["soon"].number]


def test_other_agencies_and_roles(cases: dict[str, InfoRequest], login: Login) -> None:
    assert login("other").get(URL).status_code == 403
    assert login(Role.SUPERVISOR).get(URL).status_code == 403
    assert len(_numbers(login(Role.AUDITOR), list="all")) == 5


def test_masked_on_the_page_and_in_the_file(cases: dict[str, InfoRequest], login: Login) -> None:
    office = login(Role.DISCLOSURE_OFFICE)
    assert "测试申请人" not in office.get(URL, {"list": "all"}).content.decode()
    data = b"".join(office.get(URL, {"list": "all", "export": "xlsx"}).streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.values)
    assert rows[0][4] == "申请人（已遮盖）"
    assert {row[4] for row in rows[1:]} == {"测****", "测**"}
    plain = b"".join(office.get(URL, {"list": "all", "export": "csv", "plain": "1"}).streaming_content).decode()
    assert "测试申请人" in plain
    assert Event.objects.filter(verb="request.export_plain").count() == 1
    assert login(Role.LEADER).get(URL, {"export": "csv", "plain": "1"}).status_code == 403


def test_at_most_twelve_queries(cases: dict[str, InfoRequest], login: Login, world: World) -> None:
    handler = world.person(Role.HANDLER).pk
    office = login(Role.DISCLOSURE_OFFICE)
    office.get(URL)
    narrowed = {"list": "open", "state": "handling", "handler": str(handler), "channel": "post", "q": "测试"}
    for query in (
        {"list": "open"},
        {"list": "all", "q": "测试"},
        {"list": "due"},
        narrowed,
        {"list": "all", "p": "60"},
    ):
        with CaptureQueriesContext(connection) as seen:
            office.get(URL, query)
        assert len(seen) <= 12, "\n".join(one["sql"][:200] for one in seen)


def test_days_left() -> None:
    cal, day = standard_calendar(), date(2026, 3, 2)
    assert days_left(day, day, cal).text == "今天到期"
    assert days_left(date(2026, 3, 3), day, cal).text == "还剩1个工作日"
    assert days_left(date(2026, 2, 27), day, cal).text == "已逾期2个工作日"  # the Saturday between was worked
    assert days_left(date(2026, 3, 6), date(2026, 3, 7), cal).tone == "late"


def test_words_are_looked_for_in_the_index_that_holds_them(cases: dict[str, InfoRequest]) -> None:
    row = next(iter(cases.values()))
    agency, columns = row.agency_id, {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    one_each = (
        {"id": None, "public_id": f"{at:032}", "number": f"测试-{at}", "sequence": 100 + at} for at in range(400)
    )
    InfoRequest.objects.bulk_create(InfoRequest(**columns | own) for own in one_each)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE info_requests_inforequest")
    rows = InfoRequest.objects.filter(agency=agency)
    found = searched(rows, "名单 补助", rows.order_by(), frozenset([agency]))
    plan = found.values("pk").order_by().explain()
    assert f"USING COVERING INDEX {word_index.NAME}" in plan or f"Bitmap Index Scan on {word_index.NAME}" in plan


def test_whoever_sees_all_agencies_goes_by_the_index_too(
    cases: dict[str, InfoRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(iter(cases.values()))
    if connection.vendor != "postgresql":
        assert not word_index.looks_anywhere()  # SQLite has the columns beside each other
        return
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    columns |= {"title": "别的事项", "content": "别的内容", "document_number": "", "earlier_number": ""}
    one_each = (
        {"id": None, "public_id": f"{at:032}", "number": f"测试-{at}", "sequence": 100 + at} for at in range(1000)
    )
    InfoRequest.objects.bulk_create(InfoRequest(**columns | own) for own in one_each)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE info_requests_inforequest")
    rows = InfoRequest.objects.all()

    def plan(text: str, agencies: frozenset[int] | None = None) -> str:
        word_index._fits.cache_clear()
        found = searched(rows, text, rows.order_by(), agencies)
        return str(found.values("pk").order_by().explain())

    words, number = "名单 补助", "QX测试〔2026〕1号"
    for text in (words, number):
        for agencies in (None, frozenset(range(1, 30))):
            assert "Seq Scan on info_requests_inforequest" not in plan(text, agencies)
            assert f"Bitmap Index Scan on {word_index.NAME}" in plan(text, agencies)
    with_index = set(searched(rows, words, rows.order_by(), None).values_list("pk", flat=True))
    monkeypatch.setattr(word_index, "_OF_PAGE", 10**9)  # more pages than it can remember
    assert "Seq Scan on info_requests_inforequest" in plan(words)
    assert set(searched(rows, words, rows.order_by(), None).values_list("pk", flat=True)) == with_index
    assert with_index
    word_index._fits.cache_clear()


def test_an_index_of_an_earlier_version_is_made_anew(db: None) -> None:
    def columns() -> list[str]:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "info_requests_inforequest")
        return list(found[word_index.NAME]["columns"])

    with connection.cursor() as cursor:
        made = columns()
        cursor.execute(f"DROP INDEX {word_index.NAME}")
        cursor.execute(f"CREATE INDEX {word_index.NAME} ON info_requests_inforequest (agency_id)")
        assert columns() == ["agency_id"] != made
    word_index.keep(using="default")
    assert columns() == made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("名单", True), ("名", True), ("企业 名单", True), ("名单 业", True), ("单名", False), ("名单企业没有", False),
        ("%", False), ("_单", False), ("=名单", False), ("{名单}", False), ("'名单", False),
        ('"名单"', False), ("\\", False),
    ],
)  # fmt: skip
def test_words(cases: dict[str, InfoRequest], login: Login, text: str, found: bool) -> None:
    assert bool(_numbers(login(Role.DISCLOSURE_OFFICE), list="all", q=text)) == found


def test_the_number_of_a_document_is_found_as_a_whole(cases: dict[str, InfoRequest], login: Login) -> None:
    row = cases["new"]
    InfoRequest.objects.filter(pk=row.pk).update(document_number="清工信〔2026〕7号", earlier_number="旧-7")
    office = login(Role.DISCLOSURE_OFFICE)
    assert _numbers(office, list="all", q="清工信〔2026〕7号") == _numbers(office, list="all", q="旧-7") == [row.number]
    assert _numbers(office, list="all", q="清工信〔2026〕") == []


def test_whoever_sees_all_agencies_finds_the_same(cases: dict[str, InfoRequest], login: Login) -> None:
    assert len(_numbers(login(Role.AUDITOR), list="all", q="名单")) == len(
        _numbers(login(Role.DISCLOSURE_OFFICE), list="all", q="名单")
    )


def test_a_page_after_the_last_says_how_many_there_are(cases: dict[str, InfoRequest], login: Login) -> None:
    office = login(Role.DISCLOSURE_OFFICE)
    first = _page(office, list="all").findtext(".//main//p[@class='org-sub']")
    assert first == "全部，共5件"
    for number in ("2", "60", "99999"):
        page = _page(office, list="all", p=number)
        assert page.findtext(".//main//p[@class='org-sub']") == first
        assert not page.xpath("//table | //a[@rel='next']")
