"""Agencies are renamed, moved, merged and dissolved; their past stays, and the tree stays a tree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common import stamp
from gongkai_web.organisations.actions import (
    add_group_member,
    change_agency,
    change_region,
    create_agency,
    create_region,
    dissolve_agency,
    merge_agency,
    move_agency,
    remove_region,
    rename_agency,
)
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, Membership
from gongkai_web.organisations.queries import history, name_at
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import BY, World

DAY = date(2024, 3, 15)
PAPER = "清溪县机构改革方案（清委发〔2024〕3号）"


def _renamed(world: World, name: str = "清溪县工信商务局", on: date = DAY) -> Agency:
    return rename_agency(world.bureau, name=name, on=on, basis=PAPER, by=BY)


def test_a_renamed_agency_is_found_by_both_names(world: World) -> None:
    agency = _renamed(world)
    for text in ("工业和信息化", "工信商务", "qx-gx"):
        assert list(Agency.objects.named(text)) == [agency]
    assert name_at(agency, date(2024, 3, 14)) == "清溪县工业和信息化局"
    assert name_at(agency, DAY) == "清溪县工信商务局"
    (entry,) = history(agency)
    assert (entry.on, entry.text, entry.basis) == (DAY, "由清溪县工业和信息化局更名为清溪县工信商务局", PAPER)
    event = Event.objects.filter(verb="agency.rename").get()
    assert event.before == {"名称": "清溪县工业和信息化局"}


def test_every_public_change_touches_the_stamp(world: World) -> None:
    before = stamp.read(stamp.PUBLIC)
    _renamed(world)
    assert stamp.read(stamp.PUBLIC) != before


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"on": date(2999, 1, 1)}, "on"),
        ({"on": date(2024, 3, 14)}, "on"),
        ({"basis": " "}, "basis"),
        ({"name": "清溪县教育局"}, "name"),
        ({"name": " 清溪县工信商务局 "}, "name"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_rename_is_refused_with_its_field(world: World, fields: dict[str, object], field: str) -> None:
    agency = _renamed(world)
    told = {"name": "清溪县工信局", "on": DAY + timedelta(1), "basis": PAPER, **fields}
    with pytest.raises(ValidationError) as refused:
        rename_agency(agency, by=BY, **told)
    assert list(refused.value.message_dict) == [field]
    agency.refresh_from_db()
    assert agency.name == "清溪县工信商务局"


def test_today_is_not_the_future(world: World) -> None:
    assert _renamed(world, on=timezone.localdate()).name == "清溪县工信商务局"


def test_details_change_and_nothing_else(world: World) -> None:
    change_agency(world.bureau, short_name="县工信局", court="白石县人民法院", by=BY)
    event = Event.objects.filter(verb="agency.change").get()
    assert event.after == {"简称": "县工信局", "有管辖权的人民法院": "白石县人民法院"}
    change_agency(world.bureau, short_name="县工信局", by=BY)
    assert Event.objects.filter(verb="agency.change").count() == 1
    for name in ("code", "name", "superior", "state"):
        with pytest.raises(TypeError):
            change_agency(world.bureau, by=BY, **{name: "x"})


def test_a_code_is_an_address_for_good_in_any_case(world: World) -> None:
    with pytest.raises(ValidationError, match="机关代码"):
        create_agency(code="qx-gx", name="测试局", kind="department", level="county", region=world.region, by=BY)
    for code in ("QX GX", "ＱＸ", "QX\n", "局", "Q" * 33, "../x"):
        with pytest.raises(ValidationError):
            create_agency(code=code, name="测试局", kind="department", level="county", region=world.region, by=BY)


def test_moving_takes_all_below_along(world: World) -> None:
    office = create_agency(
        code="QX-1",
        name="测试所",
        kind="organisation",
        level="county",
        region=world.region,
        superior=world.bureau,
        by=BY,
    )
    move_agency(world.bureau, superior=world.elsewhere, on=DAY, basis=PAPER, by=BY)
    assert set(Agency.objects.below([world.elsewhere.pk], themselves=False)) == {world.bureau, office}
    assert set(Agency.objects.below([world.government.pk], themselves=False)) == {world.other_bureau}
    assert not Scope.of(world.person(Role.SUPERVISOR)).may(Right.SEE_AGENCY, office)
    move_agency(world.bureau, superior=None, on=DAY, basis=PAPER, by=BY)
    assert set(office.above.values_list("higher__code", "distance")) == {("QX-1", 0), ("QX-GX", 1)}
    assert [entry.text for entry in history(world.bureau)] == [
        "由清溪县人民政府改隶白石县人民政府",
        "不再隶属白石县人民政府",
    ]


def test_a_circle_is_refused_with_the_way(world: World) -> None:
    office = create_agency(
        code="QX-1",
        name="测试所",
        kind="organisation",
        level="county",
        region=world.region,
        superior=world.bureau,
        by=BY,
    )
    with pytest.raises(ValidationError) as refused:
        move_agency(world.government, superior=office, on=DAY, basis=PAPER, by=BY)
    assert refused.value.message_dict == {
        "superior": [
            "“测试所”是“清溪县人民政府”的下级（清溪县人民政府 → 清溪县工业和信息化局 → 测试所），不能改为它的上级机关。"
        ]
    }
    with pytest.raises(ValidationError, match="自己"):
        move_agency(world.government, superior=world.government, on=DAY, basis=PAPER, by=BY)
    with pytest.raises(ValidationError, match="相同"):
        move_agency(office, superior=world.bureau, on=DAY, basis=PAPER, by=BY)


def test_a_merged_agency_stays_readable_and_its_people_lose_their_roles(world: World) -> None:
    office = create_agency(
        code="QX-1",
        name="测试所",
        kind="organisation",
        level="county",
        region=world.region,
        superior=world.bureau,
        by=BY,
    )
    head = add_group_member(agency=world.bureau, rank="head", name="测试甲", by=BY)
    merged = merge_agency(world.bureau, into=world.other_bureau, on=DAY, basis=PAPER, by=BY)
    assert (merged.state, merged.ended_on, merged.name) == (AgencyState.MERGED, DAY, "清溪县工业和信息化局")
    assert not Membership.objects.current().filter(agency=world.bureau).exists()
    assert Event.objects.filter(verb="membership.end").count() == 8
    assert Scope.of(world.person(Role.HANDLER)).is_empty
    office.refresh_from_db()
    assert office.superior == world.other_bureau
    assert list(office.above.order_by("distance").values_list("higher__code", flat=True)) == ["QX-1", "QX-JY", "QX-ZF"]
    head.refresh_from_db()
    assert head.until == DAY
    assert [entry.text for entry in history(world.other_bureau)] == ["清溪县工业和信息化局并入"]
    assert [entry.text for entry in history(merged)] == ["并入清溪县教育局"]
    with pytest.raises(ValidationError, match="不能再变更"):
        rename_agency(merged, name="测试", on=DAY, basis=PAPER, by=BY)
    with pytest.raises(ValidationError, match="不能再修改"):
        change_agency(merged, short_name="测试", by=BY)
    with pytest.raises(ValidationError, match="不能作为承继机关"):
        merge_agency(world.other_bureau, into=merged, on=DAY, basis=PAPER, by=BY)
    with pytest.raises(ValidationError, match="不能作为上级机关"):
        move_agency(office, superior=merged, on=DAY, basis=PAPER, by=BY)
    with pytest.raises(ValidationError, match="不能早于"):
        dissolve_agency(office, on=DAY - timedelta(1), basis=PAPER, by=BY)


def test_an_agency_is_not_merged_into_one_below_it(world: World) -> None:
    with pytest.raises(ValidationError, match="下级"):
        merge_agency(world.government, into=world.bureau, on=DAY, basis=PAPER, by=BY)
    with pytest.raises(ValidationError, match="自己"):
        merge_agency(world.bureau, into=world.bureau, on=DAY, basis=PAPER, by=BY)


def test_an_agency_with_others_below_is_not_dissolved(world: World) -> None:
    with pytest.raises(ValidationError, match="清溪县工业和信息化局、清溪县教育局"):
        dissolve_agency(world.government, on=DAY, basis=PAPER, by=BY)
    gone = dissolve_agency(world.bureau, on=DAY, basis=PAPER, by=BY)
    assert gone.state == AgencyState.DISSOLVED
    create_agency(
        code="QX-2", name="清溪县工业和信息化局", kind="department", level="county", region=world.region, by=BY
    )


def test_regions_stand_under_higher_ones(world: World) -> None:
    town = create_region(code="990821101", name="石桥镇", level="township", parent=world.region, by=BY)
    with pytest.raises(ValidationError, match="不能修改"):
        change_region(town, code="990821102", by=BY)
    with pytest.raises(ValidationError, match="层级"):
        change_region(town, parent=world.elsewhere.region, level="county", by=BY)
    with pytest.raises(ValidationError, match="下级"):
        change_region(world.region, parent=town, by=BY)
    with pytest.raises(ValidationError, match="层级"):
        change_region(world.region, level="township", by=BY)
    town = change_region(town, parent=world.elsewhere.region, name="石桥乡", by=BY)
    assert town.full_name == "云岭省白石县石桥乡"
    with pytest.raises(ValidationError, match="不能删除"):
        remove_region(world.region, by=BY)
    remove_region(town, by=BY)
    for code in ("９９０８２３", "990823\n", "99082", "9908231"):
        with pytest.raises(ValidationError, match="行政区划代码"):
            create_region(code=code, name="测试县", level="county", by=BY)
