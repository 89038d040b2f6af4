"""The PDF reader on files typeset on the spot and on the real one of ../shared."""

from __future__ import annotations

import io
import json
import random
import statistics
import time
import zlib
from pathlib import Path

import pypdfium2
import pytest

from gongkai.readers import ocr
from gongkai.readers.errors import Unreadable
from gongkai.readers.outline import Grid, Outline, Paragraph
from gongkai.readers.pdf import read
from gongkai.writers import render
from tests.checks.case_report import changed, clean_report
from tests.readers.pdf_file import encrypted, joined, page, scanned
from tests.readers.typeset import pdf

SENTENCE = "全县各单位围绕中心工作，做好政策发布和解读，回应关切，优化平台栏目，压实责任，"
NUMBERED = (
    '#set page(paper: "a4", margin: (x: 28mm, y: 30mm), header: align(right)[某县财政局文件], '
    "footer: context align(center)[{}])\n"
)
TABLE = """#table(columns: (1fr,) * 4, {}
  table.cell(colspan: 4)[第二十条第（一）项],
  [信息内容], [本年制发件数], [本年废止件数], [现行有效件数],
  [规章], [0], [0], [0],
  [行政规范性文件], [14], [20], [288],
  table.cell(colspan: 4)[第二十条第（五）项],
  [信息内容], table.cell(colspan: 3)[本年处理决定数量],
  [行政许可], table.cell(colspan: 3)[9])
"""
ROWS = [
    [("第二十条第（一）项", 0, 4, 1)],
    [("信息内容", 0, 1, 1), ("本年制发件数", 1, 1, 1), ("本年废止件数", 2, 1, 1), ("现行有效件数", 3, 1, 1)],
    [("规章", 0, 1, 1), ("0", 1, 1, 1), ("0", 2, 1, 1), ("0", 3, 1, 1)],
    [("行政规范性文件", 0, 1, 1), ("14", 1, 1, 1), ("20", 2, 1, 1), ("288", 3, 1, 1)],
    [("第二十条第（五）项", 0, 4, 1)],
    [("信息内容", 0, 1, 1), ("本年处理决定数量", 1, 3, 1)],
    [("行政许可", 0, 1, 1), ("9", 1, 3, 1)],
]


def paragraphs(outline: Outline) -> list[str]:
    return [block.text for block in outline.blocks if isinstance(block, Paragraph)]


def grids(outline: Outline) -> list[Grid]:
    return [block for block in outline.blocks if isinstance(block, Grid)]


def cells(grid: Grid) -> list[list[tuple[str, int, int, int]]]:
    return [[(cell.text, cell.col, cell.colspan, cell.rowspan) for cell in row] for row in grid.rows]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.reason


# Paragraphs


def test_wrapped_lines_are_one_paragraph_also_over_the_end_of_a_page() -> None:
    long = SENTENCE * 20 + "成效明显。"
    body = f"一、总体情况\n\n（一）主动公开。{long}\n\n{long}\n\n1.第一件事。{long}"
    outline = read(pdf(body, NUMBERED.format("— #counter(page).display() —")))
    assert outline.pages == 2
    assert paragraphs(outline) == ["一、总体情况", f"（一）主动公开。{long}", long, f"1.第一件事。{long}"]


@pytest.mark.parametrize(
    "number",
    ["- {} -", "{}", "第{}页 共3页", "—{}—", "{} / 3"],
)
def test_page_numbers_and_running_headers_are_left_out(number: str) -> None:
    number = number.format("#counter(page).display()")
    outline = read(pdf("甲段。\n\n#pagebreak()\n乙段。\n\n#pagebreak()\n2023\n\n丙段。", NUMBERED.format(number)))
    assert paragraphs(outline) == ["甲段。", "乙段。", "2023", "丙段。"]


