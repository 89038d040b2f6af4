"""html: the report as one page that stands alone, with real tables, for screens of any width, readers and print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from gongkai.report.model import AnnualReport
from gongkai.writers.layout import Heading, Text, parts_of, printable, title_lines, title_of
from gongkai.writers.table_shape import Role, Shape, ShapeCell

__all__ = ["fragment", "render"]


def render(report: AnnualReport) -> bytes:
    """The report as a UTF-8 page without scripts or anything from elsewhere; all words of the report are escaped."""
    agency = printable(report.agency or "")
    page = _template("report.html").substitute(
        title=escape(title_of(report)),
        source=f'\n<meta name="ContentSource" content="{escape(agency)}">' if agency else "",
        style=_template("report.css").template.strip(),
        heading="".join(f"<span>{escape(line)}</span>" for line in title_lines(report)),
        body="\n".join(_body(report)),
    )
    return page.encode()


def fragment(report: AnnualReport) -> str:
    """The body of the report, from ``h2`` down, for a page that has its own heading and styles: no style attributes."""
    return "\n".join(_body(report, widths=False))


@cache
def _template(name: str) -> Template:
    return Template(files(__package__).joinpath("templates", name).read_text(encoding="utf-8"))


def _body(report: AnnualReport, *, widths: bool = True) -> Iterator[str]:
    headed = {s.table: s.id for s in report.spec.sections if report.section(s.id).heading}
    for part in parts_of(report):
        if isinstance(part, Heading):
            yield f'<h2 id="{part.section}">{_lines(part.text)}</h2>'
        elif isinstance(part, Text):
            lead = f'<span class="second">{_lines(part.lead)}</span>' if part.lead else ""
            yield f"<p>{lead}{_lines(part.text)}</p>"
        else:
            # The heading names the table, a caption would say it twice; without one the format's words do.
            heading = headed.get(part.table)
            named = f'aria-labelledby="{heading}"' if heading else f'aria-label="{part.name}"'
            yield from _table(part, named, widths=widths)


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))


def _table(shape: Shape, named: str, *, widths: bool) -> Iterator[str]:
    """A table in a box of its own, which scrolls where the screen is narrow and can be reached by keyboard."""
    yield f'<div class="scroll" role="region" tabindex="0" {named}>'
    yield f'<table class="{shape.table}" {named}>'
    if widths:
        columns = (f'<col style="width:{width / sum(shape.widths):.2%}">' for width in shape.widths)
        yield f"<colgroup>{''.join(columns)}</colgroup>"
    if shape.header_rows:
        yield "<thead>"
        yield from map(_row, shape.rows[: shape.header_rows])
        yield "</thead>"
    yield "<tbody>"
    for number, row in enumerate(shape.rows[shape.header_rows :]):
        if number and row[0].role is Role.CAPTION:
            yield "</tbody>\n<tbody>"
        yield _row(row)
    yield "</tbody>\n</table>\n</div>"


def _row(row: tuple[ShapeCell, ...]) -> str:
    return f"<tr>{''.join(map(_cell, row))}</tr>"


def _cell(cell: ShapeCell) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    text = _lines(printable(cell.text))
    if cell.role is Role.FIGURE:
        return f"<td{spans}>{text}</td>"
    if cell.role is Role.NOTE:
        return f'<td class="note"{spans}>{text}</td>'
    if cell.role is Role.GROUP:
        text = text.replace("）", "）<wbr>")
    scope = {Role.HEADER: "col", Role.CAPTION: "rowgroup"}.get(cell.role, "row")
    return f'<th scope="{scope}" class="{cell.role.value}"{spans}>{text}</th>'
