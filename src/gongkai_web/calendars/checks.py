"""What is looked at before the site starts: a file of notices that is named must be there and say something."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from gongkai.law.notices import NoticeError
from gongkai_web.calendars.queries import shipped

__all__ = ["connect"]


def _notices_file(**_: Any) -> list[CheckMessage]:
    try:
        shipped()
    except NoticeError as error:
        return [Error(str(error), id="calendars.E001")]
    return []


def connect() -> None:
    """Registers the check."""
    register(_notices_file)
