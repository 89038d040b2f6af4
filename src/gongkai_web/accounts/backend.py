"""By which people log in: allauth's, with the account of each visit looked up in one query with Wagtail's profile."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from gongkai_web.accounts.models import User
from gongkai_web.common.prepared import prepared

__all__ = ["AccountBackend"]


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Named in AUTHENTICATION_BACKENDS and kept in each session."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session; None for one that is gone or locked."""
        found: User | None = next(iter(_account(user_id=int(user_id))), None)
        return found if found is not None and self.user_can_authenticate(found) else None


@prepared
def _account(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id).select_related("wagtail_userprofile").order_by()
