"""A docx read into pages, paragraphs and tables, as the typst template takes them. Lengths in points."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from gongkai_web.info_requests.letters.typeset.faces import face
from gongkai_web.info_requests.letters.typeset.forms import Forms, borders, number, twips

__all__ = ["read_docx"]

_ALIGN = {"center": "center", "right": "right", "end": "right", "distribute": "center", "both": "justify"}
_EMU = 12700
_LEAST_LINE = 1.3
"""Points of a line for a point of type, where the line is as high as its font wants."""


def read_docx(data: bytes) -> dict[str, Any]:
    """Page, headers, footers and body. What it does not know (``checking`` refuses it in templates) is left out."""
    document = docx.Document(io.BytesIO(data))
    return _Reader(document).read()


class _Reader:
    """Reads one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.forms = Forms(document)

    def read(self) -> dict[str, Any]:
        section = self.document.sections[0]
        even = self.document.settings.odd_and_even_pages_header_footer
        first = section.different_first_page_header_footer
        margins = {
            "top": section.top_margin, "bottom": section.bottom_margin, "left": section.left_margin,
            "right": section.right_margin, "header": section.header_distance, "footer": section.footer_distance,
        }  # fmt: skip
        edges: dict[str, Any] = {}
        for place in ("header", "footer"):
            default = self._story(getattr(section, place))
            edges[place] = {
                "default": default,
                "even": self._story(getattr(section, f"even_page_{place}")) if even else default,
                "first": self._story(getattr(section, f"first_page_{place}")) if first else default,
            }
        return {
            "title": self.document.core_properties.title or "",
            "author": self.document.core_properties.author or "",
            "width": (section.page_width or 0) / _EMU,
            "height": (section.page_height or 0) / _EMU,
            "margins": {name: (value or 0) / _EMU for name, value in margins.items()},
            "has_first": bool(first),
            **edges,
            "body": self._blocks(self.document.element.body, self.document.part),
        }

    def _story(self, part: Any) -> list[dict[str, Any]]:
        return [] if part.is_linked_to_previous else self._blocks(part._element, part.part)

    def _blocks(self, parent: Any, part: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for one in parent:
            if one.tag == qn("w:p"):
                found.append(self._paragraph(one, part))
            elif one.tag == qn("w:tbl"):
                found.append(self._table(one, part))
            elif one.tag == qn("w:sdt"):
                content = one.find(qn("w:sdtContent"))
                found += [] if content is None else self._blocks(content, part)
        return found

    def _paragraph(self, element: Any, part: Any) -> dict[str, Any]:
        form = self.forms.paragraph(element)
        runs = self._runs(element, form, part, [False])
        size = max((run["size"] for run in runs if "size" in run), default=form["size"])
        mark = element.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:sz')}")
        if not runs and mark is not None:
            size = (number(mark, "val") or 21) / 2
        chars = {name: form.get(f"{name}_chars", 0) * form["size"] for name in ("left", "right", "first")}
        return {
            "kind": "paragraph",
            "runs": runs,
            "size": size,
            "line": self._line(form, size, [run for run in runs if "picture" in run]),
            "align": _ALIGN.get(form.get("align") or "", "left"),
            **{name: chars[name] or form.get(name, 0) for name in ("left", "right", "first")},
            "before": form.get("before", 0),
            "after": form.get("after", 0),
            "borders": {side: one for side, one in form.get("borders", {}).items() if one["kind"] != "none"},
            "keep": bool(form.get("keep_next")),
            "new_page": bool(form.get("new_page")),
            "level": form.get("level"),
        }

    def _line(self, form: dict[str, Any], size: float, pictures: list[Any]) -> float | None:
        """Points from line to line; None for a line with a picture, which is as high as that."""
        if pictures:
            return None
        line, rule = form.get("line", 240.0), form.get("rule", "auto")
        if rule == "auto":
            one = self.forms.grid if self.forms.grid and self.forms.grid >= size else size * _LEAST_LINE
            return one * line / 240
        return max(line / 20, size * _LEAST_LINE) if rule == "atLeast" else line / 20

    def _runs(self, parent: Any, form: dict[str, Any], part: Any, inside: list[bool]) -> list[dict[str, Any]]:
        """``inside`` tells whether the text is what a field came to when Word last counted it."""
        found: list[dict[str, Any]] = []
        for one in parent:
            if one.tag == qn("w:r"):
                found += self._run(one, form, part, inside)
            elif one.tag == qn("w:fldSimple"):
                found += _field(one.get(qn("w:instr"), ""), self._look(form))
            elif one.tag in (qn("w:hyperlink"), qn("w:smartTag"), qn("w:ins")):
                found += self._runs(one, form, part, inside)
            elif one.tag == qn("w:sdt") and one.find(qn("w:sdtContent")) is not None:
                found += self._runs(one.find(qn("w:sdtContent")), form, part, inside)
        return found

    def _look(self, form: dict[str, Any]) -> dict[str, Any]:
        return {
            "size": form["size"],
            "face": face(form.get("font", "")),
            "bold": bool(form.get("bold")),
            "italic": bool(form.get("italic")),
            "underline": bool(form.get("underline")),
            "colour": form.get("colour", "000000"),
            "tracking": form.get("tracking", 0),
        }

    def _run(self, element: Any, paragraph: dict[str, Any], part: Any, inside: list[bool]) -> list[dict[str, Any]]:
        form = self.forms.run(element, paragraph)
        look = self._look(form)
        found: list[dict[str, Any]] = []
        for one in element:
            name = one.tag.partition("}")[2]
            if name == "fldChar":
                inside[0] = one.get(qn("w:fldCharType")) in ("begin", "separate")
            elif name == "instrText":
                found += _field(one.text or "", look)
            elif inside[0] or form.get("hidden"):
                continue
            elif name == "t":
                found.append({"text": one.text or "", **look})
            elif name == "tab":
                found.append({"text": "　", **look})
            elif name in ("br", "cr"):
                found.append({"break": one.get(qn("w:type")) or "line", **look})
            elif name == "noBreakHyphen":
                found.append({"text": "\u2011", **look})
            elif name == "drawing":
                found += _picture(one, part)
        return found

    def _table(self, element: Any, part: Any) -> dict[str, Any]:
        properties = element.find(qn("w:tblPr"))
        edges = self.forms.table_borders(properties)
        grid = element.find(qn("w:tblGrid"))
        widths = [twips(one, "w") or 0 for one in grid]
        indent = properties.find(qn("w:tblInd"))
        align = properties.find(qn("w:jc"))
        padding = {"left": 5.4, "right": 5.4, "top": 0.0, "bottom": 0.0} | _margins(properties.find(qn("w:tblCellMar")))
        rows: list[list[dict[str, Any]]] = []
        heights: list[float] = []
        open_: dict[int, dict[str, Any]] = {}
        trs = element.findall(qn("w:tr"))
        for place, tr in enumerate(trs):
            height = tr.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
            heights.append((twips(height, "val") or 0) if height is not None else 0)
            cells: list[dict[str, Any]] = []
            column = 0
            for tc in tr.findall(qn("w:tc")):
                form = tc.find(qn("w:tcPr"))
                span_of = None if form is None else form.find(qn("w:gridSpan"))
                span = int(number(span_of, "val") or 1) if span_of is not None else 1
                merge = None if form is None else form.find(qn("w:vMerge"))
                if merge is not None and merge.get(qn("w:val")) != "restart" and column in open_:
                    open_[column]["rowspan"] += 1
                    column += span
                    continue
                own = borders(None if form is None else form.find(qn("w:tcBorders")))
                vertical = None if form is None else form.find(qn("w:vAlign"))
                cell = {
                    "colspan": span,
                    "rowspan": 1,
                    "column": column,
                    "row": place,
                    "vertical": "top" if vertical is None else vertical.get(qn("w:val")),
                    "borders": _sides(edges, place, len(trs), column, column + span == len(widths)) | own,
                    "padding": padding | _margins(None if form is None else form.find(qn("w:tcMar"))),
                    "blocks": self._blocks(tc, part),
                }
                if merge is not None:
                    open_[column] = cell
                else:
                    open_.pop(column, None)
                cells.append(cell)
                column += span
            rows.append(cells)
        return {
            "kind": "table",
            "widths": widths,
            "indent": (twips(indent, "w") or 0) if indent is not None else 0,
            "align": _ALIGN.get(align.get(qn("w:val")) if align is not None else "", "left"),
            "ruled": any(one["kind"] != "none" for one in edges.values()),
            "heights": heights,
            "rows": rows,
            "whole": [tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for tr in trs],
        }


def _sides(edges: dict[str, Any], row: int, rows: int, column: int, last: bool) -> dict[str, Any]:
    """The sides of a cell by those of the table."""
    none = {"kind": "none"}
    return {
        "top": edges.get("top" if row == 0 else "insideH", none),
        "bottom": edges.get("bottom" if row == rows - 1 else "insideH", none),
        "left": edges.get("left" if column == 0 else "insideV", none),
        "right": edges.get("right" if last else "insideV", none),
    }


def _margins(element: Any | None) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in () if element is None else element:
        side = one.tag.partition("}")[2]
        found[{"start": "left", "end": "right"}.get(side, side)] = twips(one, "w") or 0
    return found


def _field(words: str, look: dict[str, Any]) -> list[dict[str, Any]]:
    """The number of the page, or of all pages; other fields are not set."""
    name = (words.split() or [""])[0].upper()
    return [{"page": name.lower(), **look}] if name in ("PAGE", "NUMPAGES") else []


def _picture(drawing: Any, part: Any) -> list[dict[str, Any]]:
    """A picture in the line, as its bytes."""
    inline = drawing.find(qn("wp:inline"))
    if inline is None:
        return []
    blip = next(inline.iter(qn("a:blip")), None)
    key = None if blip is None else blip.get(qn("r:embed"))
    if key is None or key not in part.rels:
        return []
    extent = inline.find(qn("wp:extent"))
    told = inline.find(qn("wp:docPr"))
    words = (told.get("descr") or told.get("name") or "图片") if told is not None else "图片"
    return [{
        "picture": list(part.rels[key].target_part.blob),
        "words": words,
        "width": int(extent.get("cx")) / _EMU,
        "height": int(extent.get("cy")) / _EMU,
    }]  # fmt: skip
