"""The screens of agencies, guides, rules, reporters, imports and the platform, by role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.organisations import actions
from gongkai_web.organisations.actions.guides import CONTENT
from gongkai_web.organisations.models import Agency, AgencyImport, Guide, Platform, Region, Reporter, Rule
from gongkai_web.organisations.sheets.planning import plan_import
from tests.web.conftest import BY, World
from tests.web.organisations.books import agencies
from tests.web.organisations.test_guides import OFFICE

MOBILE = "13800001234"
PAPER = "测试文件（清委发〔2024〕3号）"
Entry = Callable[[Role | str], Client]


@pytest.fixture
def entered(world: World, settings: Any) -> Entry:
    """A browser in which somebody has logged in; second factors have tests of their own."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    actions.set_up_platform(region=world.region, name="测试平台", sponsor="清溪县人民政府", by=BY)

    def enter(who: Role | str) -> Client:
        client = Client()
        client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        return client

    return enter


@pytest.fixture
def _done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs what is queued on commit at once: a test's transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, *_, **__: call())


SEEN_BY_ALL = ("agencies/", "agency-changes/", "rules/", "leading-group/", "reporters/")
MANAGER_ONLY = ("regions/", "imports/", "imports/template/", "agencies/new/")
SITE_ONLY = ("shared-rules/",)


@pytest.mark.parametrize("role", sorted(Role))
def test_who_sees_which_screen(world: World, entered: Entry, role: Role) -> None:
    client = entered(role)
    for address in SEEN_BY_ALL:
        assert client.get(f"/staff/{address}").status_code == 200, address
    wanted = 200 if role is Role.SYSTEM_ADMINISTRATOR else 403
    for address in (*MANAGER_ONLY, *SITE_ONLY):
        assert client.get(f"/staff/{address}").status_code == wanted, address
    guides = client.get("/staff/guides/")
    assert guides.status_code in (200, 302)


def test_another_agencys_rows_are_not_found(world: World, entered: Entry) -> None:
    actions.start_draft(world.other_bureau, by=BY)
    reporter = actions.add_reporter(agency=world.other_bureau, name="测试乙", mobile=MOBILE, by=BY)
    rule = actions.add_rule(
        agency=world.other_bureau, group="own", title="测试", text="测试", published_on=date(2024, 1, 1), by=BY
    )
    client = entered(Role.AGENCY_ADMINISTRATOR)
    other = world.other_bureau.pk
    for address in (
        f"agencies/inspect/{other}/", f"guides/{other}/", f"guides/{other}/draft/", f"guides/{other}/preview/",
        f"guides/{other}/publish/", f"reporters/edit/{reporter.pk}/", f"reporters/inspect/{reporter.pk}/",
        f"rules/edit/{rule.pk}/", f"rules/delete/{rule.pk}/",
    ):  # fmt: skip
        assert client.get(f"/staff/{address}").status_code == 404, address
    for address in (f"guides/{other}/start/", f"guides/{other}/discard/"):
        assert client.post(f"/staff/{address}").status_code == 404, address
    assert entered(Role.DISCLOSURE_OFFICE).post(f"/staff/reporters/inspect/{reporter.pk}/").status_code == 404
    supervisor = entered(Role.SUPERVISOR)
    assert supervisor.get(f"/staff/guides/{other}/").status_code == 200
    assert supervisor.get(f"/staff/guides/{other}/draft/").status_code == 403


def test_an_agency_is_entered_and_changed(world: World, entered: Entry) -> None:
    client = entered(Role.SYSTEM_ADMINISTRATOR)
    typed = {
        "code": "QX-MZ", "name": "清溪县民政局", "kind": "department", "level": "county", "region": world.region.pk,
        "superior": world.government.pk, "position": 3, "founded_on": "2024-03-01", "basis": PAPER,
    }  # fmt: skip
    refused = client.post("/staff/agencies/new/", {**typed, "code": "qx-gx"})
    assert refused.status_code == 200
    assert "不区分大小写" in refused.text
    assert "清溪县民政局" in refused.text
    assert client.post("/staff/agencies/new/", typed).status_code == 302
    agency = Agency.objects.get(code="QX-MZ")
    page = client.get(f"/staff/agencies/inspect/{agency.pk}/")
    assert "设立清溪县民政局" in page.text
    details = {"kind": "department", "level": "county", "region": world.region.pk, "position": 4, "court": "测试法院"}
    assert client.post(f"/staff/agencies/edit/{agency.pk}/", details).status_code == 302
    agency.refresh_from_db()
    assert (agency.court, agency.name, agency.superior) == ("测试法院", "清溪县民政局", world.government)


