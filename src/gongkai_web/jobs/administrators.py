"""Tells the people who look after the site."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.notify.actions import tell

__all__ = ["tell_administrators"]


def tell_administrators(
    key: str, values: Mapping[str, object], *roles: Role, urgent: bool = False, reference: tuple[str, str] = ("", "")
) -> int:
    """Sends a message of notify to everybody who holds one of the roles (the system administrator's); how many."""
    wanted = roles or (Role.SYSTEM_ADMINISTRATOR,)
    held = {"memberships__role__in": wanted, "memberships__ended_at__isnull": True}
    people = User.objects.active().filter(**held).distinct()
    for person in people:
        tell(person, key, values, by=Actor.system("定时任务"), urgent=urgent, reference=reference)
    return len(people)
