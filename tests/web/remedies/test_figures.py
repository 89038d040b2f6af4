"""Table 4, and the page with tables 3 and 4 whose numbers open their cases."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from gongkai.report.format import load_format
from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.models import FeeNotice, FeeRefund
from gongkai_web.remedies.actions.cases import decide_case
from gongkai_web.remedies.queries.table4 import cases, table4, table4_of
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.remedies.conftest import Court
from tests.web.remedies.test_screens import client_of, text

CASES = [
    ("review", date(2024, 3, 1), "upheld", date(2024, 5, 6)),
    ("review", date(2024, 3, 1), "revoked", date(2024, 5, 6)),
    ("review", date(2024, 12, 1), "request_rejected", date(2025, 1, 6)),
    ("review", date(2025, 3, 1), "", None),
    ("lawsuit_direct", date(2024, 3, 1), "suit_dismissed", date(2024, 5, 6)),
    ("lawsuit_after_review", date(2024, 6, 1), "claims_dismissed", date(2025, 5, 6)),
    ("lawsuit_after_review", date(2024, 6, 1), "found_unlawful", date(2024, 12, 31)),
]
OF_2024 = {
    "review": (1, 1, 0, 1, 3), "lawsuit_direct": (0, 0, 1, 0, 1), "lawsuit_after_review": (0, 1, 0, 1, 2),
}  # fmt: skip
OF_2025 = {
    "review": (1, 0, 0, 1, 2), "lawsuit_direct": (0, 0, 0, 0, 0), "lawsuit_after_review": (1, 0, 0, 0, 1),
}  # fmt: skip


@pytest.fixture
def contested(court: Court) -> Court:
    for number, (group, filed, result, decided) in enumerate(CASES):
        case = court.open(group=group, number=str(number), filed_on=filed)
        if result:
            decide_case(case, {"result": result, "decided_on": decided}, by=BY)
    return court


@pytest.mark.parametrize(("year", "wanted"), [(2024, OF_2024), (2025, OF_2025)])
def test_table_4(contested: Court, year: int, wanted: dict[str, tuple[int, ...]]) -> None:
    agency = contested.desk.agency
    table = table4(agency, year)
    assert {group: tuple(cells.values()) for group, cells in table.items()} == wanted
    for group, cells in table.items():
        assert list(cells) == list(load_format("2021").table4_columns)
        assert cells["total"] == sum(cells.values()) - cells["total"]  # T4-TOTAL
        for column, count in cells.items():
            assert len(cases(agency, year, group, column)) == count
    assert table4_of([agency.pk, agency.superior_id], year) == table
    with pytest.raises(KeyError):
        cases(agency, year, "review", "lost")
    with pytest.raises(KeyError):
        cases(agency, year, "arbitration", "total")


def test_each_number_opens_its_cases(contested: Court, world: World, settings: Any) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    contested.replied()
    office = client_of(world, Role.DISCLOSURE_OFFICE)
    for year in (2019, 2024, 2025):
        page = text(office.get(f"/staff/figures/?year={year}&agency={contested.desk.agency.pk}"))
        links = re.findall(r'<a href="(/staff/figures/cases/[^"]+)">(\d+)</a>', page)
        for url, count in links:
            assert f"共{count}件" in text(office.get(unescape(url)))
        assert bool(links) == (year != 2019)
        # The note under the title speaks of 第三项: it has to be there.
        assert page.index("二、") < page.index("三、本年度办理结果</th>") < page.index("（一）予以公开")
    for wrong in ("row=nothing&column=total", "row=received&column=x", "row=received&column=total&agency=0"):
        assert office.get(f"/staff/figures/cases/?year=2024&{wrong}").status_code == 404, wrong
    for odd in ("²⁰²⁴", "0", "99999", "-1", ""):
        assert office.get("/staff/figures/", {"year": odd}).status_code == 200


def test_a_supervisor_sees_figures_and_no_cases(contested: Court, world: World, settings: Any) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    client: Client = client_of(world, Role.SUPERVISOR)
    mine = f"agency={contested.desk.agency.pk}&year=2024"
    page = text(client.get(f"/staff/figures/?{mine}"))
    assert "<td>3</td>" in page
    assert "/staff/figures/cases/" not in page
    assert client.get(f"/staff/figures/cases/?{mine}&row=review&column=total").status_code in (403, 404)
    assert client.get(f"/staff/figures/?agency={world.elsewhere.pk}").status_code == 404


def test_few_queries(contested: Court, world: World, settings: Any, django_assert_max_num_queries: Any) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    office = client_of(world, Role.DISCLOSURE_OFFICE)
    office.get("/staff/figures/")
    for path in ("/staff/figures/?year=2024", "/staff/remedies/", "/staff/remedy-lessons/"):
        with django_assert_max_num_queries(12):
            office.get(path)


def test_the_fees_of_the_sixth_part(world: World, settings: Any) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    office, day = client_of(world, Role.DISCLOSURE_OFFICE), date(2026, 3, 4)
    assert "没有收取信息处理费" in text(office.get("/staff/figures/?year=2026"))
    request = TestDesk(world.bureau).register(date(2026, 3, 2))
    notice = FeeNotice.objects.create(
        request=request, standard="pages", count=50, yuan=200, how_to_pay="专户", notified_on=day, paid_on=day,
        paid_yuan=230, receipt_number="测试票据1",
    )  # fmt: skip
    FeeRefund.objects.create(
        request=request, notice=notice, yuan=30, refunded_on=day, reason="overpaid", receipt_number="测试退票1"
    )
    page = text(office.get("/staff/figures/?year=2026"))
    assert "发出收费通知1件、200元，缴纳1笔、230元，退费1笔、30元，实收200元" in page
