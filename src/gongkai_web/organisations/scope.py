"""Who sees and touches whose rows: an officer his agency's, a supervisor those below, an auditor reads everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.accounts.roles import ADMINISTRATORS, Role
from gongkai_web.common.prepared import prepared
from gongkai_web.organisations.models import Agency, Below, Membership

__all__ = ["Scope", "scope_of"]


@dataclass(frozen=True)
class Scope:
    """What one person may do where: role → ids of the agencies where it is held; the site's roles hold everywhere."""

    held: dict[Role, frozenset[int]] = field(default_factory=dict)
    user_id: int | None = field(default=None, compare=False)
    """Whose it is. Scopes of people with the same roles are equal: what is kept by a scope must not hang on this."""

    def __hash__(self) -> int:
        return hash(frozenset(self.held.items()))

    @classmethod
    def of(cls, user: object) -> Scope:
        """The scope of a person; an empty one for the public and for a locked account."""
        if not isinstance(user, User) or not user.is_active or not user.is_officer:
            return cls()
        held: dict[Role, set[int]] = {}
        for role, agency in _memberships(user_id=user.pk):
            if role in ADMINISTRATORS and user.unconfirmed_by:
                continue  # another administrator has not confirmed yet that the account is in the right hands
            held.setdefault(Role(role), set()).update(() if agency is None else (agency,))
        return cls({role: frozenset(agencies) for role, agencies in held.items()}, user.pk)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(self.held)

    @property
    def is_empty(self) -> bool:
        """True for somebody with no business in the back office."""
        return not self.held

    @property
    def sees_all(self) -> bool:
        """True for the three administrators of the site."""
        return bool(self.roles & ADMINISTRATORS)

    @cached_property
    def own(self) -> frozenset[int]:
        """The agencies where a role is held."""
        return frozenset().union(*self.held.values())

    @cached_property
    def supervised(self) -> frozenset[int]:
        """The agencies below those where the person is a supervisor."""
        roots = self.held.get(Role.SUPERVISOR, frozenset())
        if not roots:
            return frozenset()
        return frozenset(Below.objects.filter(higher__in=roots, distance__gt=0).values_list("lower_id", flat=True))

    @property
    def visible(self) -> frozenset[int]:
        """The agencies whose rows may be seen. Ask ``sees_all`` first: administrators of the site see all."""
        return self.own | self.supervised

    def where(self, right: Right) -> frozenset[int]:
        """The agencies for which the right is held by a role there; a site's role holds it without an agency."""
        return frozenset().union(*(self.held.get(role, frozenset()) for role in RIGHTS[right]))

    def may(self, right: Right, agency: Agency | int | None = None) -> bool:
        """Whether the right is held: for that agency, or without one, anywhere.

        To see (SEE_AGENCY) reaches down to the agencies that a supervisor looks after; to change never does.
        """
        if self.roles & RIGHTS[right] & ADMINISTRATORS:
            return True
        if agency is None:
            return bool(self.roles & RIGHTS[right])
        key = agency if isinstance(agency, int) else agency.pk
        return key in self.where(right) or (right is Right.SEE_AGENCY and key in self.supervised)

    def may_any(self, rights: Iterable[Right]) -> bool:
        """Whether one of the rights is held anywhere."""
        return any(self.may(right) for right in rights)


@prepared
def _memberships(user_id: int) -> QuerySet[Any]:
    return Membership.objects.filter(user=user_id, ended_at__isnull=True).order_by().values_list("role", "agency_id")


def scope_of(user: object) -> Scope:
    """The scope of a person, looked up once for each loaded account."""
    scope: Scope | None = getattr(user, "_scope", None)
    if scope is None:
        scope = Scope.of(user)
        if isinstance(user, User):
            user._scope = scope
    return scope