def test_a_change_is_told_before_it_is_made(world: World, entered: Entry) -> None:
    client = entered(Role.SYSTEM_ADMINISTRATOR)
    address = f"/staff/agencies/{world.bureau.pk}/rename/"
    typed = {"name": "清溪县工信商务局", "on": "2024-03-01", "basis": PAPER}
    told = client.post(address, typed)
    assert "“清溪县工业和信息化局”更名为“清溪县工信商务局”" in told.text
    world.bureau.refresh_from_db()
    assert world.bureau.name == "清溪县工业和信息化局"
    assert not Event.objects.filter(verb="agency.rename").exists()
    assert "不能晚于今天" in client.post(address, {**typed, "on": "2999-01-01"}).text
    assert client.post(address, {**typed, "confirm": "1"}).status_code == 302
    world.bureau.refresh_from_db()
    assert world.bureau.name == "清溪县工信商务局"
    assert "清溪县工信商务局" in client.get("/staff/agencies/", {"q": "工业和信息化"}).text
    merge = client.post(
        f"/staff/agencies/{world.bureau.pk}/merge/",
        {"into": world.other_bureau.pk, "on": "2024-04-01", "basis": PAPER},
    )
    assert "8项任职随之终止" in merge.text
    below = client.post(
        f"/staff/agencies/{world.government.pk}/move/",
        {"superior": world.bureau.pk, "on": "2024-04-01", "basis": PAPER},
    )
    assert "不能改为它的上级机关" in below.text
    for role in set(Role) - {Role.SYSTEM_ADMINISTRATOR}:
        assert entered(role).get(address).status_code == 403


def test_a_guide_from_start_to_platform(world: World, entered: Entry) -> None:
    client = entered(Role.DISCLOSURE_OFFICE)
    home = f"/staff/guides/{world.bureau.pk}/"
    assert client.get("/staff/guides/").headers["location"] == home
    assert client.post(f"{home}start/").status_code == 302
    assert "还缺" in client.get(f"{home}draft/").text
    refused = client.post(f"{home}publish/")
    assert "条例第十二条要求写明传真号码" in refused.text
    draft = Guide.objects.get()
    typed = {name: getattr(draft, name) for name in CONTENT} | OFFICE
    assert client.post(f"{home}draft/", typed).status_code == 302
    preview = client.get(f"{home}preview/")
    assert preview.status_code == 200
    assert "清溪县测试路1号" in preview.text
    assert "no-store" in preview["Cache-Control"]
    assert client.post(f"{home}publish/").status_code == 302
    assert Guide.objects.get().number == 1
    assert "第1版" in client.get(home).text
    assert entered("other").get(home).status_code == 404
    assert entered(Role.HANDLER).get(f"{home}draft/").status_code == 403


