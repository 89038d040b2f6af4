"""Answers Django's and Wagtail's questions for permissions from memberships; groups and superusers are not used."""

from __future__ import annotations

from django.http import HttpRequest

from gongkai_web.accounts.models import User
from gongkai_web.organisations.scope import scope_of

__all__ = ["MembershipBackend"]


class MembershipBackend:
    """Only one permission exists: an officer with a role may enter the back office; screens ask the scope.

    Not Django's BaseBackend: with its ``get_user`` this would be taken for a backend that people log in by.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        """Nobody logs in by it."""

    def has_perm(self, user_obj: User, perm: str, obj: object = None) -> bool:
        """True for ``wagtailadmin.access_admin`` when a role is held."""
        if perm != "wagtailadmin.access_admin" or obj is not None:
            return False
        return not scope_of(user_obj).is_empty
