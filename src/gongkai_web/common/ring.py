"""The keys of the running site."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from gongkai_web.common.crypto import KeyRing

__all__ = ["key_ring"]


@cache
def _ring(keys: tuple[str, ...]) -> KeyRing:
    return KeyRing.of(keys)


def key_ring() -> KeyRing:
    """The keys from GONGKAI_DATA_KEYS, or from the data folder; the first seals, the others still open."""
    return _ring(tuple(settings.GONGKAI_DATA_KEYS))
