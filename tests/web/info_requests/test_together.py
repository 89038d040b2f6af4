"""What is read in one query is what the ORM reads table by table."""

from __future__ import annotations

from typing import Any

from gongkai_web.info_requests.actions import decisions, fees, meetings, parties
from gongkai_web.info_requests.models import Desk, Letter
from gongkai_web.info_requests.queries.together import read_together, tables
from tests.web.info_requests.acts import DAY, act, agree, draft_of, search
from tests.web.info_requests.conftest import TestDesk


def test_the_same_as_table_by_table(desk: TestDesk, django_assert_num_queries: Any) -> None:
    Desk.objects.create(agency=desk.agency, charges_fees=True, how_to_pay="清溪县非税收入专户。")
    request = desk.register(DAY)
    other = desk.register(DAY)
    search(other)
    desk.take(request, "assigned", DAY)
    act(request, parties.ask, "third_party", [parties.Asked("测试“公司”\\n", "成本\n数据")], on=DAY)
    search(request)
    act(
        request, meetings.add_meeting, held_on=DAY, participants="测试甲", opinions='“引号”"\\', conclusion="公开。"
    )  # fmt: skip
    agree(request, "disclosure")
    act(request, fees.notify, standard="pages", pages=120, on=DAY)
    act(request, fees.paid, on=DAY, receipt_number="测试1")
    act(request, decisions.draft, draft_of("D4-E16C"), on=DAY)
    Letter.objects.create(request=request, code="L01", title="登记回执", values='{"姓名": "测试申请人"}')
    found = read_together(request.pk)
    with django_assert_num_queries(1):
        read_together(request.pk)
    assert sum(1 for rows in found.values() if rows) >= 8
    for model in tables().values():
        asked = list(model._base_manager.filter(request=request.pk).order_by("pk"))
        assert [_plain(row) for row in found[model]] == [_plain(row) for row in asked], model
        assert all(not row._state.adding for row in found[model])


def _plain(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
