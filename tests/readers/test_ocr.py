"""Scans through the OCR extra, on pictures of pages typeset on the spot."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from gongkai.readers import ocr
from gongkai.readers.errors import Unreadable
from gongkai.readers.outline import Grid, Paragraph
from gongkai.readers.pdf import read
from tests.readers.pdf_file import joined, scanned
from tests.readers.typeset import pdf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed"),
]

BODY = """一、总体情况

全年受理申请二十一件，均在法定期限内答复，未收取信息处理费。

#table(columns: (1.4em + 6pt, 4cm, 1.5cm, 1.5cm, 1.5cm), inset: (x: 3pt, y: 6pt), align: horizon,
  table.cell(colspan: 2)[项目], [甲], [乙], [总计],
  table.cell(rowspan: 4)[办理结果], [予以公开], [0], [1], [1],
  [部分公开], [10], [0], [10], [不予公开\\ 其他情形], [3], [0], [3], [其他], [0], [0], [0])
"""
ROWS = [
    ["项目", "甲", "乙", "总计"],
    ["办理结果", "予以公开", "0", "1", "1"],
    ["部分公开", "10", "0", "10"],
    ["不予公开\n其他情形", "3", "0", "3"],
    ["其他", "0", "0", "0"],
]


@pytest.mark.parametrize("angle", [0.0, 0.8, -1.5])
def test_a_scan_gives_paragraphs_and_cells_with_a_warning(angle: float) -> None:
    outline = read(scanned(pdf(BODY), dpi=200, angle=angle))
    texts = [block.text for block in outline.blocks if isinstance(block, Paragraph)]
    (grid,) = [block for block in outline.blocks if isinstance(block, Grid)]
    assert texts == ["一、总体情况", "全年受理申请二十一件，均在法定期限内答复，未收取信息处理费。"]
    assert [[cell.text for cell in row] for row in grid.rows] == ROWS
    assert grid.rows[1][0].rowspan == 4
    assert [its for its in outline.warnings if "第1页" in its and "OCR" in its]


def test_only_pages_without_text_are_recognised() -> None:
    outline = read(joined(pdf("甲段在前。"), scanned(pdf("乙段是图像。"))))
    assert [block.text for block in outline.blocks if isinstance(block, Paragraph)] == ["甲段在前。", "乙段是图像。"]
    assert [its for its in outline.warnings if "第2页" in its]


def test_a_picture_is_read_and_other_bytes_are_not() -> None:
    document = pypdfium2.PdfDocument(pdf(BODY))
    picture = document[0].render(scale=2).to_pil()
    document.close()
    for kind in ("PNG", "JPEG"):
        out = io.BytesIO()
        picture.save(out, kind)
        outline = ocr.read_image(out.getvalue())
        (grid,) = [block for block in outline.blocks if isinstance(block, Grid)]
        assert [[cell.text for cell in row][-1] for row in grid.rows] == ["总计", "1", "10", "3", "0"]
        assert outline.warnings
    for broken in (b"", b"GIF89a", out.getvalue()[:500]):
        with pytest.raises(Unreadable):
            ocr.read_image(broken)
    blank = io.BytesIO()
    picture.crop((0, 0, 5, 5)).save(blank, "PNG")
    with pytest.raises(Unreadable, match="没有识别出文字"):
        ocr.read_image(blank.getvalue())
