"""The one way in which a password comes into an account."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import PasswordUsed, User
from gongkai_web.accounts.passwords import LAST_ONES
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor

__all__ = ["set_password"]


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor, way: str = "修改") -> None:
    """Gives an account a password that meets the rules; every other session of the account ends with it.

    ``way`` says in the log how it came: 修改, 重置, 邀请, 注册. Raises ValidationError.
    """
    user = _locked(user)
    validate_password(password, user)
    user.set_password(password)
    user.password_changed_at = timezone.now()
    user.must_change_password = False
    user.save(update_fields=["password", "password_changed_at", "must_change_password"])
    PasswordUsed.objects.create(user=user, hash=user.password)
    kept = user.passwords_used.values_list("pk", flat=True)[:LAST_ONES]
    user.passwords_used.exclude(pk__in=list(kept)).delete()
    record("account.password", by=by, on=("account", user.username, user.name_in_log), after={"方式": way})


def _locked(user: User) -> User:
    """The same object, its row held until the end of the transaction, so that two changes come one after the other."""
    User.objects.select_for_update().get(pk=user.pk)
    return user
