"""Whether the site has been set up; asked at every request, so it is remembered once it is so."""

from __future__ import annotations

from gongkai_web.organisations.models import Platform

__all__ = ["forget", "is_set_up"]

_known: set[bool] = set()


def is_set_up() -> bool:
    """True once there is a platform; that does not change any more."""
    if not _known and Platform.objects.exists():
        _known.add(True)
    return bool(_known)


def forget() -> None:
    """Looks again at the next request; for tests and after a restored back-up."""
    _known.clear()
