"""Names of WordprocessingML (ISO 29500-1 §17) that more than one module of this folder reads."""

from __future__ import annotations

from typing import Final

from lxml import etree

__all__ = ["W", "count", "leading", "switched_on", "value"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL: Final = W + "val"
_OFF: Final = frozenset({"0", "false", "off"})
_MOST: Final = 100_000


def value(parent: etree._Element | None, name: str) -> str | None:
    """``w:val`` of the child of that name, None where there is no such child or it has no value."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(_VAL)


def count(text: str | None, default: int) -> int:
    """A whole number from 0 to 100,000 as an attribute gives it; ``default`` for anything else."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 6:
        return default
    return min(int(text), _MOST)


def switched_on(switch: etree._Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return switch is not None and switch.get(_VAL) not in _OFF


def leading(parent: etree._Element, name: str) -> etree._Element | None:
    """The first child where it has that full name: the place of every ``w:pPr``, ``w:tcPr`` and ``w:rPr``."""
    for child in parent:
        return child if child.tag == name else None
    return None
