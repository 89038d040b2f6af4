"""OFD files: places of characters, ruled tables, and packages that cannot be read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pypdfium2
import pytest

from gongkai.readers.errors import Unreadable
from gongkai.readers.layout import assemble
from gongkai.readers.ofd import read
from gongkai.readers.outline import Block, Grid, GridCell, Paragraph
from gongkai.readers.pdf_page import read_page as read_pdf_page
from tests.readers.ofd_file import ofd, parts, path, table, text
from tests.readers.word_file import packed

MM = 25.4 / 72
"""Millimetres in a point."""
TABLE = (("信息内容", "本年制发", "本年废止", "现行有效"), ("规章", "0", "0", "0"), ("规范性文件", "12", "", "3"))


def words(*objects: str) -> list[str]:
    """The paragraphs of one page."""
    return [block.text for block in read(ofd("".join(objects))).blocks if isinstance(block, Paragraph)]


def test_text_and_a_ruled_table_in_reading_order() -> None:
    page = text("某县2023年政府信息公开工作年度报告", 40, 30, 6) + text("一、总体情况", 28, 50) + table(TABLE, 28, 60)
    outline = read(ofd(page + text("三、收到和处理申请情况", 28, 110), text("第二页的文字。", 28, 40), title=" 年报 "))
    assert (outline.kind, outline.title, outline.pages, outline.warnings) == ("ofd", "年报", 2, ())
    title, first, grid, second, last = outline.blocks
    assert title == Paragraph("某县2023年政府信息公开工作年度报告", 1)
    assert first == Paragraph("一、总体情况", 1)
    assert isinstance(grid, Grid)
    assert grid.exact
    assert grid.page == 1
    assert [[cell.text for cell in row] for row in grid.rows] == [list(row) for row in TABLE]
    assert second == Paragraph("三、收到和处理申请情况", 1)
    assert last == Paragraph("第二页的文字。", 2)


def test_lines_of_a_paragraph_are_joined() -> None:
    line = "全年主动公开政府信息一百二十条其中财政预决算十二条政务动态一百零八条没有其他"
    lines = [text("　　" + line[:36], 28, 40), text(line, 28, 47), text("到此为止。", 28, 54)]
    assert words(*lines) == [line[:36] + line + "到此为止。"]


@pytest.mark.parametrize(
    "drawn",
    [
        "".join(path(f"M 0 {y} L 60 {y}", 20, 50) for y in (0, 10, 20))
        + "".join(path(f"M {x} 0 L {x} 20", 20, 50) for x in (0, 30, 60)),
        path("M 0 0 L 60 0 L 60 20 L 0 20 C M 0 10 L 60 10 M 30 0 L 30 20", 20, 50),
        "".join(
            path(f"M 0 {y} L 60 {y} L 60 {y + 0.3} L 0 {y + 0.3} C", 20, 50, 'Stroke="false" Fill="true"')
            for y in (0, 10, 20)
        )
        + "".join(
            path(f"M {x} 0 L {x + 0.3} 0 L {x + 0.3} 20 L {x} 20 C", 20, 50, 'Stroke="false" Fill="true"')
            for x in (0, 30, 60)
        ),
        path("M 0 0 L 6 0 M 0 1 L 6 1 M 0 2 L 6 2 M 0 0 L 0 2 M 3 0 L 3 2 M 6 0 L 6 2", 20, 50, 'CTM="10 0 0 10 0 0"'),
    ],
)
def test_every_way_of_drawing_a_table(drawn: str) -> None:
    cells = "".join(text(word, x, y) for word, x, y in (("甲", 25, 57), ("1", 60, 57), ("乙", 25, 67), ("2", 60, 67)))
    (grid,) = read(ofd(drawn + cells)).blocks
    assert isinstance(grid, Grid)
    assert grid.exact
    assert grid.rows == ((GridCell("甲", 0), GridCell("1", 1)), (GridCell("乙", 0), GridCell("2", 1)))


def test_merged_cells() -> None:
    lines = path(
        "M 0 0 L 90 0 M 30 10 L 90 10 M 0 20 L 90 20 M 0 0 L 0 20 M 30 0 L 30 20 M 60 10 L 60 20 M 90 0 L 90 20", 20, 50
    )
    cells = "".join(text(word, x, y) for word, x, y in (("项", 30, 62), ("数量", 70, 57), ("1", 60, 67), ("2", 95, 67)))
    (grid,) = read(ofd(lines + cells)).blocks
    assert isinstance(grid, Grid)
    assert grid.rows == ((GridCell("项", 0, 1, 2), GridCell("数量", 1, 2)), (GridCell("1", 1), GridCell("2", 2)))


class TestCharacters:
    @pytest.mark.parametrize(
        "drawn",
        [
            text("共公开12条", 30, 40),
            text("共公开12条", 30, 40, deltas="g 3 4 2 2"),
            text("共公开12条", 30, 40, deltas=""),
            text("共公开12条", 30, 40, 2, 'CTM="2 0 0 2 0 0"'),
            text("共公开12条", 30, 40, deltas="g 999999999 4"),
            text("共公开", 30, 40) + text("12条", 42, 40),
            text("12条", 42, 40) + text("共公开", 30, 40),
            "<ofd:PageBlock>" + text("共公开12条", 30, 40) + "</ofd:PageBlock>",
        ],
    )
    def test_ways_of_placing_them(self, drawn: str) -> None:
        assert words(drawn) == ["共公开12条"]

    def test_several_codes_in_an_object(self) -> None:
        codes = '<ofd:TextCode X="0" Y="4">甲</ofd:TextCode><ofd:TextCode X="4">乙</ofd:TextCode>'
        more = '<ofd:TextCode X="0" Y="11" DeltaX="4" DeltaY="0">丙丁</ofd:TextCode>'
        made = f'<ofd:TextObject ID="1" Boundary="30 40 9 9" Font="1" Size="4">{codes}{more}</ofd:TextObject>'
        assert "".join(words(made)) == "甲乙丙丁"

    def test_radicals_become_the_characters_they_look_like(self) -> None:
        assert words(text("政府⼯作", 30, 40)) == ["政府工作"]

    @pytest.mark.parametrize(
        "attributes", ['Visible="false"', 'CTM="0.7 0.7 -0.7 0.7 0 0"', 'CTM="0 1 -1 0 0 0"', 'ReadDirection="90"']
    )
    def test_hidden_and_turned_text_is_left_out(self, attributes: str) -> None:
        assert words(text("看得见", 30, 40), text("水印", 30, 80, 4, attributes)) == ["看得见"]

    def test_spaces_between_words(self) -> None:
        assert words(text("Word 12", 30, 40)) == ["Word 12"]


def test_names_of_the_first_draft_of_the_standard() -> None:
    made = parts(text("旧", 30, 40), namespace="http://www.ofdspec.org")
    assert read(packed(made)).blocks == (Paragraph("旧", 1),)


def test_locations_from_the_root_of_the_package() -> None:
    made = {
        name: content.replace('BaseLoc="Pages', 'BaseLoc="/Doc_0/Pages').replace("<ofd:DocRoot>", "<ofd:DocRoot>/")
        for name, content in parts(text("根", 30, 40)).items()
        if isinstance(content, str)
    }
    assert read(packed(dict(made))).blocks == (Paragraph("根", 1),)


def test_a_real_page_gives_the_same_from_ofd_as_from_pdf(shared: Path) -> None:
    """The characters and lines of a published PDF, put into an OFD at the same places."""
    data = (shared / "samples" / "hongze_2023.pdf").read_bytes()
    document = pypdfium2.PdfDocument(data)
    loaded = [document[index] for index in range(len(document))]
    pages = [read_pdf_page(page.raw, number).layout for number, page in enumerate(loaded, 1)]
    expected = assemble(pages)
    drawn = []
    for page in pages:
        objects = [
            text(part.text.strip(), part.x0 * MM, (part.y1 - 0.2 * part.size) * MM, part.size * MM)
            for part in page.fragments
        ]
        for line in page.segments:
            x0, y0, x1, y1 = (place * MM for place in line)
            outline = f"M {x0} {y0} L {x1} {y0} L {x1} {y1} L {x0} {y1} C"
            objects.append(path(outline, attributes='Stroke="false" Fill="true"'))
        drawn.append("".join(objects))
    found = read(packed(parts(*drawn), method=zipfile.ZIP_DEFLATED)).blocks
    assert any(isinstance(block, Grid) for block in found)
    assert [shape(block) for block in found] == [shape(block) for block in expected]


def shape(block: Block) -> list[list[str]] | str:
    """The words of a block without spaces, which are judged by the width of the type."""
    if isinstance(block, Paragraph):
        return "".join(block.text.split())
    return [["".join(cell.text.split()) for cell in row] for row in block.rows]


IMAGE = '<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="2"/>'


def test_pages_that_cannot_be_read_are_told() -> None:
    outline = read(ofd(text("文字", 30, 40), IMAGE, text("¤¤¤¤", 30, 40), text("转", 30, 40, 4, 'CTM="0 1 -1 0 0 0"')))
    assert outline.blocks == (Paragraph("文字", 1),)
    assert outline.warnings == (
        "第3页的文字没有可用的字符编码，未读取",
        "第2页没有文字，是扫描件，未读取",
        "第4页的文字不是横排正向的，未读取",
    )


def stored(page: str) -> bytes:
    return packed(parts(page), method=zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ofd(IMAGE), "扫描件"),
        (ofd(text("\ue000¤", 30, 40)), "字符编码"),
        (ofd(""), "没有文字"),
        (ofd(), "没有页面"),
        (ofd(*["x"] * 501), "500 页"),
        (packed({"a": "b"}), "缺少 OFD.xml"),
        (packed({**parts(""), "Doc_0/decryptseed.dat": "x"}), "加密"),
        (packed({**parts(""), "Doc_0/Document.xml": "<a"}), "XML"),
        (packed({name: part for name, part in parts("").items() if "Content" not in name}), "缺少"),
        (stored("".join(text("字" * 5000, 30, 40, deltas="g 5000 0") for _ in range(101))), "万字"),
    ],
)
def test_what_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        read(data)
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize(
    "objects",
    [
        path("M x y L 3 C A 1 2 L"),
        path("M 1e300 0 L 1e300 5 L nan inf"),
        text("甲", 30, 40, attributes='CTM="1 2"') + text("乙", 30, 60, deltas="g x 3"),
        text("甲", 30, 40).replace('Size="4.0"', 'Size="inf"') + text("乙", 30, 60).replace('Size="4.0"', ""),
        text("甲", 30, 40).replace("30 36.0", "-1e9 x"),
        '<ofd:TextObject/><ofd:PathObject/><ofd:Unknown/><ofd:TextObject Size="4"><ofd:TextCode/></ofd:TextObject>',
    ],
)
def test_nonsense_numbers_do_no_harm(objects: str) -> None:
    assert "文" in {
        block.text for block in read(ofd(text("文", 100, 200) + objects)).blocks if isinstance(block, Paragraph)
    }
