"""A mistaken change is put right or taken back; the mistake stays on record and nothing else reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common import stamp
from gongkai_web.organisations.actions import (
    correct_change,
    create_agency,
    dissolve_agency,
    merge_agency,
    move_agency,
    rename_agency,
    revoke_change,
)
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, AgencyChange, Membership
from gongkai_web.organisations.queries import history, name_at
from gongkai_web.portal.queries.ended import ending
from tests.web.conftest import BY, World

DAY, LATER = date(2024, 3, 15), date(2024, 5, 13)
PAPER = "清溪县机构改革方案（清委发〔2024〕3号）"
WHY = "测试录错"
NEW = "清溪县工信商务局"


def _below(world: World) -> Agency:
    return create_agency(
        code="QX-1",
        name="测试所",
        kind="organisation",
        level="county",
        region=world.region,
        superior=world.bureau,
        by=BY,
    )


def _last(agency: Agency) -> AgencyChange:
    found = AgencyChange.objects.standing().filter(agency=agency).order_by("on", "pk").last()
    assert found is not None
    return found


def test_a_wrong_day_is_put_right_and_stays_visible(world: World) -> None:
    rename_agency(world.bureau, name=NEW, on=LATER, basis="错的文件", by=BY)
    before = stamp.read()
    change = correct_change(_last(world.bureau), on=DAY, basis=PAPER, why=WHY, by=BY)
    assert stamp.read() != before
    assert name_at(Agency.objects.get(pk=world.bureau.pk), DAY) == NEW
    assert [(one.on, one.basis) for one in history(world.bureau)] == [(DAY, PAPER)]
    right, mistaken = history(world.bureau, mistaken=True)
    assert (right.change, mistaken.on, mistaken.basis) == (change, LATER, "错的文件")
    assert (mistaken.change.corrected_to, mistaken.change.corrected_why) == (change, WHY)
    event = Event.objects.get(verb="agency.correct")
    assert (event.before["日期"], event.after["日期"], event.after["原因"]) == ("2024-05-13", "2024-03-15", WHY)
    with pytest.raises(ValidationError, match="已经更正过"):
        correct_change(mistaken.change, on=DAY, basis=PAPER, why=WHY, by=BY)


def test_the_order_of_what_happened_stays(world: World) -> None:
    rename_agency(world.bureau, name=NEW, on=DAY, basis=PAPER, by=BY)
    first = _last(world.bureau)
    rename_agency(world.bureau, name="清溪县工信局", on=LATER, basis=PAPER, by=BY)
    second = _last(world.bureau)
    for change, day, field in ((first, LATER + timedelta(1), "on"), (second, DAY - timedelta(1), "on")):
        with pytest.raises(ValidationError) as refused:
            correct_change(change, on=day, basis=PAPER, why=WHY, by=BY)
        assert list(refused.value.message_dict) == [field]
    correct_change(first, on=LATER, basis=PAPER, why=WHY, by=BY)  # the same day, entered before
    assert [one.change.pk for one in history(world.bureau)] == [first.pk, second.pk]
    with pytest.raises(ValidationError, match="先更正那一项"):
        revoke_change(first, why=WHY, by=BY)


@pytest.mark.parametrize(
    "fields",
    [
        {"on": timezone.localdate() + timedelta(days=2)},
        {"basis": " "},
        {"why": ""},
        {"on": DAY, "basis": PAPER},
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(world: World, fields: dict[str, object]) -> None:
    rename_agency(world.bureau, name=NEW, on=DAY, basis=PAPER, by=BY)
    told = {"on": DAY - timedelta(1), "basis": PAPER, "why": WHY, **fields}
    with pytest.raises(ValidationError):
        correct_change(_last(world.bureau), by=BY, **told)
    assert AgencyChange.objects.filter(agency=world.bureau).count() == 1


def test_a_name_that_was_never_given_is_taken_back(world: World) -> None:
    rename_agency(world.bureau, name=NEW, on=DAY, basis=PAPER, by=BY)
    revoke_change(_last(world.bureau), why=WHY, by=BY)
    agency = Agency.objects.get(pk=world.bureau.pk)
    assert (agency.name, name_at(agency, LATER)) == ("清溪县工业和信息化局", "清溪县工业和信息化局")
    assert history(agency) == ()
    assert [one.change.corrected_to for one in history(agency, mistaken=True)] == [None]
    rename_agency(agency, name=NEW, on=DAY - timedelta(30), basis=PAPER, by=BY)  # what was taken back stands in no way


def test_a_name_that_another_bears_now_cannot_come_back(world: World) -> None:
    rename_agency(world.bureau, name=NEW, on=DAY, basis=PAPER, by=BY)
    rename_agency(world.other_bureau, name="清溪县工业和信息化局", on=DAY, basis=PAPER, by=BY)
    with pytest.raises(ValidationError, match="同名"):
        revoke_change(_last(world.bureau), why=WHY, by=BY)


def test_a_move_is_taken_back_with_all_below(world: World) -> None:
    office = _below(world)
    move_agency(world.bureau, superior=world.elsewhere, on=DAY, basis=PAPER, by=BY)
    revoke_change(_last(world.bureau), why=WHY, by=BY)
    assert set(office.above.values_list("higher__code", "distance")) == {("QX-1", 0), ("QX-GX", 1), ("QX-ZF", 2)}


def test_a_merger_is_taken_back_with_those_who_went_along(world: World) -> None:
    office = _below(world)
    merge_agency(world.bureau, into=world.other_bureau, on=LATER, basis=PAPER, by=BY)
    roles = Membership.objects.current().count()
    change = correct_change(_last(world.bureau), on=DAY, basis=PAPER, why=WHY, by=BY)
    merged = Agency.objects.get(pk=world.bureau.pk)
    assert merged.ended_on == DAY
    assert _last(office).on == DAY
    gone = ending(merged)
    assert gone is not None
    assert gone.on == DAY
    revoke_change(change, why=WHY, by=BY)
    agency, office = Agency.objects.get(pk=world.bureau.pk), Agency.objects.get(pk=office.pk)
    assert (agency.state, agency.ended_on, office.superior) == (AgencyState.ACTIVE, None, agency)
    assert ("QX-JY" in office.above.values_list("higher__code", flat=True)) is False
    assert history(agency) == history(office) == history(world.other_bureau) == ()
    assert len(history(agency, mistaken=True)) == 2
    assert Membership.objects.current().count() == roles
    assert Event.objects.get(verb="agency.revoke").after["转回的下级"] == ["测试所"]


def test_a_merger_stays_where_something_happened_since(world: World) -> None:
    office = _below(world)
    merge_agency(world.bureau, into=world.other_bureau, on=DAY, basis=PAPER, by=BY)
    move_agency(office, superior=world.government, on=LATER, basis=PAPER, by=BY)
    with pytest.raises(ValidationError, match="“测试所”2024-05-13还有变更"):
        revoke_change(_last(world.bureau), why=WHY, by=BY)
    assert Agency.objects.get(pk=world.bureau.pk).state == AgencyState.MERGED


def test_an_end_that_never_came(world: World) -> None:
    dissolve_agency(world.other_bureau, on=DAY, basis=PAPER, by=BY)
    change = _last(world.other_bureau)
    with pytest.raises(ValidationError):
        revoke_change(change, why=" ", by=BY)
    revoke_change(change, why=WHY, by=BY)
    assert Agency.objects.get(pk=world.other_bureau.pk).state == AgencyState.ACTIVE


def test_a_founding_is_only_dated_anew(world: World) -> None:
    agency = create_agency(
        code="QX-2", name="测试局", kind="department", level="county", region=world.region, founded_on=DAY, by=BY
    )
    with pytest.raises(ValidationError, match="不能撤回"):
        revoke_change(_last(agency), why=WHY, by=BY)
    assert correct_change(_last(agency), on=LATER, basis=PAPER, why=WHY, by=BY).on == LATER


@pytest.mark.filterwarnings("ignore:Model .* was already registered")
def test_the_page_tells_first_and_keeps_the_mistake_in_sight(world: World, client: Client) -> None:
    rename_agency(world.bureau, name=NEW, on=LATER, basis=PAPER, by=BY)
    change = _last(world.bureau)
    address = f"/staff/agency-changes/{change.pk}/correct/"
    client.force_login(world.person(Role.SYSTEM_ADMINISTRATOR), backend="gongkai_web.accounts.backend.AccountBackend")
    assert f'href="{address}"' in client.get(f"/staff/agencies/inspect/{world.bureau.pk}/").content.decode()
    page = client.post(address, {"what": "details", "why": WHY}).content.decode()
    assert "请填写正确的日期" in page
    page = client.post(address, {"what": "never", "why": WHY}).content.decode()
    assert "恢复名称“清溪县工业和信息化局”" in page
    assert Agency.objects.get(pk=world.bureau.pk).name == NEW
    told = {"what": "details", "on": DAY.isoformat(), "basis": PAPER, "why": WHY, "confirm": "1"}
    assert client.post(address, told).status_code == 302
    page = client.get(f"/staff/agencies/inspect/{world.bureau.pk}/").content.decode()
    assert "<del>" in page
    assert f"更正，现为2024-03-15，依据{PAPER}：{WHY}" in page
    public = Client().get("/agencies/QX-GX/").content.decode()
    assert "2024-03-15" in public
    assert "2024-05-13" not in public
    mistaken = AgencyChange.objects.exclude(corrected_at=None).get()
    assert client.get(f"/staff/agency-changes/{mistaken.pk}/correct/").status_code == 404
