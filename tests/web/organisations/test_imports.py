"""Imports of what people really send: understood, reported line by line, repeatable, all or nothing."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import Workbook

from gongkai.readers.errors import Unreadable
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import (
    change_agency,
    confirm_import,
    discard_import,
    discard_stale_imports,
    dissolve_agency,
    imports,
    upload_import,
)
from gongkai_web.organisations.models import Agency, AgencyImport, Below, ImportState, Membership, Region
from gongkai_web.organisations.queries import history
from gongkai_web.organisations.sheets.planning import plan_import
from gongkai_web.organisations.sheets.writing import export, report, template
from tests.web.conftest import BY, World
from tests.web.organisations.books import AGENCY_HEADS, REGION_HEADS, agencies, book, saved

PAPER = "清溪县机构改革方案（清委发〔2024〕3号）"


def _problems(data: bytes) -> dict[int, list[str]]:
    return {line.row: line.problems for line in plan_import(data).lines if line.problems}


def _confirmed(data: bytes, **fields: object) -> AgencyImport:
    """The import as it is after confirming; the tests run tasks at once, on commit."""
    row = upload_import(data, "机构.xlsx", by=BY)
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED, (row.state, row.message)
    confirm_import(row, by=BY, **fields)
    row.refresh_from_db()
    return row


@pytest.fixture(autouse=True)
def _tasks_run(django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs what is queued on commit at once: a test's transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, *_, **__: call())


def test_rows_in_any_order_with_names_for_codes(world: World) -> None:
    data = book(
        机关=[
            AGENCY_HEADS,
            ("QX-SQ-1", "石桥镇农业站", "授权组织", "石桥镇", "石桥镇人民政府"),
            ("QX-SQ", "石桥镇人民政府", "", "990821101", "清溪县人民政府"),
        ],
        行政区划=[REGION_HEADS, ("990821101", "石桥镇", "", "")],
    )
    done = _confirmed(data)
    assert done.state == ImportState.DONE, done.message
    assert done.report["counts"] == {"create": 3, "change": 0, "unchanged": 0, "refused": 0, "skipped": 0}
    station = Agency.objects.get(code="QX-SQ-1")
    assert (station.level, station.region.level, station.region.parent) == ("township", "township", world.region)
    above = station.above.order_by("distance").values_list("higher__code", flat=True)
    assert list(above) == ["QX-SQ-1", "QX-SQ", "QX-ZF"]
    assert Event.objects.filter(verb="agency.create", object_key="QX-SQ-1").exists()
    again = plan_import(data)
    assert again.counts["unchanged"] == 3
    assert not again.changes_anything


def test_a_sheet_as_it_comes(world: World) -> None:
    made = Workbook()
    page = made.active
    page.title = "2024年单位表"
    page.append(["清溪县各单位基本情况表"])
    page.merge_cells("A1:F1")
    page.append([])
    page.append(["序 号", "上级单位", "单位名称（全称）", "统一社会信用\n代码*", "单位性质", "所属区划"])
    page.append([1, "清溪县人民政府 ", "  清溪县民政局　", "１１３５０８２３MB０００００１X", "政府工作部门", "清溪县"])
    page.append([None, None, None, None, None, None])
    page.append([2, None, "清溪县司法局", "QX－SF", "司法行政", "990821"])
    page.append(["填表人：测试甲"])
    done = _confirmed(saved(made))
    assert done.state == ImportState.DONE, done.message
    assert done.report["notices"] == ["工作表“2024年单位表”不认识“序 号”这一列，没有读取"]
    agency = Agency.objects.get(code="11350823MB000001X")
    assert (agency.name, agency.kind, agency.superior) == ("清溪县民政局", "department", world.government)
    assert Agency.objects.get(code="QX-SF").kind == "justice"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ((None, "清溪县测试局", "部门", "清溪县", None), "没有填写机关代码"),
        (("A 1!", "清溪县测试局", "部门", "清溪县", None), "机关代码由2至32位"),
        (("A1", None, "部门", "清溪县", None), "没有填写名称"),
        (("A1", "清溪县测试局", None, "清溪县", None), "应当填写机关类别"),
        (("A1", "清溪县测试局", "公司", "清溪县", None), "机关类别不认识“公司”"),
        (("A1", "清溪县测试局", "部门", None, None), "应当填写行政区划"),
        (("A1", "清溪县测试局", "部门", "乌有县", None), "没有代码或者名称为“乌有县”的区划"),
        (("A1", "清溪县测试局", "部门", "清溪县", "乌有局"), "没有代码或者名称为“乌有局”的机关"),
        (("A1", "清溪县测试局", "部门", "清溪县", "A1"), "上级机关是它自己"),
        (("A1", "清溪县教育局", "部门", "清溪县", None), "名称相同"),
        (("A1", "测" * 121, "部门", "清溪县", None), "名称超过120个字"),
        ((113508230000000012, "清溪县测试局", "部门", "清溪县", None), "被存成了数字"),
        (("=A2&1", "清溪县测试局", "部门", "清溪县", None), "是公式，文件里没有它的结果"),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_is_in(world: World, row: tuple[object, ...], why: str) -> None:
    data = agencies(("OK-1", "清溪县民政局", "部门", "清溪县", "清溪县人民政府"), row)
    assert why in _problems(data)[3][0]
    done = _confirmed(data)
    assert done.report["counts"]["refused"] == 1
    assert Agency.objects.filter(code="OK-1").exists()
    assert Agency.objects.count() == 5


def test_names_borne_by_several_need_a_code(world: World) -> None:
    data = book(
        行政区划=[REGION_HEADS, ("990821102", "城关镇", "", ""), ("990822102", "城关镇", "", "")],
        机关=[
            AGENCY_HEADS,
            ("A1", "城关镇人民政府", "", "城关镇", None),
            ("A2", "城关镇人民政府", "", "云岭省清溪县城关镇", None),
        ],
    )
    plan = plan_import(data)
    assert plan.lines[2].problems == ["行政区划：叫“城关镇”的区划有2个（990821102、990822102），请填代码"]


def test_doubles_circles_and_what_hangs_on_them_are_named(world: World) -> None:
    data = agencies(
        ("A1", "甲局", "部门", "清溪县", "丙局"),
        ("A2", "乙局", "部门", "清溪县", "A1"),
        ("A3", "丙局", "部门", "清溪县", "A2"),
        ("A4", "丁局", "部门", "清溪县", "A3"),
        ("a4", "丁二局", "部门", "清溪县", None),
        ("A5", "戊局", "部门", "清溪县", None),
    )
    found = _problems(data)
    assert found[2] == ["上级机关成环：甲局 → 丙局 → 乙局 → 甲局"]
    assert found[3] == found[4] == found[2]
    assert found[5] == ["上级机关“丙局”（第4行）没有导入，本行也不能导入"]
    assert found[6] == ["与第5行的代码重复"]
    assert plan_import(data).counts["create"] == 1


def test_superior_and_subordinate_may_change_places(world: World) -> None:
    data = agencies(
        ("QX-ZF", "清溪县人民政府", "", "", "QX-GX"), ("QX-GX", "清溪县工业和信息化局", "", "", "白石县人民政府")
    )
    done = _confirmed(data, on=date(2024, 3, 1), basis=PAPER)
    assert done.state == ImportState.DONE, done.message
    above = world.other_bureau.above.order_by("distance").values_list("higher__code", flat=True)
    assert list(above) == ["QX-JY", "QX-ZF", "QX-GX", "BS-ZF"]
    assert Below.objects.count() == 4 + 3 + 2 + 1


def test_another_name_is_a_rename_with_day_and_paper(world: World) -> None:
    data = agencies(("QX-GX", "清溪县工信商务局", "", "", ""))
    row = upload_import(data, "机构.xlsx", by=BY)
    row.refresh_from_db()
    assert row.report["needs_basis"]
    assert row.report["lines"][0]["changes"] == ["名称：清溪县工业和信息化局 → 清溪县工信商务局"]
    for fields in ({}, {"basis": PAPER}, {"basis": PAPER, "on": timezone.localdate() + timedelta(1)}):
        with pytest.raises(ValidationError):
            confirm_import(row, by=BY, **fields)
    confirm_import(row, by=BY, on=date(2024, 3, 1), basis=PAPER)
    agency = Agency.objects.get(code="QX-GX")
    assert agency.name == "清溪县工信商务局"
    assert [(entry.on, entry.basis) for entry in history(agency)] == [(date(2024, 3, 1), PAPER)]


def test_nothing_is_in_when_one_row_fails_at_the_end(world: World) -> None:
    _confirmed(agencies(("QX-GX", "清溪县工信商务局", "", "", "")), on=date(2024, 3, 1), basis=PAPER)
    data = agencies(("QX-GX", "清溪县工信局", "", "", ""), ("A1", "甲局", "部门", "清溪县", ""))
    done = _confirmed(data, on=date(2024, 2, 1), basis=PAPER)
    assert done.state == ImportState.CHECKED
    assert "没有导入任何一行：机关第2行" in done.message
    assert "不能早于" in done.message
    assert not Agency.objects.filter(code="A1").exists()


def test_data_that_changed_after_the_preview_is_shown_anew(world: World) -> None:
    row = upload_import(agencies(("A1", "甲局", "部门", "清溪县", "QX-JY")), "机构.xlsx", by=BY)
    row.refresh_from_db()
    dissolve_agency(world.other_bureau, on=date(2024, 1, 1), basis=PAPER, by=BY)
    confirm_import(row, by=BY)
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED
    assert row.message.startswith("核对之后机构数据有了变化")
    assert row.report["counts"]["refused"] == 1
    assert not Agency.objects.filter(code="A1").exists()


def test_an_ended_agency_is_not_changed(world: World) -> None:
    dissolve_agency(world.bureau, on=date(2024, 1, 1), basis=PAPER, by=BY)
    assert "已撤销" in _problems(agencies(("QX-GX", "清溪县工业和信息化局", "", "", "")))[2][0]


def test_regions_tell_level_and_superior_by_their_code(world: World) -> None:
    data = book(
        区划=[
            ("代码", "区划名称"),
            (990000, "云岭省"),
            ("990100", "东山市"),
            ("990102", "城东区"),
            ("990102001", "河东街道"),
            ("990102001003", "测试社区"),
            ("990821", "清溪县"),
        ]
    )
    plan = plan_import(data)
    assert {line.row: line.problems for line in plan.lines if line.problems} == {6: ["请填写层级"]}
    _confirmed(data)
    assert Region.objects.get(code="990102001").full_name == "云岭省东山市城东区河东街道"
    assert "层级应当高于" in _problems(book(行政区划=[REGION_HEADS, ("990103", "城西区", "地市级", "东山市")]))[2][0]


def test_an_export_imports_again_unchanged(world: World) -> None:
    _confirmed(
        book(
            行政区划=[REGION_HEADS, ("990821101", "石桥镇", "", "")],
            机关=[
                (*AGENCY_HEADS, "简称", "规章制定权", "复议机关", "管辖法院", "排序"),
                ("=1+1", "坏的", "部门", "清溪县", "", "", "", "", "", ""),
                (
                    "QX-SQ",
                    "石桥镇人民政府",
                    "",
                    "石桥镇",
                    "QX-ZF",
                    "石桥",
                    "√",
                    "清溪县人民政府",
                    "白石县人民法院",
                    "１０",
                ),
            ],
        )
    )
    town = Agency.objects.get(code="QX-SQ")
    assert (town.position, town.rule_making, town.court) == (10, True, "白石县人民法院")
    change_agency(town, short_name="=1+1", by=BY)
    data = export()
    plan = plan_import(data)
    assert plan.counts == {"create": 0, "change": 0, "unchanged": 9, "refused": 0, "skipped": 0}
    assert plan.problems == plan.notices == []
    Membership.objects.all().delete()
    Agency.objects.all().update(superior=None)
    Below.objects.all().delete()
    Agency.objects.all().delete()
    Region.objects.all().update(parent=None)
    Region.objects.all().delete()
    assert plan_import(data).counts["create"] == 9


def test_the_template_is_an_empty_import(world: World) -> None:
    plan = plan_import(template())
    assert (plan.lines, plan.problems, plan.notices) == ([], [], [])


def test_the_report_says_every_row(world: World) -> None:
    done = _confirmed(agencies(("A1", "甲局", "公司", "清溪县", ""), ("A2", "乙局", "部门", "清溪县", "")))
    assert report(done).startswith(b"PK")


def test_imports_that_nobody_confirms_go(world: World) -> None:
    row = upload_import(agencies(("A2", "乙局", "部门", "清溪县", "")), "机构.xlsx", by=BY)
    AgencyImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert discard_stale_imports(by=BY) == 1
    row.refresh_from_db()
    assert (row.state, bytes(row.content)) == (ImportState.DISCARDED, b"")
    with pytest.raises(ValidationError):
        discard_import(row, by=BY)
    with pytest.raises(ValidationError):
        confirm_import(row, by=BY)


@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_no_spreadsheet_is_said(world: World, data: bytes) -> None:
    row = upload_import(data, "机构.xlsx", by=BY)
    row.refresh_from_db()
    assert row.state == ImportState.UNREADABLE
    assert row.message
    with pytest.raises(ValidationError):
        upload_import(b"", "机构.xlsx", by=BY)


def test_hostile_files_end_in_one_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    good = agencies(("A2", "乙局", "部门", "清溪县", ""))
    bomb, entity = BytesIO(), BytesIO()
    for out, evil in (
        (bomb, b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"),
        (entity, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'),
    ):
        with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for item in old.infolist():
                new.writestr(item, evil if item.filename.endswith("sheet1.xml") else old.read(item))
        with pytest.raises(Unreadable):
            plan_import(out.getvalue())
    monkeypatch.setattr("gongkai_web.organisations.sheets.reading.MAX_ROWS", 5)
    with pytest.raises(Unreadable, match="5行"):
        plan_import(agencies(*((f"A{n}", f"测试{n}局", "部门", "清溪县", "") for n in range(6))))


def _stale(data: bytes) -> AgencyImport:
    row = upload_import(data, "机构.xlsx", by=BY)
    AgencyImport.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=31))
    row.refresh_from_db()
    return row


def test_what_is_confirmed_while_old_imports_are_discarded_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = book(区划=[REGION_HEADS, ("990821101", "石桥镇", "", "清溪县")])
    first, second = _stale(data), _stale(data)
    discard = imports._discard

    def meanwhile(row: AgencyImport, by: Actor) -> AgencyImport:
        AgencyImport.objects.exclude(pk=row.pk).update(state=ImportState.APPLYING)
        return discard(row, by)

    monkeypatch.setattr(imports, "_discard", meanwhile)
    assert discard_stale_imports(by=BY) == 1
    states = set(AgencyImport.objects.filter(pk__in=(first.pk, second.pk)).values_list("state", flat=True))
    assert states == {ImportState.APPLYING, ImportState.DISCARDED}
    assert bytes(AgencyImport.objects.get(state=ImportState.APPLYING).content) == data


@pytest.mark.parametrize("fails", [True, False])
def test_what_is_discarded_while_it_is_checked_stays_discarded(
    world: World, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    def meanwhile(data: bytes) -> object:
        discard_import(AgencyImport.objects.get(), by=BY)
        if fails:
            raise Unreadable("测试")
        return plan_import(data)

    monkeypatch.setattr(imports, "plan_import", meanwhile)
    row = upload_import(book(区划=[REGION_HEADS]), "机构.xlsx", by=BY)
    row.refresh_from_db()
    assert (row.state, bytes(row.content)) == (ImportState.DISCARDED, b"")
