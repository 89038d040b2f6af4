"""The page that a run writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
