"""The visible part of a page as a flat list in reading order: quick to walk and safe at any depth."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from gongkai.readers.errors import Unreadable

__all__ = ["BLOCKS", "TEXT", "Element", "flatten"]

TEXT = "-text"
"""The tag of a piece of text."""
_MAX_NODES = 1_000_000
_DROPPED_TAGS = """
applet audio button canvas datalist del embed frameset head iframe input map math noembed noframes noscript object
option rp rt script select style svg template textarea title video xml -comment
"""
_DROPPED = frozenset(_DROPPED_TAGS.split())
"""What is not text of the page; ``del`` is a tracked deletion of Word, ``xml`` its settings."""
_BLOCK_TAGS = """
address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td
tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
"""Elements that end the line before and after them."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


class Element:
    """A block, a link or a piece of text.

    ``parent`` is its place in the list (-1 for the root), ``end`` the place after its last descendant. What it holds,
    itself and below: ``marks`` as bits, ``prose`` and ``links`` in characters.
    """

    __slots__ = ("attributes", "end", "links", "marks", "parent", "prose", "tag", "text")

    def __init__(self, tag: str, parent: int, end: int, text: str, attributes: Mapping[str, str | None]) -> None:
        self.tag = tag
        self.parent = parent
        self.end = end
        self.text = text
        self.attributes = attributes
        self.marks = 0
        self.prose = 0
        self.links = 0

    @property
    def names(self) -> list[str]:
        """Id and classes, in lower case."""
        attributes = self.attributes
        if not attributes:
            return []
        return f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().split()


_NONE: Mapping[str, str | None] = {}


def flatten(root: LexborNode) -> list[Element]:
    """The root and all below it that a reader of the page sees, parents before children: blocks, links and text.

    Raises Unreadable above a million nodes.
    """
    found: list[Element] = []
    path: list[int] = []  # of the open nodes the place in the list, -1 where they are not in it
    parent = -1
    styles: dict[str | None, bool] = {None: False}
    node: LexborNode | None = root
    while node is not None:
        tag = node.tag or ""
        inside = None
        place = -1
        if tag == TEXT:
            found.append(Element(TEXT, parent, len(found) + 1, node.text_content or "", _NONE))
        elif tag not in _DROPPED:
            attributes = node.attributes
            style = attributes.get("style")
            if (hidden := styles.get(style)) is None:
                hidden = styles[style] = _HIDDEN.search(style or "") is not None
            if not hidden and "hidden" not in attributes:
                if tag in BLOCKS or (tag == "a" and "href" in attributes):
                    place = len(found)
                    found.append(Element(tag, parent, place + 1, "", attributes))
                inside = node.first_child
        if len(found) > _MAX_NODES:
            raise Unreadable(f"网页的内容超过上限{_MAX_NODES}个节点")
        if inside is not None:
            path.append(place)
            if place >= 0:
                parent = place
            node = inside
            continue
        while path and (after := node.next) is None:
            node = node.parent
            if (place := path.pop()) >= 0:
                found[place].end = len(found)
                parent = found[place].parent
            assert node is not None
        node = after if path else None
    return found
