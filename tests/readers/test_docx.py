"""Word documents: each structure that real reports have, from raw XML or python-docx."""

from __future__ import annotations

import zipfile
from itertools import product

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.readers.docx import read
from gongkai.readers.errors import Unreadable
from gongkai.readers.outline import Block, Grid, GridCell, Paragraph
from tests.readers.word_file import p, packed, parts, saved, tc, whole_report, word


def blocks(body: str, **others: str) -> tuple[Block, ...]:
    return read(word(body, **others)).blocks


def texts(body: str, **others: str) -> list[str]:
    """The paragraphs, and a list of the cells for a grid, as plain words."""
    found = []
    for block in blocks(body, **others):
        if isinstance(block, Paragraph):
            found.append(block.text)
        else:
            found.append("|".join("/".join(cell.text for cell in row) for row in block.rows))
    return found


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_a_whole_report_is_read_in_order() -> None:
    outline = read(whole_report())
    assert outline.kind == "docx"
    assert outline.title == "某县2023年政府信息公开工作年度报告"
    title, first = outline.blocks[:2]
    assert title == Paragraph("某县2023年政府信息公开工作年度报告", level=None)
    assert first == Paragraph("一、总体情况", level=1)
    grids = [block for block in outline.blocks if isinstance(block, Grid)]
    assert [len(grid.rows) for grid in grids] == [14, 28, 4]
    table3 = grids[1]
    assert table3.rows[0][0] == GridCell("勾稽关系", 0, 3, 3)
    assert table3.rows[5][0] == GridCell("三、本年度办理结果", 0, 1, 22)
    assert [cell.text for cell in table3.rows[27]] == ["第27行"] * 3 + [str(27 * col) for col in range(3, 10)]
    assert sum(isinstance(block, Paragraph) for block in outline.blocks) == 1 + 6 + 48


def test_the_main_part_is_found_by_its_relationship() -> None:
    assert read(packed(parts(p("正文"), main="other/text.xml"))).blocks == (Paragraph("正文"),)


def test_parts_of_the_strict_format_are_read() -> None:
    found = {
        name: content.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        for name, content in parts(p("严格")).items()
        if isinstance(content, str)
    }
    assert read(packed(dict(found))).blocks == (Paragraph("严格"),)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("<w:t>甲</w:t><w:tab/><w:t>乙</w:t>", ["甲\t乙"]),
        ("<w:t>甲</w:t><w:br/><w:t>乙</w:t>", ["甲", "乙"]),
        ('<w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t>', ["甲乙"]),
        ("<w:t>3</w:t><w:noBreakHyphen/><w:t>5</w:t>", ["3-5"]),
        ("<w:t>甲</w:t><w:softHyphen/><w:t>乙</w:t>", ["甲乙"]),
        ('<w:t>甲</w:t><w:sym w:font="Wingdings" w:char="F0FC"/>', ["甲"]),
        ("<w:t>　　缩进 </w:t>", ["缩进"]),
        ("<w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t>", []),
        ('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t>', ["可见"]),
        (
            "<w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby>",
            ["拼"],
        ),
    ],
)
def test_runs(run: str, expected: list[str]) -> None:
    assert texts(f'<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r>{run}</w:r></w:p>') == expected


@pytest.mark.parametrize(
    "wrapper",
    [
        '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:fldSimple w:instr="PAGE">{}</w:fldSimple>',
        '<w:ins w:author="a">{}</w:ins>',
        '<w:moveTo w:author="a">{}</w:moveTo>',
        "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
    ],
)
def test_text_in_wrappers_is_read_once(wrapper: str) -> None:
    assert texts(f"<w:p>{wrapper.replace('{}', '<w:r><w:t>内</w:t></w:r>')}</w:p>") == ["内"]


