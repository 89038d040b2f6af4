"""Spreadsheets made by openpyxl, and single structures it cannot make from raw XML."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.readers.errors import Unreadable
from gongkai.readers.outline import Block, Grid, GridCell, Outline, Paragraph
from gongkai.readers.xlsx import read
from tests.readers.test_docx import tilings
from tests.readers.word_file import packed

LINES = Border(*[Side("thin")] * 4)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(*rows: list[object]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    return book, sheet


def raw(rows: str, *, after: str = "", **others: str) -> bytes:
    """An xlsx of one sheet from raw XML."""
    relations = "".join(
        f'<Relationship Id="{part}" Type="{RELATIONS}/{part}" Target="{part}.xml"/>' for part in ("worksheet", *others)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed(
        {
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{RELATIONS}/officeDocument" '
            'Target="/xl/book.xml"/></Relationships>',
            "xl/book.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="worksheet"/></sheets></workbook>',
            "xl/_rels/book.xml.rels": f'<Relationships xmlns="{package}">{relations}</Relationships>',
            "xl/worksheet.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData>{after}</x:worksheet>',
            **{f"xl/{part}.xml": inside for part, inside in others.items()},
        },
        method=zipfile.ZIP_STORED,
    )


def words(block: Block) -> list[list[str]] | str:
    return block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]


def blocks(outline: Outline) -> list[list[list[str]] | str]:
    return [words(block) for block in outline.blocks]


def test_titles_prose_and_tables() -> None:
    book, _ = sheet_of(
        ["某局2023年政府信息公开工作年度报告"],
        [],
        ["一、总体情况"],
        ["全年公开12条。\n另有3条。"],
        ["信息内容", "件数"],
        ["规章", 0],
        ["行政规范性文件", 5],
        ["三、收到和处理申请情况"],
        ["x", "y"],
        [None, None, "z"],
    )
    book.properties.title = "年报"
    outline = read(saved(book))
    assert outline.kind == "xlsx"
    assert outline.title == "年报"
    assert outline.warnings == ()
    assert blocks(outline) == [
        "某局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "全年公开12条。",
        "另有3条。",
        [["信息内容", "件数"], ["规章", "0"], ["行政规范性文件", "5"]],
        "三、收到和处理申请情况",
        [["x", "y"]],
        "z",
    ]


def test_a_caption_with_borders_stays_in_its_table() -> None:
    book, sheet = sheet_of(
        ["第一项"], ["信息内容", "制发", "废止"], ["规章", 0, 0], ["第五项"], ["行政许可", 7, None], ["规章"]
    )
    for row in sheet["A1:C6"]:
        for cell in row:
            cell.border = LINES
    for area in ("A1:C1", "A4:C4", "B5:C5"):
        sheet.merge_cells(area)
    (grid,) = read(saved(book)).blocks
    assert isinstance(grid, Grid)
    assert grid.exact
    assert grid.rows[0] == (GridCell("第一项", 0, 3),)
    assert grid.rows[3:] == (
        (GridCell("第五项", 0, 3),),
        (GridCell("行政许可", 0), GridCell("7", 1, 2)),
        (GridCell("规章", 0), GridCell("", 1), GridCell("", 2)),
    )


def test_a_label_merged_downward_holds_rows_together() -> None:
    book, sheet = sheet_of(["标题"], [], ["组", "甲", 1], [None, "乙", 2], [], [None, "丙", 3])
    sheet.merge_cells("A1:C2")
    sheet.merge_cells("A3:A6")
    assert blocks(read(saved(book))) == ["标题", [["组", "甲", "1"], ["乙", "2"], ["", ""], ["丙", "3"]]]


def test_a_row_of_empty_boxes_below_a_table_is_a_row_not_filled_in() -> None:
    book, sheet = sheet_of(["维持", "纠正"], [None, None], [None, None], ["后"], [None])
    for row in sheet["A1:B3"]:
        for cell in row:
            cell.border = LINES
    sheet["A5"].border = LINES
    assert blocks(read(saved(book))) == [[["维持", "纠正"], ["", ""]], "后"]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (7, "General", "7"),
        (7.0, "0.00", "7"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.5, "#,##0.00", "1234567.5"),
        (0.125, "0.0%", "12.5%"),
        (1e21, "General", "1000000000000000000000"),
        (-3, "General", "-3"),
        (True, "General", "TRUE"),
        (datetime(2024, 1, 31), "yyyy-mm-dd", "2024年1月31日"),  # noqa: DTZ001 a spreadsheet knows no time zone
        (datetime(2024, 1, 31, 8, 5), "yyyy/m/d h:mm", "2024年1月31日 8:05"),  # noqa: DTZ001
        (0.5, "h:mm", "12:00"),
        (12, '0"件（day）"', "12"),
        (12, "[Red]0", "12"),
        ("  22（其中修订16件） ", "General", "  22（其中修订16件） "),
        ("—", "General", "—"),
    ],
)
def test_values_as_a_person_sees_them(value: object, style: str, text: str) -> None:
    book, sheet = sheet_of(["值", value])
    sheet["B1"].number_format = style
    assert blocks(read(saved(book))) == [[["值", text]]]


def test_rich_text_is_plain_text() -> None:
    book, sheet = sheet_of(["甲", "乙"])
    sheet["A1"] = CellRichText("共", TextBlock(InlineFont(b=True), "12"), "条")
    assert blocks(read(saved(book))) == [[["共12条", "乙"]]]


def test_readings_and_escapes_of_shared_strings() -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>汉</t><rPh><t>han</t></rPh></si><si><t>一_x000D_\n二</t></si></sst>'
    cells = '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>9</x:v></x:c></x:row>'
    assert blocks(read(raw(cells, sharedStrings=strings))) == [[["汉", "一\n二"]]]


def test_cells_without_addresses_and_errors() -> None:
    cells = '<x:c><x:v>1</x:v></x:c><x:c r="D1" t="e"><x:v>#REF!</x:v></x:c><x:c t="str"><x:f>A</x:f><x:v/></x:c>'
    outline = read(raw(f"<x:row>{cells}</x:row>"))
    assert blocks(outline) == [[["1", "", "", "#REF!"]]]
    assert outline.warnings == ()


def test_hidden_sheets_are_told_and_not_read() -> None:
    book, _ = sheet_of(["看得见"])
    for state in ("hidden", "veryHidden"):
        sheet = book.create_sheet(state)
        sheet.append(["看不见"])
        sheet.sheet_state = state
    outline = read(saved(book))
    assert blocks(outline) == ["看得见"]
    assert outline.warnings == ("工作表“hidden”已隐藏，未读取", "工作表“veryHidden”已隐藏，未读取")


class TestFormulas:
    def test_sums_and_differences_without_saved_results(self) -> None:
        book, _ = sheet_of(
            ["项", 1, 2.5, None, "=SUM(B1:D1)"],
            ["项", 4, "—", 6, "=SUM(B2:C2,D2)"],
            ["计", "=B1+B2", "=$C$1-(B1+1)", "=sum(D1:D2)", "=+E1+E2-SUM(B3,D3)"],
        )
        outline = read(saved(book))
        assert blocks(outline) == [
            [["项", "1", "2.5", "", "3.5"], ["项", "4", "—", "6", "10"], ["计", "5", "0.5", "6", "2.5"]]
        ]
        assert outline.warnings == ()

    def test_a_saved_result_is_believed(self) -> None:
        cells = "<x:row><x:c><x:v>1</x:v></x:c><x:c><x:f>A1+1</x:f><x:v>9</x:v></x:c></x:row>"
        assert blocks(read(raw(cells))) == [[["1", "9"]]]

    @pytest.mark.parametrize(
        ("formula", "value"),
        [
            ('=IF(COUNT(B1:D1)=0,"",SUM(B1:D1))', "3.5"),
            ('=IF(COUNT(D1,E1)=0,"",1)', ""),
            ('="某局"&$B$1&"年"&D1', "某局1年"),
            ("='一 表'!B2+一2!A1", "12"),
            ('=IF(B1<>C1,"✗","✓")', "✗"),
            ('=IF(E1="字","是")', "是"),
            ('="引""号"', '引"号'),
            ("=B1>=C1", "FALSE"),
            ('=IF(D1,"有","无")', "无"),
            ("=COUNT(B1:E1,5,B1+1)", "4"),
        ],
    )
    def test_what_a_filling_template_needs(self, formula: str, value: str) -> None:
        book, _ = sheet_of([9, 1, 2.5, None, "字", formula])
        for name in ("一 表", "一2"):
            sheet = book.create_sheet(name)
            sheet.append([5, 0])
            sheet.append([1, 7])
        outline = read(saved(book))
        assert outline.warnings == ()
        assert blocks(outline)[0] == [["9", "1", "2.5", "", "字", *([value] if value else [])]]

    def test_the_sheets_around_a_template_are_used_and_not_shown(self) -> None:
        book, _ = sheet_of(["=填报说明!A1", 2])
        for name in ("填报说明", "勾稽校验"):
            book.create_sheet(name).append([name])
        assert blocks(read(saved(book))) == [[["填报说明", "2"]]]

    @pytest.mark.parametrize(
        "formula",
        ["=A1*2", "=B1", "=MAX(A1,1)", "=C1+1", "=SUM(A1", "=表2!A1", "=1 2", "=SUM(D1)", "=A1:C1", '=A1="x"&1'],
    )
    def test_what_cannot_be_computed_is_blank_and_told(self, formula: str) -> None:
        book, _ = sheet_of([1, formula, "字", "=A1/2"])
        outline = read(saved(book))
        assert blocks(outline) == [[["1", "", "字", ""]]]
        assert outline.warnings == (
            "工作表“Sheet”的 B1、D1 共 2 个公式没有保存计算结果，按空白读取；请用电子表格软件打开后另存",
        )

    def test_a_long_chain_and_a_thousand_sums_end_soon(self) -> None:
        book, sheet = sheet_of(["=A2+1"])
        for row in range(2, 1500):
            sheet.append([f"=A{row + 1}+1", "=SUM(C1:C1500)"])
        assert "个公式没有保存计算结果" in read(saved(book)).warnings[0]


@settings(max_examples=40)
@given(tilings())
def test_any_tiling_comes_back(cells: list[tuple[int, int, int, int]]) -> None:
    book, sheet = sheet_of()
    expected: list[list[GridCell]] = [[] for _ in range(max(row + down for row, _, down, _ in cells))]
    for row, col, down, across in cells:
        text = f"{row},{col}"
        sheet.cell(row + 1, col + 1, text).border = LINES
        if (down, across) != (1, 1):
            sheet.merge_cells(start_row=row + 1, start_column=col + 1, end_row=row + down, end_column=col + across)
        expected[row].append(GridCell(text, col, across, down))
    found = read(saved(book)).blocks
    if any(len(row) > 1 for row in expected) and all(expected):
        assert found == (Grid(tuple(map(tuple, expected))),)
    seen: list[str] = []
    for block in found:
        seen += [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row]
    assert [text for text in seen if text] == [cell.text for row in expected for cell in row]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (raw('<x:row><x:c t="inlineStr"><x:is><x:t>1</x:t></x:is></x:c></x:row>' * 60_001), "单元格"),
        (raw("<x:row>" + "<x:c><x:v>1</x:v></x:c>" * 200_000 + "</x:row>"), "结构过大|单元格"),
        (raw("", after="<x:a/>" * 2_000_000), "结构过大"),
        (raw("<x:row>" + "<x:c>" * 300 + "</x:c>" * 300 + "</x:row>"), "嵌套|XML"),
        (raw("<x:row"), "XML"),
        (raw("").replace(b"<x:worksheet", b"<!DOCTYPE a>"), "损坏"),
        (packed({"_rels/.rels": "<Relationships/>"}), "找不到正文"),
    ],
)
def test_what_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        read(data)
    assert "\n" not in caught.value.reason


def test_a_sheet_formatted_to_its_end_is_read() -> None:
    rows = '<x:row r="1"><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>'
    empty = "".join(f'<x:row r="{row}"><x:c s="0"/></x:row>' for row in range(2, 100_000))
    merged = '<x:mergeCells><x:mergeCell ref="A1:A1048576"/><x:mergeCell ref="C1:XFD1"/></x:mergeCells>'
    assert blocks(read(raw(rows + empty, after=merged))) == [[["1", "2"]]]