def test_spaces_stay_between_latin_words_only() -> None:
    spread = "#text(tracking: 4pt)[号，邮编：]#h(6pt) 223100 #h(8pt)年，"
    body = spread + "Please write to the office\\@example.gov.cn of 某县。"
    assert paragraphs(read(pdf(body))) == ["号，邮编：223100年，Please write to the office@example.gov.cn of某县。"]


def test_a_title_of_two_lines_is_one_and_not_part_of_the_text() -> None:
    title = "某县财政局2023年政府信息公开工作年度报告"
    outline = read(pdf(f"#align(center, text(size: 22pt)[{title}])\n\n{SENTENCE * 3}\n\n二、主动公开"))
    assert paragraphs(outline) == [title, SENTENCE * 3, "二、主动公开"]


def test_a_watermark_is_no_text() -> None:
    mark = "#place(center + horizon, rotate(-45deg, text(size: 60pt, fill: gray)[内部资料]))"
    outline = read(pdf(mark + "\n" + TABLE.format("")))
    assert paragraphs(outline) == []
    assert cells(grids(outline)[0]) == ROWS


def test_text_without_ink_is_left_out_beside_text_with_ink() -> None:
    assert paragraphs(read(page(b"BT /F 12 Tf 72 700 Td (seen) Tj 3 Tr 0 -40 Td (hidden) Tj ET"))) == ["seen"]
    assert paragraphs(read(page(b"BT /F 12 Tf 3 Tr 72 700 Td (under a scan) Tj ET"))) == ["under a scan"]


def test_text_drawn_twice_reads_once() -> None:
    twice = b"BT /F 12 Tf 72 700 Td (bold) Tj ET BT /F 12 Tf 72.4 700 Td (bold) Tj ET"
    assert paragraphs(read(page(twice))) == ["bold"]


# Tables


@pytest.mark.parametrize(
    "stroke",
    [
        "",
        'stroke: (dash: "dashed"),',
        'stroke: (dash: "dotted"),',
        "stroke: 2.5pt,",
        'stroke: none, gutter: 1pt, fill: rgb("#ddeeff"),',
        'stroke: none, fill: rgb("#ddeeff"),',
    ],
    ids=["ruled", "dashed", "dotted", "thick", "boxes apart", "boxes"],
)
def test_lines_and_boxes_give_the_cells(stroke: str) -> None:
    outline = read(pdf("甲段。\n\n" + TABLE.format(stroke) + "\n乙段。"))
    assert paragraphs(outline) == ["甲段。", "乙段。"]
    (grid,) = grids(outline)
    assert grid.exact
    assert cells(grid) == ROWS


def test_thin_boxes_are_lines() -> None:
    body = """#set rect(fill: black, stroke: none)
#for y in (0, 20, 40, 41) { place(dy: y * 1mm, rect(width: 120mm, height: 0.3mm)) }
#for x in (0, 40, 80, 120) { place(dx: x * 1mm, rect(width: 0.3mm, height: 41mm)) }
#for (i, t) in ("甲", "乙", "丙", "1", "2", "3").enumerate() {
  place(dx: (calc.rem(i, 3) * 40 + 10) * 1mm, dy: (calc.quo(i, 3) * 20 + 5) * 1mm, t)
}"""
    (grid,) = grids(read(pdf(body)))
    assert texts(grid) == [["甲", "乙", "丙"], ["1", "2", "3"]]  # the double line at the foot is one


def test_merged_cells_keep_their_spans_and_line_breaks() -> None:
    body = """#table(columns: 4,
  table.cell(rowspan: 2)[项目], table.cell(colspan: 2)[件\\ 数], table.cell(rowspan: 2)[备注],
  [本年], [上年], [申请], [1], [2], [无], [办结], table.cell(colspan: 3)[12])"""
    assert cells(grids(read(pdf(body)))[0]) == [
        [("项目", 0, 1, 2), ("件\n数", 1, 2, 1), ("备注", 3, 1, 2)],
        [("本年", 1, 1, 1), ("上年", 2, 1, 1)],
        [("申请", 0, 1, 1), ("1", 1, 1, 1), ("2", 2, 1, 1), ("无", 3, 1, 1)],
        [("办结", 0, 1, 1), ("12", 1, 3, 1)],
    ]


