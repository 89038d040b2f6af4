"""Who needs a second factor, who has one, and whether this session has shown it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import QuerySet
from django.http import HttpRequest

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import ADMINISTRATORS
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.address import client_address
from gongkai_web.common.prepared import prepared

__all__ = ["connect", "has_one", "is_locked", "needs_one", "passed"]

_NAMES = {"totp": "验证器", "recovery_codes": "恢复码"}


def needs_one(user: User) -> bool:
    """Whether an account may not be used without: the three administrators', or every officer's by the setting.

    (GB/T 22239, level 3: two factors, one of them cryptographic.)
    """
    if not user.is_officer or settings.GONGKAI_SECOND_FACTOR not in ("administrators", "officers"):
        return False
    if settings.GONGKAI_SECOND_FACTOR == "officers":
        return True
    return bool(_administers(user_id=user.pk))


@prepared
def _administers(user_id: int) -> QuerySet[User]:
    held = User.objects.filter(memberships__ended_at__isnull=True, memberships__role__in=sorted(ADMINISTRATORS))
    return held.filter(pk=user_id).order_by().values_list("pk")[:1]


def has_one(user: User) -> bool:
    """Whether an authenticator is set up."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def passed(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this session, here or (where that counts) at the provider."""
    return any(one["method"] == "mfa" for one in get_authentication_records(request, request.user))


def is_locked(request: HttpRequest, user: User) -> bool:
    """Whether too many logins failed: wrong codes count as wrong passwords do."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def _actor(request: HttpRequest | None, user: User) -> Actor:
    return Actor(user.username, user.name_in_log, "", client_address(request) if request else "")


def _say(verb: str, request: HttpRequest | None, user: User, authenticator: Authenticator) -> None:
    said = {"类型": _NAMES.get(authenticator.type, authenticator.type)}
    record(verb, by=_actor(request, user), on=("account", user.username, user.name_in_log), after=said)


def _on_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        # He has just typed a code of it.
        record_authentication(request, user, "mfa", type="totp", reauthenticated=True)
    _say("account.second_factor.add", request, user, authenticator)


def _on_removed(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _say("account.second_factor.remove", request, user, authenticator)


def _on_new_codes(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _say("account.second_factor.codes", request, user, authenticator)


def _on_failed(*, request: HttpRequest, user: User, **_: Any) -> None:
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)


def connect() -> None:
    """Listens to allauth's signals."""
    authenticator_added.connect(_on_added, dispatch_uid="accounts.mfa.added")
    authenticator_removed.connect(_on_removed, dispatch_uid="accounts.mfa.removed")
    authenticator_reset.connect(_on_new_codes, dispatch_uid="accounts.mfa.codes")
    authentication_failed.connect(_on_failed, dispatch_uid="accounts.mfa.failed")
