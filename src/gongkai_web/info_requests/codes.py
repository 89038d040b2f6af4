"""Query codes: with the number of a request they open its progress. Only a keyed hash is kept."""

from __future__ import annotations

import secrets
from hmac import compare_digest

from gongkai_web.common.crypto import index_of
from gongkai_web.common.index_key import index_key

__all__ = ["hash_of_code", "matches", "new_code"]

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what is easily taken for another when it is read from paper."""
_LENGTH = 10
_CONTEXT = "info_requests.query_code"


def new_code() -> str:
    """Ten letters and digits: 50 bits, and guesses are slowed down."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def hash_of_code(code: str) -> str:
    """What is kept of a code; spaces, hyphens and small letters make no difference."""
    plain = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return index_of(index_key(), plain, _CONTEXT)


def matches(code: str, kept: str) -> bool:
    """Whether a code is that of which this was kept, in a time that tells nothing."""
    return compare_digest(hash_of_code(code), kept or hash_of_code(new_code()))
