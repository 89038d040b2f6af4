"""SHA-256 and SM3 (GB/T 32905) of a file, read piece by piece."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes

__all__ = ["digests"]


def digests(chunks: Iterable[bytes]) -> tuple[str, str, int]:
    """SHA-256 and SM3 as 64 hex digits each, and the number of bytes."""
    sha256, sm3, size = hashes.Hash(hashes.SHA256()), hashes.Hash(hashes.SM3()), 0
    for chunk in chunks:
        sha256.update(chunk)
        sm3.update(chunk)
        size += len(chunk)
    return sha256.finalize().hex(), sm3.finalize().hex(), size
