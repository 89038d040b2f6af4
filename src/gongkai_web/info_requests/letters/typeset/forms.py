"""Forms of paragraphs and characters in a docx: defaults, the chain of styles, what stands at the place itself."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

__all__ = ["Forms", "borders", "flag", "number", "twips"]

POINT = 20
_FLAGS = {"b": "bold", "i": "italic", "vanish": "hidden", "keepNext": "keep_next", "pageBreakBefore": "new_page"}
_SIDES = ("top", "bottom", "left", "right", "start", "end")
_BUILT_IN_CHARS = 100


def flag(element: Any) -> bool:
    """Whether a switch of WordprocessingML is on."""
    return element.get(qn("w:val"), "true") not in ("false", "0", "off", "none")


def number(element: Any, name: str) -> float | None:
    """An attribute that is a number; None where it is none."""
    try:
        return float(element.get(qn(f"w:{name}"), ""))
    except ValueError:
        return None


def twips(element: Any, name: str) -> float | None:
    """A length in points; None where it is none."""
    found = number(element, name)
    return None if found is None else found / POINT


def borders(element: Any | None) -> dict[str, dict[str, Any]]:
    """The borders of a paragraph, a cell or a table by their sides: kind, points, colour."""
    found: dict[str, dict[str, Any]] = {}
    for one in () if element is None else element:
        kind = one.get(qn("w:val"), "none")
        side = one.tag.partition("}")[2]
        side = {"start": "left", "end": "right"}.get(side, side)
        colour = one.get(qn("w:color"), "auto")
        drawn = kind not in ("none", "nil")
        points = (number(one, "sz") or 4) / 8
        colour = "000000" if colour == "auto" else colour
        found[side] = {"kind": kind, "points": points, "colour": colour} if drawn else {"kind": "none"}
    return found


class Forms:
    """The forms of one document, asked for paragraph and run."""

    def __init__(self, document: Document) -> None:
        self._styles: dict[str, Any] = {}
        self._default: str | None = None
        self._base: dict[str, Any] = {"size": 10.5}
        root = document.styles.element
        for part in ("rPrDefault/w:rPr", "pPrDefault/w:pPr"):
            for found in root.findall(f"w:docDefaults/w:{part}", root.nsmap):
                self._base |= self._read(found)
        for style in root.findall(qn("w:style")):
            key = style.get(qn("w:styleId"))
            self._styles[key] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true"):
                self._default = key
        grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
        lined = grid is not None and grid.get(qn("w:type")) in ("lines", "linesAndChars", "snapToChars")
        self.grid: float | None = twips(grid, "linePitch") if lined else None

    def paragraph(self, element: Any) -> dict[str, Any]:
        """All that is said of a paragraph, and of its characters as far as the paragraph says it."""
        own = element.find(qn("w:pPr"))
        style = None if own is None else own.find(qn("w:pStyle"))
        key = self._default if style is None else style.get(qn("w:val"))
        return self._base | self._chain(key) | (self._read(own) if own is not None else {})

    def run(self, element: Any, paragraph: dict[str, Any]) -> dict[str, Any]:
        """All that is said of a run in such a paragraph."""
        own = element.find(qn("w:rPr"))
        if own is None:
            return paragraph
        style = own.find(qn("w:rStyle"))
        styled = self._chain(style.get(qn("w:val"))) if style is not None else {}
        return paragraph | styled | self._read(own)

    def table_borders(self, properties: Any) -> dict[str, dict[str, Any]]:
        """The borders of a table, its style's where it has none of its own."""
        found: dict[str, dict[str, Any]] = {}
        style = properties.find(qn("w:tblStyle"))
        key = None if style is None else style.get(qn("w:val"))
        chain: list[Any] = []
        while key in self._styles and len(chain) < 10:
            chain.append(self._styles[key])
            based = self._styles[key].find(qn("w:basedOn"))
            key = None if based is None else based.get(qn("w:val"))
        for one in reversed(chain):
            found |= borders(one.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}"))
        return found | borders(properties.find(qn("w:tblBorders")))

    def _chain(self, key: str | None, depth: int = 0) -> dict[str, Any]:
        style = self._styles.get(key or "")
        if style is None or depth > 10:
            return {}
        based = style.find(qn("w:basedOn"))
        found = {} if based is None else self._chain(based.get(qn("w:val")), depth + 1)
        for name in ("w:pPr", "w:rPr"):
            own = style.find(qn(name))
            if own is not None:
                found = found | self._read(own)
        return found

    def _read(self, properties: Any) -> dict[str, Any]:
        """What one pPr or rPr says, in points."""
        found: dict[str, Any] = {}
        for one in properties:
            name = one.tag.partition("}")[2]
            if name in _FLAGS:
                found[_FLAGS[name]] = flag(one)
            elif name == "jc":
                found["align"] = one.get(qn("w:val"))
            elif name == "sz":
                found["size"] = (number(one, "val") or 21) / 2
            elif name == "rFonts":
                font = one.get(qn("w:eastAsia"))
                found |= {"font": font} if font else {}
            elif name == "color":
                value = one.get(qn("w:val"), "auto")
                found["colour"] = "000000" if value == "auto" else value
            elif name == "u":
                found["underline"] = one.get(qn("w:val"), "single") != "none"
            elif name == "outlineLvl":
                found["level"] = int(number(one, "val") or 0)
            elif name == "pBdr":
                found["borders"] = borders(one)
            elif name == "spacing":
                found |= self._spacing(one, properties)
            elif name == "ind":
                found |= _indents(one)
        return found

    def _spacing(self, one: Any, properties: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if properties.tag == qn("w:rPr"):
            value = twips(one, "val")
            return {} if value is None else {"tracking": value}
        for name in ("before", "after"):
            lines = number(one, f"{name}Lines")
            value = twips(one, name)
            if lines:
                found[name] = lines / 100 * (getattr(self, "grid", None) or 12)
            elif value is not None:
                found[name] = value
        line = number(one, "line")
        if line is not None:
            found["line"], found["rule"] = line, one.get(qn("w:lineRule"), "auto")
        return found


def _indents(one: Any) -> dict[str, Any]:
    """Indents: characters go before lengths, and a nought of characters takes back those of the style."""
    found: dict[str, Any] = {}
    for name, keys in (("left", ("left", "start")), ("right", ("right", "end"))):
        for key in keys:
            value, chars = twips(one, key), number(one, f"{key}Chars")
            if value is not None:
                found[name], found[f"{name}_chars"] = value, 0
            if chars is not None:
                found[f"{name}_chars"] = chars / _BUILT_IN_CHARS
    for name, sign in (("firstLine", 1), ("hanging", -1)):
        value, chars = twips(one, name), number(one, f"{name}Chars")
        if value is not None:
            found["first"], found["first_chars"] = sign * value, 0
        if chars is not None:
            found["first_chars"] = sign * chars / _BUILT_IN_CHARS
    return found
