"""What reviews and lawsuits teach: by what was contested, how many were upheld and corrected, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gongkai.law.remedies import result_cell
from gongkai_web.remedies.kinds import SUBJECT_CHOICES, Fault, ground_of
from gongkai_web.remedies.models import CaseQuerySet

__all__ = ["Lesson", "lessons", "total_of"]


@dataclass(slots=True)
class Lesson:
    """A ground: how its cases ended, why the agency was corrected, what was noted. Rates are of those decided."""

    subject: str
    count: int = 0
    upheld: int = 0
    corrected: int = 0
    other: int = 0
    pending: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The ground in Chinese."""
        return ground_of(self.subject)

    @property
    def decided(self) -> int:
        """How many have ended."""
        return self.upheld + self.corrected + self.other

    def _rate(self, part: int) -> str:
        return f"{100 * part / self.decided:.1f}%" if self.decided else "—"

    @property
    def upheld_rate(self) -> str:
        """Upheld of those decided, "—" without any."""
        return self._rate(self.upheld)

    @property
    def corrected_rate(self) -> str:
        """Corrected of those decided, "—" without any."""
        return self._rate(self.corrected)

    @property
    def causes(self) -> list[tuple[str, int]]:
        """Why corrected, the most frequent first."""
        return [(Fault(fault).label, count) for fault, count in self.faults.most_common()]


def lessons(rows: CaseQuerySet) -> list[Lesson]:
    """Of these cases, by ground, those with the most corrected first."""
    found: dict[str, Lesson] = {}
    wanted = ("id", "public_id", "number", "group", "filed_on", "subject", "result", "decided_on", "fault", "lesson")
    for row in rows.only(*wanted).order_by("-decided_on", "-id"):
        one = found.setdefault(row.subject, Lesson(row.subject))
        one.count += 1
        cell = result_cell(row.result or "pending", row.decided_on, row.decided_on.year if row.decided_on else 0)
        setattr(one, str(cell), getattr(one, str(cell)) + 1)
        if row.fault:
            one.faults[row.fault] += 1
        if row.lesson:
            one.notes.append((str(row), row.get_absolute_url(), row.lesson))
    order = {key: place for place, (key, _) in enumerate(SUBJECT_CHOICES)}
    return sorted(found.values(), key=lambda one: (-one.corrected, -one.count, order.get(one.subject, 99)))


def total_of(found: list[Lesson]) -> Lesson:
    """All grounds together."""
    total = Lesson("")
    for one in found:
        for name in ("count", "upheld", "corrected", "other", "pending"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.faults.update(one.faults)
    return total
