"""What a check says: a finding that a supervisor would send back, or that something was checked and is right."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Finding", "Held", "Hold", "Seen", "Severity", "Verdict"]


class Severity(StrEnum):
    """``error`` breaks a statutory requirement, ``warning`` is probably wrong, ``notice`` is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check function yields when something is wrong: values for the message, never words of its own.

    ``case`` picks the message where a check has several; ``severity`` and ``clause`` (an id) are given only where they
    differ from the check's.
    """

    where: str
    path: str = ""
    values: dict[str, object] = field(default_factory=dict)
    expected: object = None
    found: object = None
    quote: str = ""
    page: int | None = None
    case: str = ""
    severity: Severity | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """What a check function yields when it looked at something and it is right. ``what`` is Chinese."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: the rule, where it stands, what was expected and found, the source's words and the clause.

    ``where`` and ``message`` are Chinese; ``path`` is the cell or section by id; ``basis`` is the clause's citation.
    """

    rule: str
    severity: Severity
    where: str
    message: str
    basis: str
    expected: object = None
    found: object = None
    path: str = ""
    quote: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Something checked that is right, by rule."""

    rule: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings, worst first and then in the order of the report, and all that holds."""

    findings: tuple[Finding, ...]
    holds: tuple[Held, ...]

    @property
    def failed(self) -> bool:
        """True when a finding is an error."""
        return any(f.severity is Severity.ERROR for f in self.findings)
