"""The home of the back office: what is late, what waits for me, what is new, how things stand. Apps add lines.

    @home.lines(Right.SEE_JOBS)
    def failed_runs(scope, user):
        yield Line(Kind.LATE, "失败的任务", count, url, note="……")

A line whose count is 0 is not shown; a fact (``Kind.FACT``) has a text in place of a count and always is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import Role
from gongkai_web.organisations.scope import Scope

__all__ = ["Kind", "Line", "Section", "collect", "lines"]


class Kind(StrEnum):
    """What a line tells; each is a part of the page."""

    LATE = "late"
    WAITING = "waiting"
    NEW = "new"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: how many there are, where they are, and what is asked, with the clause. A fact has a ``text``."""

    kind: Kind
    label: str
    count: int = 0
    url: str = ""
    note: str = ""
    text: str = ""
    alarm: bool = False  # a fact that is not as it should be


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; ``calm`` is said when it is empty."""

    kind: Kind
    title: str
    calm: str
    lines: tuple[Line, ...]


Source = Callable[[Scope, User], Iterable[Line]]
_sources: list[tuple[frozenset[Right | Role], Source]] = []
_TITLES = {
    Kind.LATE: ("逾期和异常", "没有逾期的事项，运行正常。"),
    Kind.WAITING: ("等待办理", "没有等待您办理的事项。"),
    Kind.NEW: ("最近的情况", "最近没有新情况。"),
    Kind.FACT: ("现状", ""),
}


def lines(*for_whom: Right | Role) -> Callable[[Source], Source]:
    """Registers a source of lines for those who hold one of the rights or roles; for every officer without any."""

    def register(source: Source) -> Source:
        _sources.append((frozenset(for_whom), source))
        return source

    return register


def _meant(for_whom: frozenset[Right | Role], scope: Scope) -> bool:
    return not for_whom or any(scope.may(one) if isinstance(one, Right) else one in scope.roles for one in for_whom)


def _all(scope: Scope, user: User) -> Iterator[Line]:
    for for_whom, source in _sources:
        if _meant(for_whom, scope):
            yield from (line for line in source(scope, user) if line.count or line.kind is Kind.FACT)


def collect(scope: Scope, user: User) -> tuple[Section, ...]:
    """The parts of a person's home; facts only where there are some."""
    found = list(_all(scope, user))
    sections = (
        Section(kind, title, calm, tuple(line for line in found if line.kind is kind))
        for kind, (title, calm) in _TITLES.items()
    )
    return tuple(section for section in sections if section.lines or section.calm)
