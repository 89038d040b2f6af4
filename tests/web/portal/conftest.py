"""A county with a public face: a platform, a guide in two versions, rules, an agency that was merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.cache import cache

from gongkai_web.organisations.actions import (
    add_group_member,
    add_rule,
    create_agency,
    edit_draft,
    merge_agency,
    publish_guide,
    rename_agency,
    set_up_platform,
    start_draft,
)
from gongkai_web.organisations.models import Agency, Guide, Platform, Rule
from tests.web.conftest import BY, World

FACE = {
    "introduction": "为方便公众依法获取政府信息，编制本指南。",
    "classification": "按条例第二十条的十五项分类。",
    "arrangement": "按索引、名称、内容概述、生成日期编排。",
    "obtaining": "在本平台查阅、下载。",
    "applying": "填写申请表，写明所要的信息。",
    "apply_on_site": "清溪县行政路8号，工作日8:30-11:30",
    "apply_by_post": "清溪县行政路8号政务公开股收",
    "office_name": "清溪县工业和信息化局政务公开股",
    "office_address": "清溪县行政路8号",
    "office_hours": "工作日8:30-11:30、14:30-17:30",
    "phone": "0990-1234567",
    "fax": "无",
    "internet": "gongkai@example.gov.cn",
}


@dataclass
class County:
    """What the pages show; ``merged`` went into ``world.bureau``, which had another name before."""

    world: World
    platform: Platform
    merged: Agency
    guide: Guide
    rule: Rule


def publish(agency: Agency, **fields: str) -> Guide:
    """A new version of an agency's guide."""
    draft = edit_draft(start_draft(agency, by=BY), by=BY, **{**FACE, **fields})
    return publish_guide(draft, by=BY)


def make_county(world: World) -> County:
    platform = set_up_platform(
        region=world.region,
        name="清溪县政府信息公开平台",
        sponsor="清溪县人民政府办公室",
        contact="0990-1234500",
        site_code="9908210001",
        by=BY,
    )
    create_agency(
        code="QX-LJ", name="清溪县临江镇人民政府", kind="government", level="township", region=world.region,
        superior=world.government, by=BY,
    )  # fmt: skip
    old = create_agency(
        code="QX-JM", name="清溪县经济贸易局", kind="department", level="county", region=world.region,
        superior=world.government, by=BY,
    )  # fmt: skip
    rename_agency(world.bureau, name="清溪县工业信息化科技局", on=date(2020, 1, 2), basis="测试〔2020〕1号", by=BY)
    merge_agency(old, into=world.bureau, on=date(2021, 3, 1), basis="测试〔2021〕8号", by=BY)
    publish(world.bureau, change_note="首次编制")
    guide = publish(world.bureau, phone="0990-7654321", change_note="更新电话")
    add_group_member(agency=world.bureau, rank="head", name="测试甲", post="局长", by=BY)
    add_rule(
        agency=None, group="law", title="中华人民共和国政府信息公开条例", document_number="国务院令第711号",
        maker="国务院", made_on=date(2019, 4, 3), published_on=date(2019, 5, 15), url="https://www.gov.cn/", by=BY,
    )  # fmt: skip
    rule = add_rule(
        agency=world.bureau, group="own", title="政府信息公开审查制度", document_number="清工信〔2024〕18号",
        made_on=date(2024, 4, 1), published_on=date(2024, 4, 3), text="第一条　公开前审查。", by=BY,
    )  # fmt: skip
    add_rule(
        agency=world.bureau, group="own", title="依申请公开办理规程", published_on=date(2021, 2, 10),
        text="第一条　登记。", in_force=False, ended_on=date(2024, 4, 1), by=BY,
    )  # fmt: skip
    old.refresh_from_db()
    world.bureau.refresh_from_db()
    return County(world, platform, old, guide, rule)


@pytest.fixture(autouse=True)
def _no_kept_pages() -> Iterator[None]:
    """A transaction that is rolled back takes its stamp along: without this a page of one test could reach another."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def county(world: World) -> County:
    """See ``make_county``."""
    return make_county(world)
