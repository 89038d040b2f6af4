"""What is done to a case without a step of the procedure."""

from __future__ import annotations

from django.utils import timezone

from gongkai_web.info_requests.models import InfoRequest

__all__ = ["remember", "touch_case"]


def touch_case(row: InfoRequest, *, token: str = "") -> None:
    """Counts the version of a locked request up, so that forms opened before are told that something has changed.

    Call it in every action that adds or changes rows of a case without taking a step, and ``record`` after it. The
    token of the form that did it is kept, so that a second sending of the same form is known.
    """
    row.version += 1
    row.updated_at = timezone.now()
    if token:
        row.last_token = token
    row.save(update_fields=["version", "updated_at", "last_token"])


def remember(row: InfoRequest, token: str) -> None:
    """Keeps the token of the form that has just acted on a locked request, where the act has not kept it itself."""
    if token and row.last_token != token:
        row.last_token = token
        row.save(update_fields=["last_token"])


def keep_token(row: InfoRequest, token: str) -> None:
    """Keeps the token of the form behind an action that has counted the version up itself."""
    row.last_token = token
    row.save(update_fields=["last_token"])
