"""What a request says, brought to one form, so that the same said twice is seen."""

from __future__ import annotations

import hashlib
import unicodedata

__all__ = ["content_hash"]


def content_hash(title: str, document_number: str, content: str) -> str:
    """The SHA-256 of letters and digits alone; "" where there are none."""
    joined = unicodedata.normalize("NFKC", f"{title}{document_number}{content}").casefold()
    plain = "".join(letter for letter in joined if letter.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest() if plain else ""
