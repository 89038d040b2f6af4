"""The register of checks: one question, one function, with id, severity, clause and message beside it.

The function asks and yields what it saw; the words come from the message here. A double id or an unknown clause fails
at import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai.checks.finding import Finding, Held, Hold, Seen, Severity
from gongkai.law.clauses import Clause, clause

if TYPE_CHECKING:
    from gongkai.report.model import AnnualReport

__all__ = ["Check", "Question", "Subject", "all_checks", "check"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: a report and, where there is one, the same agency's report of the year before."""

    report: AnnualReport
    previous: AnnualReport | None = None


Question = Callable[[Subject], Iterator[Seen | Hold]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check. ``since`` and ``until`` are report years; ``messages`` are templates by case, "" the usual one."""

    id: str
    title: str
    severity: Severity
    clause: Clause
    messages: dict[str, str]
    question: Question
    since: int | None
    until: int | None
    needs_previous: bool

    @property
    def doc(self) -> str:
        """The first line of the function's docstring: what the check asks, in English."""
        return (self.question.__doc__ or "").strip().splitlines()[0]

    def applies(self, subject: Subject) -> bool:
        """True for a report of the years the check is for, with the year before where it needs one."""
        year = subject.report.year
        if self.needs_previous and subject.previous is None:
            return False
        if year is None:
            return True
        return (self.since is None or year >= self.since) and (self.until is None or year <= self.until)

    def run(self, subject: Subject) -> Iterator[Finding | Held]:
        """Everything the check has to say of a report."""
        for answer in self.question(subject):
            if isinstance(answer, Hold):
                yield Held(self.id, answer.where, answer.what)
                continue
            message = self.messages[answer.case].format(**answer.values)
            yield Finding(
                rule=self.id,
                severity=answer.severity or self.severity,
                where=answer.where,
                message=message,
                basis=_basis(clause(answer.clause) if answer.clause else self.clause, subject.report),
                expected=answer.expected,
                found=answer.found,
                path=answer.path,
                quote=answer.quote,
                page=answer.page,
            )


def _basis(cited: Clause, report: AnnualReport) -> str:
    """The citation; what the format of 2021 asks, the format of 2019 asked of the reports of its years."""
    if cited.instrument.id == "FMT2021" and report.format == "2019":
        cited = clause("FMT2019/format")
    return cited.citation


_CHECKS: dict[str, Check] = {}


def check(  # noqa: PLR0913  a row of the register has these columns
    check_id: str,
    title: str,
    *,
    severity: Severity,
    source: str,
    message: str | dict[str, str],
    since: int | None = None,
    until: int | None = None,
    needs_previous: bool = False,
) -> Callable[[Question], Question]:
    """Registers a function as the check of that id. Raises ValueError for a double id, UnknownClause for the source."""

    def register(question: Question) -> Question:
        if check_id in _CHECKS:
            raise ValueError(f"two checks have the id {check_id}")
        messages = {"": message} if isinstance(message, str) else message
        _CHECKS[check_id] = Check(
            check_id, title, severity, clause(source), messages, question, since, until, needs_previous
        )
        return question

    return register


def all_checks() -> tuple[Check, ...]:
    """All checks in the order in which their modules registered them."""
    import gongkai.checks.modules  # noqa: F401  registers the checks

    return tuple(_CHECKS.values())
