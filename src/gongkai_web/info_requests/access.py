"""Who may see and do what with the requests of an agency: the rights of the site, and the roles of the procedure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gongkai.law.procedure import Transition, next_steps
from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import ADMINISTRATORS, Role
from gongkai_web.info_requests.models.requests import InfoRequest
from gongkai_web.organisations.scope import Scope

__all__ = ["HEAD", "agencies_overseen", "agencies_seen", "may_see", "parts_in", "roles_at", "steps_open_to"]

HEAD = frozenset({"disclosure_office_head"})
"""Who alone agrees to an extension (art. 33); while he is away, his deputy for him."""

_OF_OFFICERS: dict[Role, tuple[str, ...]] = {
    Role.REGISTRAR: ("registrar",),
    Role.HANDLER: ("handler",),
    Role.DISCLOSURE_OFFICE: ("disclosure_office",),
    Role.DISCLOSURE_OFFICE_HEAD: ("disclosure_office_head", "disclosure_office"),
    Role.SECRECY_REVIEWER: ("secrecy_reviewer",),
    Role.LEGAL_REVIEWER: ("legal_reviewer",),
    Role.LEADER: ("leader",),
}
"""Role of the site → roles of the procedure (gongkai.law.procedure)."""


def agencies_seen(scope: Scope) -> frozenset[int] | None:
    """Ids of the agencies whose requests somebody may open; None for all of them (the auditor).

    A supervisor sees figures and late cases of those below (``agencies_overseen``), not what applicants wrote.
    """
    if scope.roles & ADMINISTRATORS:
        return None if scope.may(Right.SEE_REQUESTS) else frozenset()
    return scope.where(Right.SEE_REQUESTS)


def agencies_overseen(scope: Scope) -> frozenset[int]:
    """Ids of the agencies whose figures and late cases a supervisor sees (arts 3, 47)."""
    return scope.supervised if scope.may(Right.OVERSEE_REQUESTS) else frozenset()


def may_see(scope: Scope, request: InfoRequest) -> bool:
    """Whether somebody may open a request."""
    seen = agencies_seen(scope)
    return seen is None or request.agency_id in seen


def roles_at(scope: Scope, agency_id: int) -> frozenset[str]:
    """The roles of the procedure that somebody has at an agency."""
    held = (role for role, agencies in scope.held.items() if agency_id in agencies)
    return frozenset(one for role in held for one in _OF_OFFICERS.get(role, ()))


def parts_in(roles: Collection[str], who: Collection[str], *, for_head: bool) -> frozenset[str]:
    """In which of their roles somebody may do what ``who`` may do.

    Who stands in for the absent head does what the head alone may do, and nothing else that the head may do too.
    """
    own = frozenset(roles) & frozenset(who)
    return own or (HEAD if for_head and frozenset(who) == HEAD else frozenset())


def steps_open_to(roles: Iterable[str], state: str) -> tuple[Transition, ...]:
    """What somebody with these roles may do in a state, by the table of the procedure."""
    mine = set(roles)
    return tuple(row for row in next_steps(state) if mine & set(row.by))
