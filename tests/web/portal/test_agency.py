"""An agency's page and its blocks."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from freezegun import freeze_time

from gongkai_web.organisations.actions import add_rule, create_agency, dissolve_agency, merge_agency
from gongkai_web.portal.queries.applying import fee_tables, reply_example
from gongkai_web.portal.queries.content import tree
from tests.web.conftest import BY
from tests.web.portal.conftest import County


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_five_blocks_stand_in_their_order(county: County, client: Client) -> None:
    body = text(client, "/agencies/QX-GX/")
    places = [body.index(f"/agencies/QX-GX/{block}/") for block in ("guide", "rules", "content", "annual", "apply")]
    assert places == sorted(places)


def test_a_code_is_found_whatever_its_case(county: County, client: Client) -> None:
    assert "清溪县工业信息化科技局" in text(client, "/agencies/qx-gx/")


def test_the_newest_guide_is_read_and_the_old_one_says_that_it_is_old(county: County, client: Client) -> None:
    now, old = text(client, "/agencies/QX-GX/guide/"), text(client, "/agencies/QX-GX/guide/?version=1")
    assert "0990-7654321" in now
    assert "已经被后来的版本替代" not in now
    assert "0990-1234567" in old
    assert "这是第1版，已经被后来的版本替代" in old
    for label in (
        "办公地址",
        "办公时间",
        "联系电话",
        "传真号码",
        "互联网联系方式",
        "信息的分类",
        "编排体系",
        "获取方式",
    ):
        assert label in now


def test_a_draft_is_not_shown(county: County, client: Client) -> None:
    from gongkai_web.organisations.actions import edit_draft, start_draft

    edit_draft(start_draft(county.world.bureau, by=BY), by=BY, phone="0990-0000000")
    assert "0990-0000000" not in text(client, "/agencies/QX-GX/guide/")


def test_rules_are_filtered_by_words_group_and_validity(county: County, client: Client) -> None:
    everything = text(client, "/agencies/QX-GX/rules/")
    assert everything.index("法律法规") < everything.index("本机关制度")
    assert "2024-04-01失效" in everything
    asked = text(client, "/agencies/QX-GX/rules/?state=in_force&group=own")
    assert "政府信息公开审查制度" in asked
    assert "依申请公开办理规程" not in asked
    assert "共3件，符合条件的1件" in asked
    assert "没有符合条件的制度" in text(client, "/agencies/QX-GX/rules/?q=没有")


def test_a_rule_of_another_agency_or_of_a_later_day_is_not_found(county: County, client: Client) -> None:
    later = add_rule(
        agency=county.world.bureau, group="own", title="以后的制度", published_on=date(2999, 1, 1), text="正文", by=BY
    )
    assert client.get(f"/agencies/QX-GX/rules/{later.pk}/").status_code == 404
    assert client.get(f"/agencies/QX-JY/rules/{county.rule.pk}/").status_code == 404
    assert "以后的制度" not in text(client, "/agencies/QX-GX/rules/")


def test_the_content_is_that_of_the_agencys_level(county: County, client: Client) -> None:
    assert [len(branch.leaves) for branch in tree(county.world.bureau)] == [1, 15, 7]
    assert "第二十条第（十五）项" in text(client, "/agencies/QX-GX/content/")
    township = text(client, "/agencies/QX-LJ/content/")
    assert "宅基地使用情况审核" in township
    assert "市政建设" not in township
    assert "这里还没有发布的信息" in township


def test_a_merged_agency_leads_to_the_one_that_exists_today(county: County, client: Client) -> None:
    world = county.world
    heir = create_agency(
        code="QX-CY", name="清溪县产业发展局", kind="department", level="county", region=world.region, by=BY
    )
    merge_agency(world.bureau, into=heir, on=date(2025, 6, 1), basis="测试〔2025〕6号", by=BY)
    body = text(client, "/agencies/QX-JM/")
    assert "清溪县经济贸易局已于2021-03-01并入清溪县工业信息化科技局" in body
    assert 'href="/agencies/QX-CY/apply/"' in body
    apply = text(client, "/agencies/QX-JM/apply/")
    assert "申请途径</h2>" not in apply
    assert "已于2025-06-01并入清溪县产业发展局" in text(client, "/agencies/QX-GX/guide/")


def test_a_dissolved_agency_says_so(county: County, client: Client) -> None:
    dissolve_agency(county.world.other_bureau, on=date(2024, 1, 1), basis="测试〔2024〕1号", by=BY)
    assert "清溪县教育局已于2024-01-01撤销（测试〔2024〕1号）" in text(client, "/agencies/QX-JY/")


@freeze_time("2026-09-21 10:00:00+08:00")
def test_applying_is_explained_with_days_fees_and_remedies(county: County, client: Client) -> None:
    body = text(client, "/agencies/QX-GX/apply/")
    assert "2026-09-21收到的申请，最迟2026-10-26答复" in body
    assert "国庆节放假" in body
    assert "清溪县行政路8号" in body
    assert "先向清溪县人民政府申请行政复议" in body
    assert "合计3000元" in body
    assert "合计1700元" in body
    assert "/apply/track/" in body


@pytest.mark.django_db
def test_an_example_is_left_out_where_the_holidays_are_not_announced() -> None:
    assert reply_example(date(2099, 1, 5)) is None


def test_fees_are_those_of_the_core() -> None:
    pieces, pages = fee_tables()
    assert pieces.tiers == (
        ("第1件至第10件", 0),
        ("第11件至第30件", 100),
        ("第31件至第40件", 200),
        ("第41件至第50件", 300),
    )
    assert pages.tiers == (("第1页至第30页", 0), ("第31页至第100页", 10), ("第101页至第200页", 20), ("第201页以上", 40))


def test_public_pages_are_read_only(county: County, client: Client) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)("/agencies/QX-GX/").status_code == 405