def test_rules_and_people_are_entered_for_ones_own_agency(world: World, entered: Entry) -> None:
    client = entered(Role.AGENCY_ADMINISTRATOR)
    typed = {"agency": world.bureau.pk, "group": "own", "title": "测试制度", "text": "一、测试。", "in_force": "on",
             "published_on": "2024-01-01", "position": 0}  # fmt: skip
    assert client.post("/staff/rules/new/", typed).status_code == 302
    assert Rule.objects.get().agency == world.bureau
    assert client.post("/staff/rules/new/", {**typed, "agency": world.other_bureau.pk}).status_code == 200
    assert Rule.objects.count() == 1
    member = {"agency": world.bureau.pk, "rank": "head", "name": "测试甲", "position": 0}
    assert client.post("/staff/leading-group/new/", member).status_code == 302
    reporter = {"agency": world.bureau.pk, "name": "测试乙", "mobile": MOBILE}
    assert client.post("/staff/reporters/new/", reporter).status_code == 302
    row = Reporter.objects.get()
    form = client.get(f"/staff/reporters/edit/{row.pk}/").text
    assert MOBILE not in form
    assert "138****1234" in form
    assert client.post(f"/staff/reporters/edit/{row.pk}/", {"name": "测试丙"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.mobile) == ("测试丙", MOBILE)
    office = entered(Role.DISCLOSURE_OFFICE)
    assert MOBILE not in office.get(f"/staff/reporters/inspect/{row.pk}/").text
    assert MOBILE in office.post(f"/staff/reporters/inspect/{row.pk}/").text
    assert Event.objects.filter(verb="reporter.reveal").count() == 1
    assert entered(Role.LEADER).post(f"/staff/reporters/inspect/{row.pk}/").status_code == 403
    client.post(f"/staff/reporters/edit/{row.pk}/", {"name": "测试丙", "forget_mobile": "on"})
    row.refresh_from_db()
    assert row.mobile == ""
    assert client.post(f"/staff/reporters/delete/{row.pk}/").status_code == 302


@pytest.mark.usefixtures("_done_at_once")
def test_a_file_is_sent_seen_and_confirmed(world: World, entered: Entry) -> None:
    client = entered(Role.SYSTEM_ADMINISTRATOR)
    data = agencies(
        ("QX-MZ", "清溪县民政局", "部门", "清溪县", "清溪县人民政府"),
        ("QX-GX", "清溪县工信商务局", "", "", ""),
        ("!", "坏的", "部门", "清溪县", ""),
    )
    sent = client.post("/staff/imports/", {"file": SimpleUploadedFile("机构.xlsx", data)})
    row = AgencyImport.objects.get()
    assert sent.headers["location"] == f"/staff/imports/{row.pk}/"
    page = client.get(f"/staff/imports/{row.pk}/").text
    assert "机关代码由2至32位" in page
    assert "将新增1行，修改1行" in page
    assert "名称：清溪县工业和信息化局 → 清溪县工信商务局" in client.get(f"/staff/imports/{row.pk}/?kind=change").text
    refused = client.post(f"/staff/imports/{row.pk}/confirm/", {"on": "2024-03-01", "basis": ""})
    assert refused.status_code == 200
    assert not Agency.objects.filter(code="QX-MZ").exists()
    assert client.post(f"/staff/imports/{row.pk}/confirm/", {"on": "2024-03-01", "basis": PAPER}).status_code == 302
    assert "已导入：新增1行，修改1行" in client.get(f"/staff/imports/{row.pk}/").text
    assert Agency.objects.get(code="QX-GX").name == "清溪县工信商务局"
    assert client.get(f"/staff/imports/{row.pk}/report/").content.startswith(b"PK")
    exported = client.post("/staff/imports/export/")
    assert plan_import(exported.content).counts["unchanged"] == 8
    assert Event.objects.filter(verb="agency.export").exists()
    assert client.get(f"/staff/imports/{row.pk}/", headers={"hx-request": "true"})["HX-Refresh"] == "true"


def test_what_is_sent_may_be_bad(world: World, entered: Entry) -> None:
    client = entered(Role.SYSTEM_ADMINISTRATOR)
    assert "请选择文件" in client.post("/staff/imports/").text
    assert client.post("/staff/imports/", {"file": SimpleUploadedFile("空.xlsx", b"")}).status_code == 200
    assert AgencyImport.objects.count() == 0


def test_regions_and_the_platform(world: World, entered: Entry) -> None:
    client = entered(Role.SYSTEM_ADMINISTRATOR)
    typed = {"code": "990821101", "name": "石桥镇", "level": "township", "parent": world.region.pk}
    assert client.post("/staff/regions/new/", typed).status_code == 302
    region = Region.objects.get(code="990821101")
    assert client.post(f"/staff/regions/edit/{region.pk}/", {**typed, "code": "1", "name": "石桥乡"}).status_code == 302
    region.refresh_from_db()
    assert (region.code, region.name) == ("990821101", "石桥乡")
    refused = client.post(f"/staff/regions/delete/{world.region.pk}/")
    assert "不能删除" in refused.text
    assert client.post(f"/staff/regions/delete/{region.pk}/").status_code == 302
    assert client.get("/staff/platform/").headers["location"] == "/staff/platform/edit/1/"
    form = {"name": "清溪县政府信息公开平台", "region": world.region.pk, "sponsor": "清溪县人民政府"}
    assert client.post("/staff/platform/edit/1/", form).status_code == 302
    assert Platform.objects.get().name == "清溪县政府信息公开平台"
    shared = {"group": "law", "title": "测试条例", "text": "测试", "in_force": "on", "published_on": "2024-01-01",
              "position": 0}  # fmt: skip
    assert client.post("/staff/shared-rules/new/", shared).status_code == 302
    assert Rule.objects.get().agency is None
    assert entered(Role.AGENCY_ADMINISTRATOR).get(f"/staff/rules/edit/{Rule.objects.get().pk}/").status_code == 404