def test_a_table_over_pages_is_a_grid_a_page_and_loses_nothing() -> None:
    rows = "".join(f"[{i}.事项], [{i}], [-], [{i + 1}]," for i in range(1, 60))
    label = "三、本年度办理结果" * 9
    body = f"#table(columns: (1fr, 2fr, 1fr, 1fr, 1fr), table.cell(rowspan: 59, breakable: true)[{label}], {rows})"
    first, second = grids(read(pdf(body, NUMBERED.format("#counter(page).display()"))))
    assert (first.page, second.page) == (1, 2)
    assert texts(first)[0][0].replace("\n", "") + texts(second)[0][0].replace("\n", "") == label
    values = [[cell.text for cell in row][-4:] for grid in (first, second) for row in grid.rows]
    assert values == [[f"{i}.事项", f"{i}", "-", f"{i + 1}"] for i in range(1, 60)]


def test_text_written_downwards_in_a_cell_is_one_line() -> None:
    body = """#table(columns: (1.2em + 6pt, 4cm, 2cm), inset: 3pt, table.cell(rowspan: 3)[三、本年度办],
  [予以公开], [1], [部分公开], [2], [不予公开], [3])"""
    assert texts(grids(read(pdf(body)))[0]) == [["三、本年度办", "予以公开", "1"], ["部分公开", "2"], ["不予公开", "3"]]


def test_figures_are_parted_where_a_line_between_them_is_missing() -> None:
    rows = "stroke: (x, y) => (left: 1pt, right: 1pt, top: if y < 2 { 1pt }, bottom: if y == 2 { 1pt }),"
    columns = "stroke: (x, y) => (left: if x < 2 or y == 0 { 1pt }, right: if x == 3 { 1pt }, top: 1pt, bottom: 1pt),"
    content = "[项目], [甲], [乙], [丙], [申请], [1], [2], [3], [办结], [4], [5], [-]"
    expected = [["项目", "甲", "乙", "丙"], ["申请", "1", "2", "3"], ["办结", "4", "5", "-"]]
    for stroke in (rows, columns):
        (grid,) = grids(read(pdf(f"#table(columns: (2cm,) * 4, {stroke} {content})")))
        assert texts(grid) == expected
    (grid,) = grids(read(pdf(f"#table(columns: (2cm,) * 4, stroke: (x: none, y: 1pt), {content})")))
    assert texts(grid) == expected
    assert not grid.exact


@pytest.mark.parametrize("align", ["top", "horizon", "bottom"])
def test_a_figure_broken_inside_its_cell_is_one_cell(align: str) -> None:
    body = f"""#table(columns: (4cm,) + (1.1cm,) * 4, inset: 3pt, align: {align}, [项目], [甲], [乙], [丙], [计],
      [一、本年新收政府信息公开申请数量], [136\\ 12], [252], [0], [138\\ 64], [二、上年结转], [5], [6], [-], [11])"""
    (grid,) = grids(read(pdf(body)))
    assert texts(grid)[1][1:] == ["136\n12", "252", "0", "138\n64"]
    assert texts(grid)[2:] == [["二、上年结转", "5", "6", "-", "11"]]


def test_a_row_of_nothing_but_broken_figures_stays_one_row() -> None:
    body = "#table(columns: (4cm,) + (1.1cm,) * 2, inset: 3pt, [项目], [甲], [乙], [办结], [136\\ 12], [138\\ 64])"
    assert texts(grids(read(pdf(body)))[0])[1:] == [["办结", "136\n12", "138\n64"]]


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_a_figure_that_hangs_over_the_edge_of_its_cell_is_whole(align: str) -> None:
    body = f"#table(columns: (2cm,) + (0.9cm,) * 4, inset: 3pt, align: {align}, [项], [甲], [乙], [丙], [丁],"
    (grid,) = grids(read(pdf(body + "[申请], [0], [1362], [7], [0], [办结], [4], [5], [6], [3])")))
    assert texts(grid)[1:] == [["申请", "0", "1362", "7", "0"], ["办结", "4", "5", "6", "3"]]


