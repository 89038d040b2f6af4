"""The page that a run writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Part:
    """A table with its heading and what must be said with it."""

    heading: str
    header: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """As Markdown."""
        yield from (f"## {self.heading}", "")
        for line in self.before:
            yield from (line, "")
        yield f"| {' | '.join(self.header)} |"
        yield f"|{'---|' * len(self.header)}"
        yield from (f"| {' | '.join(row)} |" for row in self.rows)
        yield ""
        for line in self.after:
            yield from (line, "")


def whole(head: Iterable[str], parts: Iterable[Part]) -> str:
    """The page."""
    return "\n".join((*head, *(line for part in parts for line in part.lines())))


def with_parts(page: str, parts: Iterable[Part]) -> str:
    """The page with these parts in the place of theirs, or at its end where they had none; the rest as it was."""
    # A section goes from its heading to the next; the piece before the first is the head.
    pieces = [piece.rstrip("\n") for piece in re.split(r"^(?=## )", page, flags=re.MULTILINE)]
    for part in parts:
        place = next((n for n, piece in enumerate(pieces) if piece.startswith(f"## {part.heading}\n")), len(pieces))
        pieces[place : place + 1] = ["\n".join(part.lines()).rstrip("\n")]
    return "\n\n".join(pieces) + "\n"
