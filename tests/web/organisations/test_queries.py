"""What pages ask of agencies: groups, names in time, past, remedies, completeness."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gongkai.law.remedies import remedy
from gongkai_web.organisations import queries
from gongkai_web.organisations.actions import create_agency, create_region
from gongkai_web.organisations.models import Guide, LeadingGroupMember, Reporter, Rule
from tests.web.conftest import BY, World

DAY = date(2024, 5, 6)


def test_an_agency_is_found_by_its_code_in_any_case(world: World) -> None:
    assert queries.agency_by_code("QX-GX") == world.bureau
    assert queries.agency_by_code("qx-gx") == world.bureau
    assert queries.agency_by_code("QX") is None


def test_agencies_stand_by_region_and_kind_in_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    town = create_region(code="990821101", name="石桥镇", level="township", parent=world.region, by=BY)
    create_agency(
        code="QX-SQ", name="石桥镇人民政府", kind="government", level="township", region=town,
        superior=world.government, by=BY,
    )  # fmt: skip
    create_agency(
        code="QX-SW", name="清溪县税务局", kind="vertical", level="county", region=world.region, superior=None, by=BY
    )
    with django_assert_num_queries(1):
        county, other = queries.agencies_by_region()
    assert [(group.label, [a.code for a in group.agencies]) for group in county.groups] == [
        ("人民政府", ["QX-ZF"]),
        ("政府部门", ["QX-GX", "QX-JY"]),
        ("乡镇人民政府、街道办事处", ["QX-SQ"]),
        ("垂直领导机关", ["QX-SW"]),
    ]
    assert county.count == 5
    assert other.region == world.elsewhere.region
    assert [one.region for one in queries.agencies_by_region(world.region)] == [world.region]


@pytest.mark.parametrize(
    ("fields", "organ"),
    [
        ({"kind": "department"}, "清溪县人民政府"),
        ({"kind": "organisation"}, "清溪县人民政府"),
        ({"kind": "justice"}, "清溪县人民政府或者上一级司法行政部门"),
        ({"kind": "department", "reviewing_organ": "清溪县行政复议局"}, "清溪县行政复议局"),
    ],
)
def test_the_reviewing_organ_comes_from_the_tree(world: World, fields: dict[str, str], organ: str) -> None:
    agency = create_agency(
        code="QX-1",
        name="清溪县测试局",
        level="county",
        region=world.region,
        superior=world.government,
        by=BY,
        **fields,
    )
    clause = remedy("D3", queries.remedy_agency(agency), date(2024, 3, 1))
    assert clause.review_by == organ


def test_where_the_tree_ends_the_regions_tell_the_government(world: World) -> None:
    lonely = create_agency(
        code="QX-2", name="清溪县测试局", kind="department", level="county", region=world.region, by=BY
    )
    assert queries.remedy_agency(lonely).government == "清溪县人民政府"
    assert queries.remedy_agency(world.government).superior == "云岭省人民政府"
    tax = create_agency(
        code="YL-SW", name="云岭省税务局", kind="vertical", level="province", region=world.region, by=BY
    )
    below = create_agency(
        code="QX-SW", name="清溪县税务局", kind="vertical", level="county", region=world.region, superior=tax, by=BY
    )
    assert queries.remedy_agency(below).superior == "云岭省税务局"


def test_the_face_says_what_is_missing(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(5):
        face = queries.face_completeness([world.bureau, world.other_bureau], DAY)[world.bureau.pk]
    assert face.guide is None
    assert len(face.gaps) == 4
    guide = Guide.objects.create(
        agency=world.bureau, number=1, published_on=DAY, published_at=timezone.now(), phone="0000-1234567"
    )
    LeadingGroupMember.objects.create(agency=world.bureau, rank="head", name="测试甲", until=date(2024, 5, 7))
    Reporter.objects.create(agency=world.bureau, name="测试乙", since=DAY)
    Rule.objects.create(agency=world.bureau, group="own", title="测试制度", published_on=DAY, text="一、测试。")
    face = queries.face_completeness([world.bureau], DAY)[world.bureau.pk]
    assert (face.guide, face.rules, face.heads, face.reporters) == (guide, 1, 1, 1)
    assert [one.label for one in face.lacks] == [
        "信息的分类", "编排体系", "获取方式", "公开工作机构名称", "办公地址", "办公时间", "传真号码", "互联网联系方式",
    ]  # fmt: skip
    assert face.gaps == (f"公开指南缺少{'、'.join(one.label for one in face.lacks)}（条例第十二条）",)
    assert queries.face_completeness([world.bureau], date(2024, 5, 7))[world.bureau.pk].heads == 0


def test_rules_stand_by_group_with_those_that_all_share(world: World) -> None:
    Rule.objects.create(agency=world.bureau, group="own", title="本局制度", published_on=DAY, text="一、测试。")
    Rule.objects.create(
        group="law", title="中华人民共和国政府信息公开条例", published_on=DAY, url="https://www.gov.cn/"
    )
    Rule.objects.create(agency=world.other_bureau, group="own", title="别的局", published_on=DAY, text="一、测试。")
    Rule.objects.create(agency=world.bureau, group="own", title="明天的", published_on=date(2024, 5, 7), text="测试")
    shown = queries.rules_of(world.bureau, DAY)
    assert [(group.label, [rule.title for rule in rules]) for group, rules in shown] == [
        ("法律法规", ["中华人民共和国政府信息公开条例"]), ("本机关制度", ["本局制度"]),
    ]  # fmt: skip


def test_below_is_counted_for_many_at_once(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert queries.subtree_counts([world.government, world.bureau]) == {world.government.pk: 2, world.bureau.pk: 0}