def test_blocks_in_wrappers_are_read() -> None:
    inner = p("段") + table(tc("1") + tc("2"))
    for wrapper in (
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:customXml>{}</w:customXml>",
        "<w:ins>{}</w:ins>",
    ):
        assert texts(wrapper.format(inner)) == ["段", "1/2"]
        rows = wrapper.format(f"<w:tr>{wrapper.format(tc('1'))}{tc('2')}</w:tr>")
        assert texts(f"<w:tbl>{rows}</w:tbl>") == ["1/2"]


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    nested = mark("begin") + run("IF") + mark("begin") + run("内") + mark("separate") + run("值") + mark("end")
    field = nested + mark("separate") + run("结果") + mark("end")
    assert texts(f"<w:p>{run('前')}{field}{run('后')}</w:p>") == ["前结果后"]
    # a field over two paragraphs
    assert texts(
        f"<w:p>{mark('begin')}{run('码')}</w:p><w:p>{run('码')}{mark('separate')}{run('果')}{mark('end')}</w:p>"
    ) == ["果"]


class TestTrackedChanges:
    def test_deleted_text_is_gone_and_inserted_text_stays(self) -> None:
        body = (
            '<w:p><w:r><w:t>共</w:t></w:r><w:del w:author="a"><w:r><w:delText>12</w:delText></w:r></w:del>'
            '<w:ins w:author="a"><w:r><w:t>13</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>'
            "<w:r><w:t>条</w:t></w:r></w:p>"
        )
        assert texts(body) == ["共13条"]

    def test_a_deleted_mark_joins_paragraphs(self) -> None:
        mark = '<w:rPr><w:del w:author="a"/></w:rPr>'
        heading = '<w:outlineLvl w:val="1"/>'
        assert blocks(p("一", mark) + p("二", mark) + p("三", heading) + p("四")) == (
            Paragraph("一二三", level=2),
            Paragraph("四"),
        )
        assert texts(p("前") + p("末", mark)) == ["前", "末"]

    def test_a_long_chain_of_deleted_marks_is_joined_soon(self) -> None:
        mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
        assert texts(f"<w:p>{mark}<w:r><w:t>一</w:t></w:r></w:p>" * 10_000 + p("末")) == ["一" * 10_000 + "末"]

    def test_deleted_rows_and_cells_are_gone(self) -> None:
        gone = '<w:trPr><w:del w:author="a"/></w:trPr>'
        added = '<w:trPr><w:ins w:author="a"/></w:trPr>'
        body = table(
            tc("1") + tc("2"),
            gone + tc("3") + tc("4"),
            added + tc("5") + tc("x", "<w:cellDel/>") + tc("6", "<w:cellIns/>"),
        )
        assert texts(body) == ["1/2|5/6"]

    def test_a_tracked_merge_is_a_merge(self) -> None:
        body = table(
            tc("合", '<w:cellMerge w:vMerge="rest"/>') + tc("1"), tc("", '<w:cellMerge w:vMerge="cont"/>') + tc("2")
        )
        (grid,) = blocks(body)
        assert isinstance(grid, Grid)
        assert grid.rows == ((GridCell("合", 0, 1, 2), GridCell("1", 1)), (GridCell("2", 1),))


class TestTextBoxes:
    BOX = "<w:txbxContent>{}</w:txbxContent>"
    SHAPE = f"<w:drawing><a:graphic><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphic></w:drawing>"
    VML = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"

    @pytest.mark.parametrize(
        "drawn",
        [
            SHAPE,
            VML,
            f"<mc:AlternateContent><mc:Choice>{SHAPE}</mc:Choice><mc:Fallback>{VML}</mc:Fallback></mc:AlternateContent>",
            f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{VML}</mc:Fallback></mc:AlternateContent>",
        ],
    )
    def test_a_box_is_read_once_after_its_paragraph(self, drawn: str) -> None:
        inner = p("框") + table(tc("1") + tc("2"))
        body = f"<w:p><w:r><w:t>前</w:t></w:r><w:r>{drawn.replace('{}', inner)}</w:r><w:r><w:t>后</w:t></w:r></w:p>"
        assert texts(body) == ["前后", "框", "1/2"]

    def test_a_box_in_a_cell(self) -> None:
        cell = f"<w:tc><w:p><w:r><w:t>5</w:t></w:r><w:r>{self.VML.replace('{}', p('注'))}</w:r></w:p></w:tc>"
        assert texts(table(cell + tc("6"))) == ["5\n注/6"]


STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="table" w:styleId="t"><w:name w:val="grid"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="公文标题"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="body"><w:name w:val="x"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="y"/><w:basedOn w:val="loop"/></w:style>
<w:style w:type="paragraph" w:styleId="N"><w:name w:val="编号"/>
  <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="N2"><w:name w:val="编号2"/><w:basedOn w:val="N"/></w:style>
