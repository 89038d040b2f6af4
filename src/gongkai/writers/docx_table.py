"""A statutory table as a table of Word, with real merged cells and column widths in millimetres."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongkai.writers.table_shape import Role, Shape, ShapeCell, figure_points

__all__ = ["table_element"]

_TWIPS_PER_MM = 1440 / 25.4
_STYLES = {
    Role.LABEL: "TableLabel",
    Role.HEADER: "TableHeader",
    Role.CAPTION: "TableHeader",
    Role.NOTE: "TableLabel",
}
_POINTS = 10.5
"""五号, the size of the style TableText."""
_LEAST_ROW_MM = {"table2": 8.0, "table3": 6.0, "table4": 9.5}


def table_element(shape: Shape) -> Any:
    """The ``w:tbl`` of a table.

    Table 3 runs over pages with its header repeated, table 2 breaks only between its blocks, table 4 nowhere.
    """
    table = _element("w:tbl")
    table.append(_properties(shape))
    grid = table.makeelement(qn("w:tblGrid"))
    grid.extend(_element("w:gridCol", w=_twips(width)) for width in shape.widths)
    table.append(grid)
    spanned: dict[int, tuple[int, ShapeCell]] = {}
    for number, row in enumerate(shape.rows):
        after = shape.rows[number + 1 : number + 2]
        together = shape.table != "table3" and bool(after) and after[0][0].role is not Role.CAPTION
        table.append(_row(shape, number, row, spanned, together))
    return table


def _twips(mm: float) -> str:
    return str(round(mm * _TWIPS_PER_MM))


def _element(tag: str, **attributes: str) -> Any:
    return OxmlElement(tag, attrs={qn(f"w:{key}"): value for key, value in attributes.items()})


def _properties(shape: Shape) -> Any:
    properties = _element("w:tblPr")
    properties.extend(
        [
            _element("w:tblStyle", val="TableGrid"),
            _element("w:tblW", w=_twips(sum(shape.widths)), type="dxa"),
            _element("w:jc", val="center"),
            _element("w:tblLayout", type="fixed"),
            _element("w:tblCaption", val=shape.name),
        ]
    )
    return properties


def _row(
    shape: Shape, number: int, row: tuple[ShapeCell, ...], spanned: dict[int, tuple[int, ShapeCell]], together: bool
) -> Any:
    """A ``w:tr``; ``spanned`` tells for each grid column how many more rows a cell from above covers it."""
    element = _element("w:tr")
    properties = _element("w:trPr")
    properties.append(_element("w:cantSplit"))
    properties.append(_element("w:trHeight", val=_twips(_LEAST_ROW_MM[shape.table]), hRule="atLeast"))
    if number < shape.header_rows:
        properties.append(_element("w:tblHeader"))
    element.append(properties)
    own = {cell.col: cell for cell in row}
    col = 0
    while col < len(shape.widths):
        if cell := own.get(col):
            element.append(_cell(shape, cell, "restart" if cell.rowspan > 1 else None, together))
            if cell.rowspan > 1:
                spanned[col] = (cell.rowspan - 1, cell)
            col += cell.colspan
            continue
        left, above = spanned[col]
        element.append(_cell(shape, above, "continue", together))
        spanned[col] = (left - 1, above)
        col += above.colspan
    return element


def _cell(shape: Shape, cell: ShapeCell, merge: str | None, together: bool) -> Any:
    element = _element("w:tc")
    properties = _element("w:tcPr")
    width = sum(shape.widths[cell.col : cell.col + cell.colspan])
    properties.append(_element("w:tcW", w=_twips(width), type="dxa"))
    if cell.colspan > 1:
        properties.append(_element("w:gridSpan", val=str(cell.colspan)))
    if merge:
        properties.append(_element("w:vMerge", val=merge))
    properties.append(_element("w:vAlign", val="center"))
    element.append(properties)
    paragraph = _element("w:p")
    paragraph_properties = _element("w:pPr")
    paragraph_properties.append(_element("w:pStyle", val=_style(shape, cell)))
    if together:
        paragraph_properties.append(_element("w:keepNext"))
    paragraph.append(paragraph_properties)
    if cell.text and merge != "continue":
        run = _element("w:r")
        points = figure_points(shape, cell, _POINTS)
        if points < _POINTS:
            run_properties = _element("w:rPr")
            run_properties.append(_element("w:sz", val=str(int(points * 2))))
            run.append(run_properties)
        run.text = cell.text
        paragraph.append(run)
    element.append(paragraph)
    return element


def _style(shape: Shape, cell: ShapeCell) -> str:
    # Only the rows of table 3 are long enough to read better from the left.
    return "TableText" if cell.role is Role.LABEL and shape.table != "table3" else _STYLES.get(cell.role, "TableText")
