"""Who may give which role: the security administrator any, an agency's administrator the working roles of his own."""

from __future__ import annotations

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import ADMINISTRATORS, Role
from gongkai_web.organisations.scope import Scope

__all__ = ["WORKING_ROLES", "grantable", "granter_scope"]

WORKING_ROLES = frozenset(set(Role) - ADMINISTRATORS - {Role.AGENCY_ADMINISTRATOR, Role.SUPERVISOR})
"""The roles of an agency's own work. Its administrator and a supervisor, who reaches other agencies, are not."""


def grantable(scope: Scope, agency_id: int | None) -> frozenset[Role]:
    """The roles that a person may give and take at an agency; without one, those of the whole site."""
    if scope.may(Right.MANAGE_ACCOUNTS):
        return frozenset(set(Role) - ADMINISTRATORS) if agency_id is not None else ADMINISTRATORS
    if agency_id is not None and scope.may(Right.GRANT_ROLES, agency_id):
        return WORKING_ROLES
    return frozenset()


def granter_scope(account: str) -> Scope:
    """The scope of who grants, as it is now; an empty one for an account that is not there."""
    return Scope.of(User.objects.filter(username=account).first())