@pytest.mark.parametrize("seed", range(12))
def test_every_digit_inside_a_ruled_table_stands_in_its_own_cell(seed: int) -> None:
    dice = random.Random(seed)
    broken = dice.choice([2, 3, 4])
    rows = [[str(dice.randrange(10 ** dice.randint(1, 7))) for _ in range(6)] for _ in range(8)]
    body = f"#table(columns: (3cm,) + ({0.25 + 0.25 * broken}cm,) * 6, inset: 3pt,"
    for row in rows:
        body += f"[第{'某' * dice.randint(1, 9)}项],"
        for value in row:
            body += "[" + "\\ ".join(value[i : i + broken] for i in range(0, len(value), broken)) + "],"
    outline = read(pdf(body + ")"))
    assert paragraphs(outline) == []
    found = [[cell.text.replace("\n", "") for cell in row[1:]] for grid in grids(outline) for row in grid.rows]
    assert found == rows


def test_a_table_without_lines_is_rows_and_gaps() -> None:
    outline = read(pdf(SENTENCE + "\n\n" + TABLE.format("stroke: none,") + f"\n三、收到的申请\n\n{SENTENCE}"))
    (grid,) = grids(outline)
    assert not grid.exact
    assert ["行政规范性文件", "14", "20", "288"] in texts(grid)
    assert ["行政许可", "9"] in texts(grid)
    assert paragraphs(outline)[0] == SENTENCE
    assert paragraphs(outline)[-2:] == ["三、收到的申请", SENTENCE]


def test_a_box_around_text_is_no_table() -> None:
    outline = read(pdf(f"#rect[{SENTENCE}]\n\n#underline[乙段。]"))
    assert grids(outline) == []
    assert paragraphs(outline) == [SENTENCE, "乙段。"]


@pytest.mark.parametrize("angle", [-90, 90, 180])
def test_a_page_with_turned_text_is_read_upright(angle: int) -> None:
    width = "15.4cm" if angle == 180 else "23.7cm"  # from margin to margin
    turned = f"#rotate({angle}deg, reflow: true)[#block(width: {width})[{TABLE.format('')} {SENTENCE}]]"
    outline = read(pdf(turned))
    assert cells(grids(outline)[0]) == ROWS
    assert paragraphs(outline) == [SENTENCE]


@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_a_page_turned_for_display_is_read_as_it_is_written(quarter: int) -> None:
    document = pypdfium2.PdfDocument(pdf(TABLE.format("")))
    document[0].set_rotation(quarter)
    out = io.BytesIO()
    document.save(out)
    document.close()
    assert cells(grids(read(out.getvalue()))[0]) == ROWS


# What cannot be read


def test_a_password_is_asked_for_only_where_one_is_needed() -> None:
    assert "已加密" in reason(encrypted(b"secret"))
    assert paragraphs(read(encrypted(b""))) == ["Open to everyone to read"]


def test_broken_files_say_so() -> None:
    whole = pdf(TABLE.format(""))
    assert "不是PDF" in reason(b"")
    assert "不是PDF" in reason(b"PK\x03\x04" + bytes(100))
    assert "损坏" in reason(whole[:40])
    assert "没有文字" in reason(page(b""))


def test_a_stream_that_swells_is_refused_unread() -> None:
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * 2_000_000, 9)
    bomb = b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)
    whole = page(b"q").replace(b"<</Length 1>>\nstream\nq\nendstream", bomb)
    assert "过大" in reason(whole)
    twice = zlib.compress(packed, 9)
    assert "过大" in reason(whole.replace(packed, twice).replace(b"/FlateDecode>>", b"[/FlateDecode /FlateDecode]>>"))