"""


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ("", None),
        ('<w:pStyle w:val="1"/>', 1),
        ('<w:pStyle w:val="2"/>', 2),
        ('<w:pStyle w:val="own"/>', 1),
        ('<w:pStyle w:val="body"/>', None),
        ('<w:pStyle w:val="T"/>', None),
        ('<w:pStyle w:val="loop"/>', None),
        ('<w:pStyle w:val="unknown"/>', None),
        ('<w:outlineLvl w:val="2"/>', 3),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', None),
    ],
)
def test_heading_levels(properties: str, level: int | None) -> None:
    assert blocks(p("标题", properties), styles=STYLES) == (Paragraph("标题", level=level),)


def test_the_table_of_contents_is_left_out() -> None:
    assert texts(p("一、总体情况	1", '<w:pStyle w:val="TOC1"/>') + p("一、总体情况"), styles=STYLES) == [
        "一、总体情况"
    ]


def level(place: int, number_format: str, text: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="N2"/>')
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%4", "<w:isLgl/>")
    + level(4, "decimalFullWidth", "%5", '<w:lvlRestart w:val="0"/>')
    + level(5, "bullet", "•")
    + level(6, "chineseCountingThousand", "第%7条")
    + level(7, "decimal", "%8", '<w:suff w:val="nothing"/>')
    + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    + level(0, "upperRoman", "%1.")
    + "</w:lvlOverride></w:num>"
    '<w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>'
)


def numbered(*items: tuple[int, int]) -> str:
    return "".join(p("文", f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>') for at, num in items)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            [(0, 1), (0, 1), (1, 1), (1, 1), (0, 1), (1, 1)],
            ["一、文", "二、文", "（一）文", "（二）文", "三、文", "（一）文"],
        ),
        ([(0, 1), (0, 1), (3, 1), (2, 1), (2, 1)], ["一、文", "二、文", "2.1 文", "1.文", "2.文"]),
        ([(4, 1), (0, 1), (4, 1)], ["１ 文", "一、文", "２ 文"]),
        ([(5, 1)], ["文"]),
        ([(6, 1), (7, 1)], ["第一条 文", "1文"]),
        ([(0, 1), (0, 2), (0, 2), (0, 1)], ["一、文", "五、文", "六、文", "七、文"]),
        ([(0, 3)], ["I.文"]),
        ([(0, 4), (0, 4)], ["一、文", "二、文"]),
        ([(0, 0), (0, 9)], ["文", "文"]),
    ],
)
def test_automatic_numbers(items: list[tuple[int, int]], expected: list[str]) -> None:
    link = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert texts(numbered(*items), numbering=NUMBERING, styles=STYLES + link) == expected


def test_numbers_that_come_from_the_style() -> None:
    body = p("文", '<w:pStyle w:val="N"/>') + p("文", '<w:pStyle w:val="N2"/>')
    off = p("文", '<w:pStyle w:val="N"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert texts(body + off, numbering=NUMBERING, styles=STYLES) == ["一、文", "（一）文", "文"]


def test_numbers_in_cells_are_part_of_the_cell() -> None:
    number = '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>'
    cell = f"<w:tc>{p('属于国家秘密', number)}</w:tc>"
    assert texts(table(cell + tc("0"), f"<w:tc>{p('', number)}</w:tc>" + tc("1")), numbering=NUMBERING) == [
        "1.属于国家秘密/0|2./1"
    ]


class TestTables:
    def test_lines_of_a_cell(self) -> None:
        cell = f"<w:tc>{p('法律')}{p('')}<w:p><w:r><w:t>服务</w:t><w:br/><w:t> 机构</w:t></w:r></w:p></w:tc>"
        assert texts(table(cell + tc(""))) == ["法律\n服务\n 机构/"]

    def test_gaps_before_and_after_a_row(self) -> None:
        (grid,) = blocks(table(tc("1") + tc("2"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc("3")))
        assert isinstance(grid, Grid)
        assert grid.rows == ((GridCell("1", 0), GridCell("2", 1)), (GridCell("3", 1),))

    def test_old_horizontal_merge(self) -> None:
        (grid,) = blocks(table(tc("宽", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("1")))
        assert isinstance(grid, Grid)
        assert grid.rows == ((GridCell("宽", 0, 2), GridCell("1", 2)),)

    def test_a_merge_that_continues_nothing_is_a_cell(self) -> None:
        assert texts(table(tc("1") + tc("2"), tc("3", "<w:vMerge/>") + tc("4"))) == ["1/2|3/4"]

    def test_neighbours_stay_apart(self) -> None:
        one = table(tc("1") + tc("2"))
        assert texts(one + one) == ["1/2", "1/2"]

    def test_a_small_table_in_a_cell_follows_the_outer_one(self) -> None:
        inner = table(tc("x") + tc("y"))
        outer = table(tc("1") + f"<w:tc>{p('前')}{inner}{p('后')}</w:tc>", tc("3") + tc("4"))
        assert texts(outer) == ["1/前\n后|3/4", "x/y"]

    def test_a_table_for_layout_gives_way_to_what_it_holds(self) -> None:
        inner = table(tc("x") + tc("y"), tc("z") + tc("w"))
        assert texts(table(f"<w:tc>{p('前')}{inner}{p('后')}</w:tc>")) == ["前", "x/y|z/w", "后"]
        assert texts(table(tc("题"), f"<w:tc>{inner}{p('')}</w:tc>")) == ["题", "x/y|z/w"]
        assert texts(table(tc("框中一段"))) == ["框中一段"]

    def test_numbers_of_the_largest_kind_do_no_harm(self) -> None:
        with pytest.raises(Unreadable, match="列"):
            blocks(table(tc("1", '<w:gridSpan w:val="99999"/>') + tc("2")))
        assert texts(table(tc("1", '<w:gridSpan w:val="-5"/>') + tc("2", '<w:gridSpan w:val="9e9"/>'))) == ["1/2"]


@st.composite
def tilings(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """A grid of up to 6 × 6 covered by cells: row, column, rows, columns."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    free = set(product(range(height), range(width)))
    cells = []
    for row, col in product(range(height), range(width)):
        if (row, col) not in free:
            continue
        across = draw(st.integers(1, 3))
        down = draw(st.integers(1, 3))
        while any((row, col + step) not in free for step in range(across)):
            across -= 1
        while any((row + step, col + side) not in free for step in range(down) for side in range(across)):
            down -= 1
        free -= set(product(range(row, row + down), range(col, col + across)))
        cells.append((row, col, down, across))
    return cells


