"""Answers Wagtail's questions for permissions on a screen from the rights of the scope; no permission rows are used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.accounts.roles import ADMINISTRATORS
from gongkai_web.organisations.scope import Scope, scope_of

if TYPE_CHECKING:
    from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["ScopePolicy", "holds_for_the_site"]


def holds_for_the_site(scope: Scope, right: Right) -> bool:
    """Whether the right is held for the whole site, by one of its administrators, and not for an agency only."""
    return bool(scope.roles & RIGHTS[right] & ADMINISTRATORS)


class ScopePolicy(BasePermissionPolicy):
    """Wagtail's actions (view, add, change, delete) become the rights that a screen names for them."""

    def __init__(self, viewset: RecordViewSet) -> None:
        super().__init__(viewset.model)
        self.viewset = viewset

    def user_has_permission(self, user: object, action: str) -> bool:
        """Whether the right for the action is held anywhere."""
        right = self.viewset.rights.get(action)
        return right is not None and scope_of(user).may(right)

    def user_has_any_permission(self, user: object, actions: Iterable[str]) -> bool:
        """Whether one of the rights is held anywhere."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: object, action: str, instance: Model) -> bool:
        """Whether the right is held for the agency of the row."""
        return self.viewset.may(action, instance, scope_of(user))

    def user_has_any_permission_for_instance(self, user: object, actions: Iterable[str], instance: Model) -> bool:
        """Whether one of the rights is held for the agency of the row."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> QuerySet[User]:
        """The officers with a role that gives one of the rights; nobody is a superuser."""
        rights = [right for right in map(self.viewset.rights.get, actions) if right is not None]
        roles: set[Any] = set().union(*(RIGHTS[right] for right in rights))
        current = {"memberships__role__in": roles, "memberships__ended_at__isnull": True}
        return User.objects.officers().active().filter(**current).distinct()
