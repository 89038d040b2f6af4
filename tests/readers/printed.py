"""One report printed the many ways in which reports are published: as text in several dialects and as outlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gongkai.readers.outline import Block, Grid, GridCell, Outline, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.readers.text import read_text
from gongkai.report.model import AnnualReport, Table
from gongkai.writers.table_shape import Role, Shape, ShapeCell, table_shape

__all__ = [
    "DIALECTS",
    "LAYOUTS",
    "figures",
    "grids",
    "is_number",
    "laid",
    "of_blocks",
    "of_text",
    "one_grid",
    "outline",
    "paged",
    "paragraphs",
    "respelt",
    "row",
    "shapes",
    "text",
]

Rows = list[list[str]]


def shapes(report: AnnualReport) -> dict[str, Shape]:
    """The statutory tables of the report as print has them, by the section they stand in."""
    tables = {"table2": report.table2, "table3": report.table3, "table4": report.table4}
    return {s.id: table_shape(report.spec, s.table, tables[s.table]) for s in report.spec.sections if s.table}


def laid(shape: Shape, *, repeat: bool = False) -> Rows:
    """The table as a full matrix: a merged cell in its first place only, or ``repeat``-ed in all its places."""
    rows: Rows = [["" for _ in shape.widths] for _ in shape.rows]
    for number, row in enumerate(shape.rows):
        for cell in row:
            for down in range(cell.rowspan if repeat else 1):
                for right in range(cell.colspan if repeat else 1):
                    rows[number + down][cell.col + right] = cell.text
    return rows


def _compact(shape: Shape) -> Rows:
    """The rows without the places that a cell to the left covers; those covered from above stay blank."""
    covered: dict[int, set[int]] = {}
    rows: Rows = []
    for number, row in enumerate(shape.rows):
        cells = {cell.col: cell.text for cell in row}
        inside = {cell.col + i for cell in row for i in range(1, cell.colspan)} | covered.get(number, set())
        rows.append([cells.get(col, "") for col in range(len(shape.widths)) if col in cells or col not in inside])
        for cell in row:
            for down in range(1, cell.rowspan):
                hidden = {cell.col + i for i in range(1, cell.colspan)}
                covered.setdefault(number + down, set()).update(hidden)
    return rows


def _tab(shape: Shape) -> Iterator[str]:
    yield from ("\t".join(row) for row in laid(shape))


def _tab_ragged(shape: Shape) -> Iterator[str]:
    """Every row begins where its own first cell stands, as when a table is copied out of a page."""
    yield from ("\t".join(cell.text for cell in row) for row in shape.rows)


def _tab_trailing(shape: Shape) -> Iterator[str]:
    yield from ("\t".join(row) + "\t\t" for row in _compact(shape))


def _tab_repeated(shape: Shape) -> Iterator[str]:
    yield from ("\t".join(row) for row in laid(shape, repeat=True))


def _pipe(shape: Shape) -> Iterator[str]:
    for number, row in enumerate(laid(shape)):
        yield "| " + " | ".join(row) + " |"
        if number == 0:
            yield "|" + "---|" * len(row)


def _pipe_repeated(shape: Shape) -> Iterator[str]:
    for number, row in enumerate(laid(shape, repeat=True)):
        yield "|" + "|".join(cell.replace("\n", "<br>") for cell in row) + "|"
        if number == 0:
            yield "|" + ":---:|" * len(row)


def _spaces(shape: Shape, gap: str = "   ") -> Iterator[str]:
    yield from (gap.join(cell.text for cell in row) for row in shape.rows)


def _wide_spaces(shape: Shape) -> Iterator[str]:
    yield from _spaces(shape, "\u3000")


def _padded(shape: Shape) -> Iterator[str]:
    """Columns kept under each other by blanks, labels to the left, figures to the right, as ``pdftotext -layout``."""
    for row in shape.rows:
        line = ""
        for cell in row:
            width = 6 if cell.role is Role.FIGURE else 30
            line += "  " + (cell.text.rjust(width) if cell.role is Role.FIGURE else cell.text.ljust(width))
        yield line.rstrip()


def _cell_a_line_with_tab(shape: Shape) -> Iterator[str]:
    for row in _compact(shape):
        yield from ("\t" + cell for cell in row)
        yield ""


def _cell_a_line(shape: Shape) -> Iterator[str]:
    for row in shape.rows:
        yield from (cell.text for cell in row)


def _cell_a_line_spaced(shape: Shape) -> Iterator[str]:
    for line in _cell_a_line(shape):
        yield from (line, "")


DIALECTS: dict[str, Callable[[Shape], Iterator[str]]] = {
    "tab": _tab,
    "tab-ragged": _tab_ragged,
    "tab-trailing": _tab_trailing,
    "tab-repeated": _tab_repeated,
    "pipe": _pipe,
    "pipe-repeated": _pipe_repeated,
    "spaces": _spaces,
    "wide-spaces": _wide_spaces,
    "padded": _padded,
    "cell-a-line-with-tab": _cell_a_line_with_tab,
    "cell-a-line": _cell_a_line,
    "cell-a-line-spaced": _cell_a_line_spaced,
}


def text(report: AnnualReport, dialect: str, *, changed: Callable[[str], str] = lambda line: line) -> str:
    """The whole report as text; ``changed`` is applied to each line of the tables."""
    lines = [report.title or "", "", *(p.text for p in report.preamble)]
    tables = shapes(report)
    for section in report.sections:
        if section.heading is not None:
            lines += ["", section.heading]
        lines += [p.text for p in section.paragraphs]
        if section.id in tables:
            lines += ["", *(changed(line) for line in DIALECTS[dialect](tables[section.id])), ""]
    return "\n".join(lines) + "\n"


def _grid(shape: Shape) -> list[Grid]:
    return [Grid(tuple(tuple(_cell(cell) for cell in row) for row in shape.rows))]


def _cell(cell: ShapeCell) -> GridCell:
    return GridCell(cell.text, cell.col, cell.colspan, cell.rowspan)


def _grid_repeated(shape: Shape) -> list[Grid]:
    return [Grid(tuple(tuple(GridCell(t, i) for i, t in enumerate(row)) for row in laid(shape, repeat=True)))]


def _grid_unmerged(shape: Shape) -> list[Grid]:
    return [Grid(tuple(tuple(GridCell(t, i) for i, t in enumerate(row)) for row in laid(shape)))]


def _grid_a_row(shape: Shape) -> list[Grid]:
    return [Grid((row,)) for row in _grid(shape)[0].rows]


def paged(shape: Shape, *breaks: int) -> list[Grid]:
    """A grid a page, broken before each of these rows; a label that spans the break stands again on the new page."""
    found: list[Grid] = []
    edges = (0, *breaks, len(shape.rows))
    for page, (start, end) in enumerate(pairwise(edges), 1):
        rows = [[_cell(cell) for cell in row] for row in shape.rows[start:end]]
        found.append(Grid(tuple(map(tuple, rows)), page))
    return found


def _two_pages(shape: Shape) -> list[Grid]:
    return paged(shape, *((14,) if shape.table == "table3" else (3,)))


LAYOUTS: dict[str, Callable[[Shape], list[Grid]]] = {
    "merged": _grid,
    "repeated": _grid_repeated,
    "unmerged": _grid_unmerged,
    "a-grid-a-row": _grid_a_row,
    "two-pages": _two_pages,
}


def grids(report: AnnualReport, layout: str = "merged") -> dict[str, list[Grid]]:
    """The tables of the report as grids, by section."""
    return {section: LAYOUTS[layout](shape) for section, shape in shapes(report).items()}


def respelt(tables: dict[str, list[Grid]], change: Callable[[str], str]) -> dict[str, list[Grid]]:
    """The tables with the text of every cell changed."""
    return {
        section: [
            replace(grid, rows=tuple(tuple(replace(c, text=change(c.text)) for c in row) for row in grid.rows))
            for grid in found
        ]
        for section, found in tables.items()
    }


def is_number(text: str) -> bool:
    """True for a figure as the builder prints it."""
    return text.replace(".", "").isdigit()


def outline(
    report: AnnualReport, tables: dict[str, list[Grid]] | None = None, *, level: int | None = 1, page: int | None = None
) -> Outline:
    """The whole report as an outline; ``tables`` stand in for those of the report."""
    tables = grids(report) if tables is None else tables
    blocks: list[Block] = [Paragraph(report.title or "", page, level)]
    blocks += [Paragraph(p.text, page) for p in report.preamble]
    for section in report.sections:
        if section.heading is not None:
            blocks.append(Paragraph(section.heading, page, level))
        blocks += [Paragraph(p.text, page) for p in section.paragraphs]
        blocks += tables.get(section.id, [])
    return Outline(tuple(blocks), kind="test")


def one_grid(report: AnnualReport) -> Outline:
    """The whole report in one sheet ten or more columns wide, titles and prose in rows of one merged cell."""
    wide = max(len(shape.widths) for shape in shapes(report).values())
    rows: list[tuple[GridCell, ...]] = []
    for block in outline(report).blocks:
        if isinstance(block, Paragraph):
            rows.append((GridCell(block.text, 0, wide),))
        else:
            rows.extend(block.rows)
    return Outline((Grid(tuple(rows)),), kind="test")


def paragraphs(report: AnnualReport) -> Outline:
    """The whole report with each cell a paragraph, as a reader gives it that sees no tables."""
    blocks: list[Block] = []
    for block in outline(report, level=None).blocks:
        if isinstance(block, Paragraph):
            blocks.append(block)
        else:
            blocks.extend(Paragraph(cell.text) for row in block.rows for cell in row)
    return Outline(tuple(blocks), kind="test")


def of_blocks(*blocks: Block | str) -> AnnualReport:
    """The report recognised in these blocks; a string is a paragraph."""
    return recognise(Outline(tuple(Paragraph(b) if isinstance(b, str) else b for b in blocks), kind="test"))


def of_text(source: str) -> AnnualReport:
    """The report recognised in a text."""
    return recognise(read_text(source))


def figures(table: Table) -> dict[str, float | None]:
    """Path → figure, for all cells."""
    return {path: None if cell.value is None else float(cell.value) for path, cell in table.cells()}


def row(label: str, values: Sequence[object], *, labels: int = 3) -> tuple[GridCell, ...]:
    """A row of a ruled table: a label merged over the label columns, then the figures."""
    return (GridCell(label, 0, labels), *(GridCell(str(value), labels + i) for i, value in enumerate(values)))