@settings(max_examples=40)
@given(tilings())
def test_any_tiling_comes_back(cells: list[tuple[int, int, int, int]]) -> None:
    height = max(row + down for row, _, down, _ in cells)
    width = max(col + across for _, col, _, across in cells)
    document = Document()
    made = document.add_table(height, width)
    expected: list[list[GridCell]] = [[] for _ in range(height)]
    for row, col, down, across in cells:
        merged = made.cell(row, col).merge(made.cell(row + down - 1, col + across - 1))
        merged.text = f"{row},{col}"
        expected[row].append(GridCell(f"{row},{col}", col, across, down))
    found = read(saved(document)).blocks
    if len(cells) == 1:
        assert found == (Paragraph("0,0"),)
    else:
        assert found == (Grid(tuple(map(tuple, expected))),)


def stored(body: str) -> bytes:
    return packed(parts(body), method=zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed({"a.txt": "x"}), "找不到正文"),
        (packed({**parts(""), "word/document.xml": "<w:document"}), "合法的 XML"),
        (packed({**parts(""), "word/document.xml": "<x/>"}), "没有正文"),
        (packed({**parts(""), "word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "DOCTYPE"),
        (stored("<w:tbl>" + "<w:tr><w:tc/><w:tc/></w:tr>" * 30_001 + "</w:tbl>"), "单元格"),
        (stored("<w:p/>" * 1_000_001), "结构过大"),
        (stored("<w:p/>" * 250_001), "段落"),
        (stored(p("字" * 2_000_001) * 2), "字的上限"),
        (word("<w:sdt><w:sdtContent>" * 100 + "</w:sdtContent></w:sdt>" * 100), "嵌套"),
    ],
)
def test_what_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        read(data)
    assert "\n" not in caught.value.reason
