"""The sections of the case page: each module hangs its own in by ``@part``. See the README of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.organisations.scope import Scope

__all__ = ["Part", "Shown", "all_parts", "part", "shown_parts"]

Context = Callable[[Case, Scope], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its id in the page, title, place in the order, template, and what the template is given."""

    key: str
    title: str
    order: int
    template: str
    context: Context
    side: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A section of a case with what its template is given as ``part.values``."""

    key: str
    title: str
    template: str
    values: dict[str, Any]
    side: bool


_parts: dict[str, Part] = {}


def part(key: str, *, title: str, order: int, template: str, side: bool = False) -> Callable[[Context], Context]:
    """Registers a section. The template, one of Jinja's, is given ``case``, ``values``, what the function returns,
    and ``base``, the address of the case.

    ``side`` puts it into the narrow column.
    """

    def hang(context: Context) -> Context:
        _parts[key] = Part(key, title, order, template, context, side)
        return context

    return hang


def all_parts() -> tuple[Part, ...]:
    """Every section there is, in their order."""
    return tuple(sorted(_parts.values(), key=lambda one: (one.order, one.key)))


def shown_parts(case: Case, scope: Scope) -> list[Shown]:
    """The sections that this case has, in their order."""
    found: list[Shown] = []
    for one in all_parts():
        values = one.context(case, scope)
        if values is not None:
            found.append(Shown(one.key, one.title, one.template, values, one.side))
    return found