def test_a_scan_names_the_component_that_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    words, more, picture = pdf(SENTENCE), pdf("乙段。" + SENTENCE), scanned(pdf(TABLE.format("")), dpi=50)
    assert "扫描件" in reason(picture)
    assert 'pip install "gongkai[ocr]"' in reason(picture)
    outline = read(joined(words, picture, picture, more))
    assert [warning for warning in outline.warnings if "第2—3页" in warning and "扫描件" in warning]
    assert paragraphs(outline)[0] == SENTENCE


def test_a_text_layer_without_unicode_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/Odd/FirstChar 65/LastChar 70/Widths[600 600 600 600 600 600]"
        b"/Encoding<</Type/Encoding/Differences[65/uniE001/uniE002/uniE003/uniE004/uniE005/uniE006]>>>>"
    )
    assert "乱码" in reason(page(b"BT /F 12 Tf 72 700 Td (ABCDEF) Tj ET", font))


@pytest.mark.slow
def test_mutilated_files_end_in_an_outline_or_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    dice = random.Random(7)
    wholes = [pdf(TABLE.format("") + SENTENCE), encrypted(b""), page(b"BT /F 12 Tf 72 700 Td (seen) Tj ET")]
    reasons = []
    for turn in range(400):
        data = bytearray(wholes[turn % len(wholes)])
        for _ in range(dice.randint(1, 30)):
            place = dice.randrange(len(data))
            if dice.random() < 0.3:
                del data[place : place + dice.randint(1, 200)]
                data = data or bytearray(b"%PDF-")
            else:
                data[place] = dice.randrange(256)
        try:
            read(bytes(data))
        except Unreadable as error:
            reasons.append(error.reason)
    assert all(its and "\n" not in its for its in reasons)


# The real one


@pytest.fixture(scope="module")
def sample(shared: Path) -> bytes:
    return (shared / "samples" / "hongze_2023.pdf").read_bytes()


def test_the_real_report_gives_every_value_of_its_tables(sample: bytes, shared: Path) -> None:
    expected = json.loads((shared / "samples" / "expected" / "hongze_2023.json").read_text(encoding="utf-8"))
    outline = read(sample)
    found = [[cell.text for cell in row] for grid in grids(outline) if grid.exact for row in grid.rows]
    rows = iter(found)
    for table in ("table2", "table3"):
        names = sorted(expected[table], key=lambda name: name in ("concluded", "carried_out"))  # as they stand
        for name in names:
            values = expected[table][name]
            wanted = [str(value) for value in values.values()]
            assert any(row[-len(wanted) :] == wanted for row in rows), f"{table}.{name}: {wanted}"
    wanted = [str(value) for group in expected["table4"].values() for value in group.values()]
    assert [row for row in rows if row == wanted]
    assert outline.pages == 5
    assert len(paragraphs(outline)) < 25
    assert not [text for text in paragraphs(outline) if text.strip("- ").isdecimal()]


@pytest.mark.slow
def test_the_real_report_is_read_within_four_times_its_plain_text(sample: bytes) -> None:
    def plain() -> None:
        document = pypdfium2.PdfDocument(sample)
        for its in document:
            text_page = its.get_textpage()
            text_page.get_text_range()
            text_page.close()
            its.close()
        document.close()

    def spent(work: object) -> float:
        start = time.perf_counter()
        work()  # type: ignore[operator]
        return time.perf_counter() - start

    pairs = [(spent(plain), spent(lambda: read(sample))) for _ in range(25)]
    assert statistics.median(own for _, own in pairs) < 4 * statistics.median(base for base, _ in pairs)


def test_rare_characters_outside_the_basic_plane() -> None:
    report = changed(clean_report(), {"text": {"problems": ["承办人𠮷野某（虚构）说明了情况。"]}})
    texts = [b.text for b in read(render(report, "pdf")).blocks if isinstance(b, Paragraph)]
    assert "承办人𠮷野某（虚构）说明了情况。" in texts
