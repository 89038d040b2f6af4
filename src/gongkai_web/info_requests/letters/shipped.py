"""The templates that ship with the product: the words of wording.toml on the page of GB/T 9704-2012.

A letter to somebody outside has the head of 信函格式 (10.1): the agency in red, a double line under it and another at
the foot of the first page, the number at the right. A sheet for the file has neither.
"""

from __future__ import annotations

import io
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from gongkai.writers.package import settled, template_package
from gongkai_web.info_requests.letters.catalogue import Spec, spec

__all__ = ["shipped_template"]

_RED = RGBColor(0xE6, 0x00, 0x12)
_LINE = 579
"""Twentieths of a point from line to line: 22 on the page."""
_SIGNED = (66, 90)
"""Millimetres of the two columns in which signature and date stand: the date ends four characters from the edge."""


@cache
def shipped_template(code: str) -> bytes:
    """The docx of a letter's template. Raises KeyError."""
    words = tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))[code]
    letter = spec(code)
    document = docx.Document(io.BytesIO(template_package("docx")))
    document.core_properties.title = letter.title
    document.core_properties.author = ""
    if words["head"] == "letter":
        _head(document, letter)
    rows: list[list[str]] = []
    for line in words["body"].strip().splitlines():
        if line.startswith("|"):
            rows.append(line.strip("\n")[1:-1].split("|"))
            continue
        _table(document, rows)
        rows = []
        _line(document, line)
    _table(document, rows)
    buffer = io.BytesIO()
    document.save(buffer)
    return settled(buffer.getvalue())


def _head(document: Document, letter: Spec) -> None:
    """The red head, the double lines, the number and the title."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    mark = section.first_page_header.paragraphs[0]
    run = mark.add_run("{{机关名称}}")
    _font(run, "方正小标宋简体", 30)
    run.font.color.rgb = _RED
    _shape(
        mark, align="center", line=760, after=227, left=-454, right=-340
    )  # 4 mm above the line, which is 170 mm long
    _border(mark, "bottom", "thickThinSmallGap")
    foot = section.first_page_footer.paragraphs[0]
    _shape(foot, align="left", line=20, left=-454, right=-340)
    _border(foot, "top", "thinThickSmallGap")
    for footer in (section.footer, section.even_page_footer):  # 7 mm under the text, as far from the foot of the page
        _shape(footer.paragraphs[0], after=170)
    if letter.numbered:
        _shape(document.add_paragraph("{{文号}}"), align="right", line=_LINE, before=113)
    title = document.add_paragraph("{{文书标题}}", style="Title")
    title.paragraph_format.space_before = Pt(_LINE / 20)


def _line(document: Document, line: str) -> None:
    if line == "@sign":
        _signature(document, after_table=document.paragraphs[-1].style.name == "表后空行")
    elif line == "@lines":
        for _ in range(2):
            _border(document.add_paragraph(""), "bottom", "single")
    elif line.startswith("!"):
        document.add_paragraph(line[1:], style="Title")
    elif line.startswith("---!"):
        document.add_paragraph(line[4:], style="Title").paragraph_format.page_break_before = True
    elif line.startswith("#"):
        document.add_paragraph(line[1:], style="Heading 1")
    elif line.startswith(">"):
        _shape(document.add_paragraph(line[1:], style="Body Text"), flush=True)
    else:
        document.add_paragraph(line, style="Body Text")


def _table(document: Document, rows: list[list[str]]) -> None:
    """Cells with rules; two columns are a form with labels, more are a list with a head."""
    if not rows:
        return
    widths = {2: (40, 116), 3: (18, 88, 50)}[len(rows[0])]
    table = _grid(document, len(rows), widths, ruled=True)
    for row, cells in zip(table.rows, rows, strict=True):
        listed = len(cells) > 2
        for place, text in enumerate(cells):
            paragraph = row.cells[place].paragraphs[0]
            paragraph.style = document.styles["表格文字"]
            run = paragraph.add_run(text)
            label = row._tr is table.rows[0]._tr if listed else place == 0
            _font(run, "黑体" if label else "仿宋_GB2312", 14)
            centred = label or (listed and place != 1)
            _shape(paragraph, align="center" if centred else "left", line=460, before=40, after=40)
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        properties.append(parse_xml(f'<w:trHeight {nsdecls("w")} w:val="600" w:hRule="atLeast"/>'))
    document.add_paragraph("", style="表后空行")


def _ending(document: Document) -> list[Paragraph]:
    """The last paragraph of the letter, and the one before where the last may be left out."""
    found: list[Paragraph] = []
    conditional = False
    for paragraph in reversed(document.paragraphs):
        if paragraph.text.startswith("{%p"):
            conditional = True
            continue
        found.append(paragraph)
        if not conditional or len(found) > 1:
            break
    return found


def _signature(document: Document, *, after_table: bool) -> None:
    """The agency over the date, centred on one another (7.3.5), for the seal to be set on them."""
    blanks = 1 if after_table else 2
    for paragraph in (*_ending(document), *(document.add_paragraph("") for _ in range(blanks))):
        paragraph.paragraph_format.keep_with_next = True  # no signature on a page without a word of the letter
    table = _grid(document, 1, _SIGNED, ruled=False)
    cell = table.rows[0].cells[1]
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    first = cell.paragraphs[0]
    for paragraph, text in ((first, "{{机关名称}}"), (cell.add_paragraph(), "{{成文日期}}")):
        paragraph.add_run(text)
        _shape(paragraph, align="center", line=_LINE)
    _shape(document.add_paragraph(""), line=20)  # Word wants one after a table; it must not fill a page of its own


def _grid(document: Document, rows: int, widths: tuple[int, ...], *, ruled: bool) -> Any:
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    if ruled:
        table.style = document.styles["Table Grid"]
        margins = "".join(f'<w:{side} w:w="113" w:type="dxa"/>' for side in ("left", "right"))
        table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = docx.enum.table.WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return table


def _font(run: Any, name: str, points: float) -> None:
    run.font.name, run.font.size = name, Pt(points)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _shape(  # noqa: PLR0913 - what a paragraph of an official letter is set by
    paragraph: Paragraph,
    *,
    align: str | None = None,
    line: int | None = None,
    before: int | None = None,
    after: int | None = None,
    left: int | None = None,
    right: int | None = None,
    flush: bool = False,
) -> None:
    """Alignment, and distances in twentieths of a point."""
    form = paragraph.paragraph_format
    if align is not None:
        form.alignment = WD_ALIGN_PARAGRAPH[align.upper()]
    if line is not None:
        form.line_spacing = Pt(line / 20)
    for name, value in (("space_before", before), ("space_after", after)):
        if value is not None:
            setattr(form, name, Pt(value / 20))
    for name, value in (("left_indent", left), ("right_indent", right)):
        if value is not None:
            setattr(form, name, Pt(value / 20))
    if flush:
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "0")
        indent.set(qn("w:firstLine"), "0")


def _border(paragraph: Paragraph, side: str, kind: str) -> None:
    colour = "E60012" if kind != "single" else "000000"
    size = 24 if kind != "single" else 4
    sides = (side, "between") if kind == "single" else (side,)  # Word draws like neighbours as one without the latter
    look = f'w:val="{kind}" w:sz="{size}" w:space="0" w:color="{colour}"'
    border = "".join(f"<w:{one} {look}/>" for one in sides)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"),
        "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
        "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
        "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
        "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
    )  # fmt: skip
