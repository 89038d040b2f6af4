"""Words that stand for kind, agency and year in the index; made so that no text contains them."""

from __future__ import annotations

import hashlib
from datetime import date

__all__ = ["agency_mark", "kind_mark", "marks_of", "year_mark"]


def kind_mark(kind: str) -> str:
    """The word of a kind."""
    return "kq" + "".join(letter for letter in kind if letter.isalnum()).lower()


def agency_mark(code: str) -> str:
    """The word of an agency."""
    return "aq" + hashlib.sha256(code.encode()).hexdigest()[:16]


def year_mark(year: int) -> str:
    """The word of a year."""
    return f"yq{year}"


def marks_of(kind: str, agency: str, on: date | None) -> str:
    """The words of an entry."""
    marks = [kind_mark(kind)]
    if agency:
        marks.append(agency_mark(agency))
    if on is not None:
        marks.append(year_mark(on.year))
    return " ".join(marks)
