"""Sessions in the database, as Django keeps them; each visit asks for its own by a query that is put together once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from gongkai_web.common.prepared import Text, prepared

__all__ = ["SessionStore"]


class SessionStore(db.SessionStore):
    """Named as SESSION_ENGINE."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        # A cookie may hold what PostgreSQL keeps in no text.
        found = next(iter(_session(key=key)), None) if key and "\x00" not in key else None
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found


@prepared
def _session(key: Text) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)
