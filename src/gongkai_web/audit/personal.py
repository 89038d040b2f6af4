"""What goes into the log: JSON that every database gives back unchanged, and no number that tells who a person is.

Callers mask what they know to be personal (common/masks.py). This is the net below: an identity number or a mobile
phone in any value is masked before it is written, because a row of the log can never be corrected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from uuid import UUID

from django.utils.functional import Promise

from gongkai_web.common.masks import mask_identity, mask_phone

__all__ = ["clean", "clean_text"]

_LONGEST = 2000
_DEEPEST = 6
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# A letter beside it means a digest or a code, not a number of a person.
_LEFT, _RIGHT = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_IDENTITY = re.compile(
    rf"{_LEFT}[1-9]\d{{5}}[ -]?(?:18|19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{{3}}[\dXx]{_RIGHT}"
)
_MOBILE = re.compile(rf"{_LEFT}(?:\+?86[ -]?)?1[3-9]\d([ -]?)\d{{4}}\1\d{{4}}{_RIGHT}")
_NARROW = str.maketrans("０１２３４５６７８９Ｘｘ－＋", "0123456789Xx-+")
_CONTROL = dict.fromkeys([0, *range(0xD800, 0xE000)], "\N{REPLACEMENT CHARACTER}")


def _identity(found: re.Match[str]) -> str:
    digits = re.sub(r"[ -]", "", found[0]).upper()
    check = _CHECK[sum(int(d) * w for d, w in zip(digits[:17], _WEIGHTS, strict=True)) % 11]
    return mask_identity(digits) if digits[17] == check else found[0]


def _mobile(found: re.Match[str]) -> str:
    return mask_phone(re.sub(r"\D", "", found[0])[-11:])


def clean_text(text: object, longest: int = _LONGEST) -> str:
    """The text without NUL and lone surrogates, numbers of persons masked, cut to ``longest`` characters."""
    told = str(text).translate(_CONTROL)
    narrow = told.translate(_NARROW)
    masked = _MOBILE.sub(_mobile, _IDENTITY.sub(_identity, narrow))
    if masked != narrow:
        told = masked
    return told if len(told) <= longest else told[: longest - 1] + "…"


def clean(value: object, depth: int = 0) -> object:
    """The value as JSON of texts, whole numbers, truth values, lists and objects, its texts cleaned.

    A float becomes text, since PostgreSQL and SQLite do not give every float back the same; a text beyond 2,000
    characters is cut, the log is no store of documents. Raises TypeError for what is no such value.
    """
    if depth > _DEEPEST:
        raise TypeError("an audit value is nested too deep")
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        text = clean_text(str(value))
        return value if text == str(value) and abs(value) < 2**63 else text
    if isinstance(value, Mapping):
        return {clean_text(str(key), 200): clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [clean(item, depth + 1) for item in items]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str | float | Decimal | UUID | Promise):
        return clean_text(str(value))
    raise TypeError(f"{type(value).__name__} cannot stand in the audit log")
