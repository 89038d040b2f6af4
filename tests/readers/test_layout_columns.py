"""Tables without ruling lines, printed in the ways of offices: every figure in its row, every label whole."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from gongkai.readers.geometry import Fragment, LayoutPage
from gongkai.readers.layout import assemble
from gongkai.readers.outline import Grid, Outline, Paragraph
from gongkai.readers.pdf import read
from gongkai.writers.table_shape import Role, Shape
from tests.checks.case_report import clean_report
from tests.readers.printed import shapes
from tests.readers.typeset import pdf

PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(size: {}pt)\n'
LEFT_LABELS = "(x, y) => if 3 > x { left + horizon } else { center + horizon }"


def printed(shape: Shape, dice: random.Random, align: str, size: float) -> tuple[str, list[tuple[str, list[str]]]]:
    """The Typst source of the table with other figures in it, and its rows: the last label, the figures."""
    body = f"#set text(size: {size}pt)\n#set par(first-line-indent: 0pt, justify: false, leading: 0.5em)\n"
    body += (
        "#table(columns: ("
        + ", ".join(f"{width}fr" for width in shape.widths)
        + f"), stroke: none, inset: 3pt, align: {align},\n"
    )
    rows = []
    for row in shape.rows:
        label, figures = "", []
        for cell in row:
            text = cell.text.replace("\n", "")
            if cell.role is Role.FIGURE:
                text = str(dice.randrange(10 ** dice.randint(1, 3 if shape.table == "table4" else 4)))
                figures.append(text)
            else:
                label = text
            body += f'table.cell(rowspan: {cell.rowspan}, colspan: {cell.colspan})[#"{text}"], '
        if figures:
            rows.append((label if shape.table == "table3" else "", figures))
    return body + ")", rows


def figure_rows(outline: Outline, width: int) -> Iterator[tuple[str, list[str]]]:
    """The last label and the figures of each row that has as many; a label cut by the end of a page is whole."""
    for block in outline.blocks:
        if isinstance(block, Grid):
            assert not block.exact
            for row in block.rows:
                texts = [cell.text.replace("\n", "") for cell in row]
                if len(texts) >= width and all(text.isdecimal() for text in texts[-width:]):
                    yield (texts[-width - 1] if len(texts) > width else ""), texts[-width:]


@pytest.mark.parametrize("size", [9, 10])
@pytest.mark.parametrize(
    "align", ["left", "center + horizon", LEFT_LABELS, "(x, y) => if 3 > x { left } else { right }"]
)
def test_every_figure_stands_in_its_row_and_every_label_is_whole(align: str, size: float) -> None:
    dice = random.Random(7)
    for name, width in (("requests", 7), ("remedies", 15)):
        body, rows = printed(shapes(clean_report())[name], dice, align, size)
        outline = read(pdf(body, PAGE.format(size)))
        assert list(figure_rows(outline, width)) == rows


def test_prose_and_headings_around_the_table_stay_prose() -> None:
    body, rows = printed(shapes(clean_report())["remedies"], random.Random(3), "left", 9)
    before, after = "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"
    outline = read(pdf(f"{before}\n\n{body}\n\n{after}", PAGE.format(9)))
    assert [block.text for block in outline.blocks if isinstance(block, Paragraph)] == [before, after]
    assert list(figure_rows(outline, 15)) == rows


def test_a_figure_left_out_leaves_its_cell_blank() -> None:
    fragments = []
    for k, row in enumerate([("甲项", "1", "2", "3", "4", "5", "6"), ("乙项", "1", "", "3", "4", "5", "6")]):
        for col, text in enumerate(row):
            fragments += [
                Fragment(c, 50 + 50 * col + 10 * i, 100 + 20 * k, 60 + 50 * col + 10 * i, 110 + 20 * k, 10)
                for i, c in enumerate(text)
            ]
    (grid,) = assemble([LayoutPage(1, 600, 800, fragments)])
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[1]] == ["乙项", "1", "", "3", "4", "5", "6"]


@pytest.mark.parametrize("seed", range(20))
def test_no_character_is_lost_however_the_pieces_stand(seed: int) -> None:
    dice = random.Random(seed)
    fragments = []
    for k in range(25):
        places = sorted(dice.sample(range(12), dice.randint(1, 12)))
        for place in places:
            text = dice.choice(["（一）甲", "乙乙乙", "3.丙", "7", "48", "1306", "-", "四、丁"])
            for i, c in enumerate(text):
                x, y = 40 + 45 * place + 9 * i + dice.random(), 60 + 14 * k + dice.choice([0, 0, 5])
                fragments.append(Fragment(c, x, y, x + 9, y + 9, 9))
    blocks = assemble([LayoutPage(1, 640, 800, fragments)])
    found = "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for row in block.rows for cell in row)
        for block in blocks
    )
    assert sorted("".join(found.split())) == sorted(fragment.text for fragment in fragments)
