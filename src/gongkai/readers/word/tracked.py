"""Tracked changes accepted and hidden text dropped, in the tree itself, so that the readers see a plain document."""

from __future__ import annotations

from typing import Final

from lxml import etree

from gongkai.readers.word.names import W, leading, switched_on

__all__ = ["accept_changes"]

_DELETED: Final = frozenset({W + "del", W + "moveFrom"})
_CELL_DELETED: Final = W + "cellDel"
_HIDDEN: Final = W + "vanish"
_P: Final = W + "p"
_PPR: Final = W + "pPr"
_RPR: Final = W + "rPr"
_TRPR: Final = W + "trPr"
_R: Final = W + "r"


def accept_changes(root: etree._Element) -> None:
    """Remove deleted text, rows and cells and hidden runs; a paragraph whose mark is deleted runs on into the next."""
    marks = []
    for found in list(root.iter(*_DELETED, _CELL_DELETED, _HIDDEN)):
        parent = found.getparent()
        if parent is None:
            continue
        above = parent.getparent()
        if found.tag == _CELL_DELETED or (found.tag in _DELETED and parent.tag == _TRPR):
            _remove(above)
        elif found.tag == _HIDDEN:
            if above is not None and above.tag == _R and switched_on(found):
                _remove(above)
        elif parent.tag != _RPR:
            _remove(found)
        elif above is not None and above.tag == _PPR:
            marks.append(above.getparent())
    # From the last to the first, so that each piece of text moves once however long the chain.
    for paragraph in reversed(marks):
        _join_next(paragraph)


def _remove(element: etree._Element | None) -> None:
    parent = None if element is None else element.getparent()
    if element is not None and parent is not None:
        parent.remove(element)


def _join_next(paragraph: etree._Element | None) -> None:
    follower = None if paragraph is None else paragraph.getnext()
    if paragraph is None or follower is None or follower.tag != _P:
        return
    at = 0 if leading(follower, _PPR) is None else 1
    for child in reversed([child for child in paragraph if child.tag != _PPR]):
        follower.insert(at, child)
    _remove(paragraph)
