"""Pieces of pages that come out the same each time: made once in each process, and kept.

For what hangs on nothing but the program and on what the key names. Rows of the database never belong here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.utils.safestring import SafeString

__all__ = ["kept"]

_MOST = 500
_pieces: dict[Hashable, Any] = {}

Piece = TypeVar("Piece", SafeString, tuple[str, ...])


def kept(key: Hashable, make: Callable[[], Piece]) -> Piece:
    """The piece of that key: HTML, or what a page is cut into (``framed.py``).

    Above 500 all are forgotten: keys of people must not fill the memory.
    """
    piece = _pieces.get(key)
    if piece is None:
        if len(_pieces) >= _MOST:
            _pieces.clear()
        piece = _pieces[key] = make()
    return piece
