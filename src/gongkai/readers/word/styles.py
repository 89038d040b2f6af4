"""Paragraph styles of a Word document: which are headings, which bring a number of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from gongkai.readers.word.names import W, count, value

__all__ = ["Style", "Styles", "without_unused"]

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])")
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]")
_TITLES = frozenset({"title", "标题", "subtitle", "副标题"})
_MAX_CHAIN = 30
_END = b"</w:style>"
_LATENT = (b"<w:latentStyles", b"</w:latentStyles>")
_UNUSED = (b'w:type="table"', b'w:type="character"')


def without_unused(data: bytes) -> bytes:
    """``styles.xml`` without table, character and latent styles, which are nine tenths of it and take longer to parse
    than the whole body. A part written in some unusual way comes back as it is, which is as right and only slower.
    """
    pieces = data.split(_END)
    head = pieces[0]
    begin, end = head.find(_LATENT[0]), head.find(_LATENT[1])
    if 0 <= begin < end:
        pieces[0] = head[:begin] + head[end + len(_LATENT[1]) :]
    styles = (piece for piece in pieces[1:-1] if not any(kind in piece[: piece.find(b">") + 1] for kind in _UNUSED))
    return _END.join([pieces[0], *styles, pieces[-1]]) if len(pieces) > 1 else data


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its paragraphs: heading ``level`` from 1 or None, the numbering it brings, whether it is a
    line of the table of contents or the title.
    """

    id: str = ""
    level: int | None = None
    num_id: str | None = None
    num_level: int | None = None
    contents: bool = False
    title: bool = False


class Styles:
    """The styles of ``styles.xml``, worked out when asked for: a document names few of the hundreds it brings."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str | None, Style] = {}
        default = None
        for element in () if root is None else root.iterchildren(W + "style"):
            ident = element.get(W + "styleId", "")
            self._elements[ident] = element
            if element.get(W + "default") in {"1", "true", "on"} and element.get(W + "type") == "paragraph":
                default = ident
        self._default = default

    def get(self, style_id: str | None) -> Style:
        """The style of that id; without an id the document's default, for an unknown id a plain one."""
        return self._get(self._default if style_id is None else style_id, _MAX_CHAIN)

    def num_id(self, style_id: str) -> str | None:
        """The numbering a style of type numbering stands for."""
        return self.get(style_id).num_id

    def _get(self, ident: str | None, chain: int) -> Style:
        known = self._known.get(ident)
        if known is None:
            element = None if ident is None else self._elements.get(ident)
            known = Style() if element is None or not chain else self._work_out(element, chain)
            if chain:
                self._known[ident] = known
        return known

    def _work_out(self, element: etree._Element, chain: int) -> Style:
        base = self._get(value(element, "basedOn"), chain - 1)
        name = (value(element, "name") or "").strip().lower()
        properties = element.find(W + "pPr")
        numbering = None if properties is None else properties.find(W + "numPr")
        place = value(numbering, "ilvl")
        num_id = value(numbering, "numId")
        # The title of a document is no section of it, though Chinese templates give its style the outline level 1.
        title = base.title or name in _TITLES
        level = _outline(value(properties, "outlineLvl"), name)
        return Style(
            id=element.get(W + "styleId", ""),
            level=None if title else base.level if level is None else level or None,
            num_id=base.num_id if num_id is None else num_id,
            num_level=base.num_level if place is None else count(place, 0),
            contents=base.contents or _CONTENTS.fullmatch(name) is not None,
            title=title,
        )


def _outline(written: str | None, name: str) -> int | None:
    """1–9 for a heading, 0 for body text said outright, None where nothing is said."""
    if written is not None:
        level = count(written, 9)
        return level + 1 if level < 9 else 0
    match = _HEADING.fullmatch(name)
    return int(match[1]) if match else None
