"""The geometric assembly alone: any unit, any order, and pages that nobody drew for reading."""

from __future__ import annotations

import random
import time

import pytest

from gongkai.readers.layout import Box, Fragment, LayoutPage, Segment, assemble
from gongkai.readers.outline import Grid, Paragraph


def write(text: str, x: float, y: float, size: float) -> list[Fragment]:
    """The characters of a line, each one size wide."""
    return [Fragment(c, x + i * size, y, x + (i + 1) * size, y + size, size) for i, c in enumerate(text)]


@pytest.mark.parametrize("unit", [1.0, 0.3528, 2.78], ids=["points", "millimetres", "pixels"])
def test_the_unit_is_free(unit: float) -> None:
    size = 12 * unit
    fragments = write("甲段共有两行，第一行写到右边为止，", 84 * unit, 100 * unit, size)
    fragments += write("余下的在第二行。", 60 * unit, 118 * unit, size)
    lines = [Segment(60 * unit, y * unit, 300 * unit, y * unit) for y in (200, 230, 260)]
    lines += [Segment(x * unit, 200 * unit, x * unit, 260 * unit) for x in (60, 180, 300)]
    for row, texts in enumerate((("项目", "件数"), ("申请", "二十"))):
        for col, text in enumerate(texts):
            fragments += write(text, (70 + 120 * col) * unit, (208 + 30 * row) * unit, size)
    random.Random(3).shuffle(fragments)
    paragraph, grid = assemble([LayoutPage(1, 348 * unit, 842 * unit, fragments, lines)])
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "甲段共有两行，第一行写到右边为止，余下的在第二行。"
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [["项目", "件数"], ["申请", "二十"]]


def test_a_run_with_a_space_at_its_end_is_a_word() -> None:
    words = [Fragment("open ", 10, 10, 30, 20, 10), Fragment("data", 30, 10, 50, 20, 10)]
    assert assemble([LayoutPage(1, 100, 100, words)]) == (Paragraph("open data", 1),)


def test_nothing_is_nothing() -> None:
    assert assemble([]) == ()
    assert assemble([LayoutPage(1, 100, 100, (), (Segment(0, 0, 100, 0),), (Box(0, 0, 50, 50),))]) == ()


def test_a_drawing_of_many_lines_costs_little() -> None:
    dice = random.Random(5)
    places = [dice.uniform(0, 600) for _ in range(20_000)]
    lines = [Segment(x, y, x + 40, y) for x, y in zip(places[::4], places[1::4], strict=True)]
    lines += [Segment(x, y, x, y + 40) for x, y in zip(places[2::4], places[3::4], strict=True)]
    boxes = [Box(x, y, x + 9, y + 9) for x, y in zip(places[::4], places[1::4], strict=True)]
    text = write("字" * 40, 20, 300, 12)
    start = time.process_time()
    assemble([LayoutPage(1, 600, 600, text, lines, boxes)])
    assert time.process_time() - start < 5
