"""What annotations of a PDF cover: they do not come along, and what lies under them would be seen.

Marked for redaction and never carried out, or a filled rectangle laid over a name: where somebody meant to cover
something an area is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Object

from gongkai_web.info_requests.redaction.marks import Box

__all__ = ["Notes", "notes_of"]

_FILLED = frozenset(("/Square", "/Circle", "/Polygon"))
_SEEN = frozenset(("/Stamp", "/FreeText", "/Ink", "/Line", "/PolyLine", *_FILLED))
_UNSEEN = 2 | 32
_DARK = 0.5


@dataclass(frozen=True, slots=True)
class Notes:
    """``covers``: rectangles by page (from 0), in the page's own coordinates; ``pages``: with other drawn notes."""

    covers: dict[int, list[Box]]
    pages: tuple[int, ...]


def notes_of(data: bytes) -> Notes:
    """What they are in a file that can be opened; nothing for one that cannot."""
    covers: dict[int, list[Box]] = {}
    pages: list[int] = []
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages):
                for note in _notes(page.obj):
                    kind = str(note.get("/Subtype", ""))
                    if _is_cover(note, kind):
                        covers.setdefault(number, []).extend(_boxes(note, kind))
                    elif kind in _SEEN and number not in pages:
                        pages.append(number)
    except (pikepdf.PdfError, ValueError, TypeError):
        return Notes({}, ())
    return Notes(covers, tuple(pages))


def _notes(page: Object) -> Iterator[Object]:
    annotations = page.get("/Annots")
    for one in annotations if isinstance(annotations, Array) else ():
        if isinstance(one, Dictionary) and not int(one.get("/F", 0)) & _UNSEEN:
            yield one


def _is_cover(note: Object, kind: str) -> bool:
    if kind == "/Redact":
        return True
    if kind == "/Highlight":
        return _is_dark(note.get("/C"))
    return kind in _FILLED and isinstance(note.get("/IC"), Array) and len(note["/IC"]) > 0


def _is_dark(colour: object) -> bool:
    levels = [float(one) for one in colour] if isinstance(colour, Array) else []  # type: ignore[arg-type]
    return len(levels) in (1, 3) and max(levels) < _DARK


def _boxes(note: Object, kind: str) -> Iterator[Box]:
    points = note.get("/QuadPoints")
    if kind in ("/Redact", "/Highlight") and isinstance(points, Array) and len(points) >= 8:
        values = [float(one) for one in points]  # type: ignore[arg-type]
        for at in range(0, len(values) - 7, 8):
            xs, ys = values[at : at + 8 : 2], values[at + 1 : at + 8 : 2]
            yield min(xs), min(ys), max(xs), max(ys)
        return
    rect = note.get("/Rect")
    if isinstance(rect, Array) and len(rect) == 4:
        x0, y0, x1, y1 = (float(one) for one in rect)  # type: ignore[arg-type]
        yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
