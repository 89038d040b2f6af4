"""Text and tables as text: there is nothing beside what is shown, the copy is the file."""

from __future__ import annotations

from gongkai.readers.encoding import decode_with_warnings

__all__ = ["clean", "notices", "opens", "traces"]


def traces(data: bytes) -> list[str]:
    """Nothing."""
    return []


def clean(data: bytes) -> bytes:
    """The file."""
    return data


def notices(data: bytes) -> list[str]:
    """Nothing."""
    return []


def opens(data: bytes) -> None:
    """Raises Unreadable where the text cannot be decoded."""
    decode_with_warnings(data, None)
