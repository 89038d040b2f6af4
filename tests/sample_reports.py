"""Reports for tests: published figures of real reports, everything in words invented."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.report.cell import Cell, Number, State
from gongkai.report.format import Format, load_format
from gongkai.report.model import AnnualReport, FormatId, Passage, Section, Table

ROWS_OF_BUSY = {
    "received": (13612, 252, 0, 45, 128, 32, 14069),
    "carried_in": (535, 6, 0, 1, 18, 0, 560),
    "granted": (5345, 129, 0, 41, 19, 14, 5548),
    "partial": (2120, 39, 0, 1, 6, 2, 2168),
    "denied_state_secret": (13, 0, 0, 0, 0, 0, 13),
    "denied_law": (30, 0, 0, 0, 0, 0, 30),
    "denied_safety": (11, 0, 0, 0, 0, 0, 11),
    "denied_third_party": (51, 0, 0, 0, 0, 0, 51),
    "denied_internal": (104, 0, 0, 0, 0, 0, 104),
    "denied_process": (85, 0, 0, 0, 0, 0, 85),
    "denied_enforcement_file": (286, 0, 0, 0, 0, 0, 286),
    "denied_inquiry": (150, 0, 0, 0, 0, 0, 150),
    "unable_not_held": (3027, 84, 0, 2, 96, 13, 3222),
    "unable_needs_creation": (180, 0, 0, 0, 0, 0, 180),
    "unable_unclear": (19, 0, 0, 0, 0, 0, 19),
    "refused_petition": (203, 0, 0, 0, 0, 0, 203),
    "refused_repeat": (148, 0, 0, 0, 0, 0, 148),
    "refused_publication": (0, 0, 0, 0, 0, 0, 0),
    "refused_excessive": (101, 0, 0, 0, 0, 0, 101),
    "refused_confirmation": (5, 0, 0, 0, 0, 0, 5),
    "other_not_corrected": (318, 0, 0, 0, 0, 0, 318),
    "other_unpaid": (203, 0, 0, 0, 0, 0, 203),
    "other_other": (965, 0, 0, 0, 0, 0, 965),
    "concluded": (13364, 252, 0, 44, 121, 29, 13810),
    "carried_out": (783, 6, 0, 2, 25, 3, 819),
}

_PREAMBLE = (
    "本报告根据《中华人民共和国政府信息公开条例》第五十条编制，数据统计期限为2023年1月1日至12月31日。",
    "对本报告有疑问的，请与青石区人民政府办公室联系（地址：青石区和平路1号，邮政编码：100000，电话：010-00000000）。",
)

_PROSE = {
    "overview": (
        "2023年，青石区按照“以公开为常态、不公开为例外”的要求推进政府信息公开工作，全区32家单位全部按时发布年度报告。",
        "（一）主动公开",
        (
            "全年通过区政府门户网站发布信息4823条，其中政策文件36件、规划计划21件、财政信息412条，其余4354条。"
            "发布政策解读45份，采用问答、图解和短视频三种形式，并在政策文件页面建立双向链接。"
        ),
        "（二）依申请公开。全年新收政府信息公开申请14069件，上年结转560件，办结13810件，结转下年度819件。",
        "1.受理渠道。当面、信函、传真和互联网四个渠道全部畅通，互联网申请占比最高。",
        "2.答复文书。14类文书统一使用示范文本，依据的条款逐件核对。",
        "（三）政府信息管理",
        "清理行政规范性文件97件，对36件文件的公开属性重新作了认定，依据是《关于文件清理的通知》（青政办〔2023〕8号）。",
        "（四）平台建设",
        "门户网站完成IPv6改造和无障碍改造，政府信息公开专栏按统一的五个栏目设置，PDF附件全部改为可检索的版式。",
        "（五）监督保障",
        "全年培训6次、620人次，第三方评估得分91.5分；未发生因信息公开被追究责任的情况。",
    ),
    "problems": (
        "存在的问题：一是个别单位目录更新超过20个工作日的期限；二是政策解读中图解所占比重不高。",
        "改进情况：已建立按周巡查的台账，超期栏目由3个减为0个；为每件规范性文件指定了解读人。",
    ),
    "other": ("收取信息处理费的情况：全年发出收费通知41件，收取信息处理费共计400元。",),
}


def rows(values: Mapping[str, Mapping[str, Number | None]]) -> dict[str, dict[str, Cell]]:
    """Cells as a reader gives them for plain figures."""
    return {row: {column: cell(value) for column, value in columns.items()} for row, columns in values.items()}


def cell(value: Number | None) -> Cell:
    """A plain cell, a blank one for None."""
    return Cell(None, "", State.BLANK, "单元格为空") if value is None else Cell(value, str(value))


def table2(spec: Format, values: Mapping[str, tuple[Number, ...]]) -> Table:
    """Table 2 with the figures given, 0 elsewhere."""
    figures = {
        row: dict(zip(columns, values.get(row, (0,) * len(columns)), strict=True))
        for row, columns in spec.table2_columns_of.items()
    }
    return Table("table2", rows(figures))


def table3(spec: Format, values: Mapping[str, tuple[Number, ...]]) -> Table:
    """Table 3 with the figures given, 0 elsewhere."""
    none = (0,) * len(spec.table3_columns)
    figures = {
        row.id: dict(zip(spec.table3_columns, values.get(row.id, none), strict=True)) for row in spec.table3_rows
    }
    return Table("table3", rows(figures))


def table4(spec: Format, values: Mapping[str, tuple[Number, ...]]) -> Table:
    """Table 4 with the figures given, 0 elsewhere."""
    none = (0,) * len(spec.table4_columns)
    figures = {g: dict(zip(spec.table4_columns, values.get(g, none), strict=True)) for g in spec.table4_groups}
    return Table("table4", rows(figures))


def report(
    agency: str,
    year: int,
    format_id: FormatId,
    tables: tuple[Table, Table, Table],
    prose: Mapping[str, tuple[str, ...]],
    preamble: tuple[str, ...] = (),
) -> AnnualReport:
    """A report with all six headings as the format has them."""
    spec = load_format("2021" if format_id == "pre-2019" else format_id)
    return AnnualReport(
        format=format_id,
        agency=agency,
        year=year,
        title=spec.title.format(agency=agency, year=year),
        preamble=tuple(map(Passage, preamble)),
        sections=tuple(Section(s.id, s.heading, tuple(map(Passage, prose.get(s.id, ())))) for s in spec.sections),
        table2=tables[0],
        table3=tables[1],
        table4=tables[2],
    )


def busy() -> AnnualReport:
    """A district with many requests; every identity holds."""
    spec = load_format("2021")
    tables = (
        table2(spec, {"regulations": (0, 0, 0), "normative_documents": (14, 20, 288), "licences": (550,),
                      "penalties": (4119,), "coercions": (195,), "fees": (Decimal("7730.28"),)}),
        table3(spec, ROWS_OF_BUSY),
        table4(spec, {"review": (376, 97, 196, 121, 790), "lawsuit_direct": (16, 1, 12, 27, 56),
                      "lawsuit_after_review": (74, 1, 30, 51, 156)}),
    )  # fmt: skip
    return report("青石区人民政府", 2023, "2021", tables, _PROSE, _PREAMBLE)


def quiet() -> AnnualReport:
    """An office with almost nothing to report."""
    spec = load_format("2021")
    one = (1, 0, 0, 0, 0, 0, 1)
    tables = (
        table2(spec, {}),
        table3(spec, {"received": one, "granted": one, "concluded": one}),
        table4(spec, {}),
    )
    prose = {"overview": ("本局全年公开政府信息152条。",), "problems": ("公开的及时性不够，已改为每周检查。",),
             "other": ("本年度未收取信息处理费。",)}  # fmt: skip
    return report("临江县工业信息化和商务局", 2024, "2021", tables, prose)


def trial() -> AnnualReport:
    """A report of 2020 in the trial format of 2019, whose parts do not make the total everywhere."""
    spec = load_format("2019")
    tables = (
        table2(spec, {"regulations": (0, 0, 7), "normative_documents": (77, 77, 166), "licences": (312, -4, 1024)}),
        table3(spec, {"received": (20, 0, 0, 0, 0, 1, 21), "granted": (6, 0, 0, 0, 0, 1, 7),
                      "partial": (6, 0, 0, 0, 0, 0, 6), "other_other": (4, 0, 0, 0, 0, 0, 4),
                      "concluded": (20, 0, 0, 0, 0, 1, 21)}),
        table4(spec, {}),
    )  # fmt: skip
    return report("东屿综合试验区管理委员会", 2020, "2019", tables, _PROSE, _PREAMBLE)
