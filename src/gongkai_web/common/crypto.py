"""Personal fields at rest: SM4 in GCM mode (GB/T 32907), and a keyed SM3 hash to find them again (GB/T 32905).

A value is stored as ``<key id>:<base64 of nonce and ciphertext>``. The first key encrypts, the others still decrypt, so
that keys can be changed while the site runs; ``rotate`` writes a value with the first. The hash has a key of its own
(common/index_key.py), so that it stays when the keys change.
"""

from __future__ import annotations

import base64
import binascii
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

__all__ = ["KeyRing", "Undecipherable", "index_of", "new_key"]

_KEY_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_INDEX_LABEL = b"gongkai personal index v1"


class Undecipherable(ValueError):
    """A stored value that none of the keys opens: a key is missing or the value was changed."""


def new_key() -> str:
    """A new random key as text."""
    return base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode("ascii")


def _mac(key: bytes, data: bytes) -> bytes:
    code = hmac.HMAC(key, hashes.SM3())
    code.update(data)
    return code.finalize()


@dataclass(frozen=True)
class KeyRing:
    """The keys in use, the first for encrypting. Build with ``of``."""

    keys: tuple[bytes, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> KeyRing:
        """A ring from keys as text. Raises ValueError for a text that is no key, or none at all."""
        keys = []
        for text in texts:
            try:
                key = base64.urlsafe_b64decode(text)
            except (binascii.Error, ValueError):
                raise ValueError("密钥不是base64文本") from None
            if len(key) != _KEY_BYTES:
                raise ValueError(f"密钥应为{_KEY_BYTES}字节")
            keys.append(key)
        if not keys:
            raise ValueError("没有密钥")
        return cls(tuple(keys))

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        """What the keys are called, in their order."""
        return tuple(_mac(key, b"id").hex()[:8] for key in self.keys)

    def encrypt(self, text: str, context: str) -> str:
        """The text sealed with the first key and bound to ``context`` (table and field). "" stays ""."""
        if not text:
            return ""
        nonce = os.urandom(_NONCE_BYTES)
        sealer = Cipher(algorithms.SM4(self.keys[0]), modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(context.encode())
        sealed = sealer.update(text.encode()) + sealer.finalize()
        return f"{self._ids[0]}:{base64.urlsafe_b64encode(nonce + sealed + sealer.tag).decode('ascii')}"

    def decrypt(self, stored: str, context: str) -> str:
        """The text of a stored value. Raises Undecipherable."""
        if not stored:
            return ""
        name, _, body = stored.partition(":")
        if name not in self._ids:
            raise Undecipherable(name)
        key = self.keys[self._ids.index(name)]
        try:
            data = base64.urlsafe_b64decode(body)
            opener = Cipher(algorithms.SM4(key), modes.GCM(data[:_NONCE_BYTES], data[-_TAG_BYTES:])).decryptor()
            opener.authenticate_additional_data(context.encode())
            return (opener.update(data[_NONCE_BYTES:-_TAG_BYTES]) + opener.finalize()).decode()
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise Undecipherable(name) from error

    @property
    def current(self) -> str:
        """What stands before every value sealed with the first key."""
        return f"{self._ids[0]}:"

    def is_current(self, stored: str) -> bool:
        """True for a value sealed with the first key."""
        return not stored or stored.startswith(self.current)

    def rotate(self, stored: str, context: str) -> str:
        """The same value sealed with the first key. Raises Undecipherable."""
        return stored if self.is_current(stored) else self.encrypt(self.decrypt(stored, context), context)


def index_of(key: bytes, text: str, context: str) -> str:
    """A keyed hash by which equal values of one field find each other; width and blanks do not matter."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return _mac(_mac(key, _INDEX_LABEL), f"{context}\0{plain}".encode()).hex() if plain else ""
