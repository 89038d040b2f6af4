"""A screen of records: rows by scope, changes by actions, refusals in the form, export with an event."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.organisations.models import Membership
from tests.web.conftest import World
from tests.web.staff.conftest import Login

pytestmark = pytest.mark.urls("tests.web.staff.screens")


def test_the_list_has_the_rows_of_the_scope(world: World, login: Login) -> None:
    page = login(Role.DISCLOSURE_OFFICE).get("/staff/try-agencies/").content.decode()
    assert world.bureau.name in page
    assert world.other_bureau.name not in page
    assert "第十二条" in page
    below = login(Role.SUPERVISOR).get("/staff/try-agencies/").content.decode()
    assert world.other_bureau.name in below
    assert world.elsewhere.name not in below


def test_a_row_may_stand_as_a_card(world: World, login: Login) -> None:
    page = html.document_fromstring(login(Role.AUDITOR).get("/staff/try-agencies/").content.decode())
    heads = [one.text_content().strip() for one in page.xpath("//table[contains(@class, 'listing')]//th")]
    rows = page.xpath("//table[contains(@class, 'listing')]/tbody/tr")
    assert rows
    for row in rows:
        first, *others = row.xpath("td")
        assert first.get("data-label") is None
        assert [one.get("data-label") for one in others] == heads[1:]
        for one in others:
            assert ("data-empty" in one.attrib) == (not one.text_content().strip())


def test_search_filter_order_and_pages(world: World, login: Login) -> None:
    client = login(Role.AUDITOR)
    found = client.get("/staff/try-agencies/", {"q": "教育"}).content.decode()
    assert world.other_bureau.name in found
    assert world.bureau.name not in found
    found = client.get("/staff/try-agencies/", {"kind": "government"}).context["object_list"]
    assert set(found) == {world.government, world.elsewhere}
    found = client.get("/staff/try-agencies/", {"ordering": "-code"}).context["object_list"]
    assert [row.code for row in found] == sorted((row.code for row in found), reverse=True)
    assert client.get("/staff/try-agencies/results/", {"q": "教育"}).status_code == 200


def test_choices_of_filters_are_those_of_the_scope(world: World, login: Login) -> None:
    page = login(Role.HANDLER).get("/staff/try-memberships/").content.decode()
    assert "测试外单位" not in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_has_labels_and_is_in_the_log(world: World, login: Login, kind: str) -> None:
    response = login(Role.AUDITOR).get("/staff/try-agencies/", {"export": kind, "q": "教育"})
    body = response.getvalue()
    if kind == "csv":
        rows = [line.split(",") for line in body.decode("utf-8-sig").splitlines()]
    else:
        rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(body)).active.rows]
    assert rows == [["名称", "机关代码", "机关类别", "有规章制定权", "行政区划名称"],
                    ["清溪县教育局", "QX-JY", "政府部门", "否", "清溪县"]]  # fmt: skip
    event = Event.objects.get(verb="list.export")
    assert (event.actor, event.after["行数"], event.after["条件"]) == ("u-auditor", 1, ["q"])
    assert "%E6%9C%BA%E5%85%B3" in response["Content-Disposition"]


def test_a_change_is_an_action(world: World, login: Login) -> None:
    client = login(Role.DISCLOSURE_OFFICE)
    url = f"/staff/try-agencies/edit/{world.bureau.pk}/"
    assert client.get(url).status_code == 200
    response = client.post(url, {"short_name": "工信局", "court": ""})
    assert response.status_code == 302
    world.bureau.refresh_from_db()
    assert world.bureau.short_name == "工信局"
    event = Event.objects.get(verb="agency.test")
    assert (event.actor, event.agency) == ("u-disclosure_office", "QX-GX")
    assert "已保存机关“清溪县工业和信息化局”" in client.get("/staff/try-agencies/").content.decode()


def test_a_refusal_stands_in_the_form_and_what_was_typed_stays(world: World, login: Login) -> None:
    client = login(Role.DISCLOSURE_OFFICE)
    url = f"/staff/try-agencies/edit/{world.bureau.pk}/"
    page = client.post(url, {"short_name": "空", "court": "清溪县人民法院"})
    assert page.context["form"].errors["short_name"] == ["简称不能是“空”。"]
    assert page.context["form"].non_field_errors() == ["表单里没有的字段。"]
    assert 'value="清溪县人民法院"' in page.content.decode()
    page = client.post(url, {"short_name": "拒", "court": ""}).content.decode()
    assert "现在不能修改。" in page
    assert not Event.objects.filter(verb="agency.test").exists()


def test_a_refused_attempt_stays_on_the_log(world: World, login: Login) -> None:
    url = f"/staff/try-agencies/edit/{world.bureau.pk}/"
    page = login(Role.DISCLOSURE_OFFICE).post(url, {"short_name": "记", "court": ""})
    assert page.context["form"].non_field_errors() == ["不能改成这样，已记录。"]
    event = Event.objects.get(verb="agency.test")
    assert (event.success, event.actor) == (False, "u-disclosure_office")


def test_another_agencys_row_is_not_found(world: World, login: Login) -> None:
    client = login(Role.DISCLOSURE_OFFICE)
    for action in ("edit", "inspect"):
        response = client.get(f"/staff/try-agencies/{action}/{world.other_bureau.pk}/")
        assert (response.status_code, "没有找到" in response.content.decode()) == (404, True)
    assert client.post(f"/staff/try-agencies/edit/{world.other_bureau.pk}/", {"short_name": "x"}).status_code == 404


def test_no_right_is_a_page_that_says_so(world: World, login: Login) -> None:
    response = login(Role.HANDLER).get(f"/staff/try-agencies/edit/{world.bureau.pk}/")
    assert (response.status_code, "没有权限" in response.content.decode()) == (403, True)
    assert login(Role.HANDLER).get(f"/staff/try-agencies/inspect/{world.bureau.pk}/").status_code == 200
    assert login(Role.SUPERVISOR).get(f"/staff/try-agencies/edit/{world.bureau.pk}/").status_code == 403


def test_screens_without_a_right_do_not_exist(world: World, login: Login) -> None:
    client = login(Role.SYSTEM_ADMINISTRATOR)
    for path in ("new/", f"delete/{world.bureau.pk}/", f"history/{world.bureau.pk}/", f"usage/{world.bureau.pk}/"):
        assert client.get(f"/staff/try-agencies/{path}").status_code == 404


def test_the_public_stays_outside(world: World, login: Login) -> None:
    response = Client().get("/staff/try-agencies/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/staff/try-agencies/")
    assert login("citizen").get("/staff/try-agencies/").status_code == 403


def test_adding_and_removing(world: World, login: Login) -> None:
    client = login(Role.AGENCY_ADMINISTRATOR)
    form = {"user": world.person(Role.HANDLER).pk, "agency": world.bureau.pk, "role": Role.REGISTRAR}
    page = client.get("/staff/try-memberships/new/", {"agency": world.bureau.pk})
    assert page.context["form"]["agency"].value() == str(world.bureau.pk)
    assert list(page.context["form"].fields["agency"].queryset) == [world.bureau]
    assert client.post("/staff/try-memberships/new/", form).status_code == 302
    row = Membership.objects.get(user=world.person(Role.HANDLER), role=Role.REGISTRAR)
    assert client.get(f"/staff/try-memberships/delete/{row.pk}/").status_code == 200
    assert client.post(f"/staff/try-memberships/delete/{row.pk}/").status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_removal_may_be_refused(world: World, login: Login) -> None:
    row = Membership.objects.get(user=world.person(Role.LEADER))
    page = login(Role.AGENCY_ADMINISTRATOR).post(f"/staff/try-memberships/delete/{row.pk}/")
    assert "分管领导的角色由上级收回。" in page.content.decode()
    assert Membership.objects.current().filter(pk=row.pk).exists()


def test_nobody_writes_for_an_agency_where_he_has_no_right(world: World, login: Login) -> None:
    form = {"user": world.person(Role.HANDLER).pk, "agency": world.other_bureau.pk, "role": Role.REGISTRAR}
    page = login(Role.AGENCY_ADMINISTRATOR).post("/staff/try-memberships/new/", form)
    assert "agency" in page.context["form"].errors
