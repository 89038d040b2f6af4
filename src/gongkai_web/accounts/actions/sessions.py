"""Ending sessions: one's own elsewhere, all of an account that may no longer be used."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor

__all__ = ["end_session", "end_sessions"]


@transaction.atomic
def end_session(session: UserSession, *, by: Actor) -> None:
    """Ends one session of an account; who holds its cookie is nobody from now on."""
    user = session.user
    record("session.end", by=by, on=("account", user.username, user.name_in_log), before={"来源地址": session.ip})
    session.end()


@transaction.atomic
def end_sessions(user: User, *, by: Actor, but: str = "") -> int:
    """Ends all sessions of an account, but the one with this key; how many there were."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for session in sessions:
        session.end()
    if sessions:
        record(
            "session.end_all", by=by, on=("account", user.username, user.name_in_log), before={"数量": len(sessions)}
        )
    return len(sessions)
