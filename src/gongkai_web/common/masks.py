"""How personal data is shown to those who need not see it: enough to tell two apart, not enough to use."""

from __future__ import annotations

__all__ = ["mask", "mask_address", "mask_email", "mask_identity", "mask_name", "mask_phone"]


def mask(text: str, head: int, tail: int) -> str:
    """The first ``head`` and last ``tail`` characters, the rest stars; all stars where little would be hidden."""
    if len(text) <= head + tail + 1:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")


def mask_identity(text: str) -> str:
    """An identity number: three and one."""
    return mask(text, 3, 1)


def mask_phone(text: str) -> str:
    """A phone number: three and four, 138****1234."""
    return mask(text, 3, 4)


def mask_name(text: str) -> str:
    """A name: its first character."""
    return text[:1] + "*" * (len(text) - 1)


def mask_email(text: str) -> str:
    """An address: the first character and the domain."""
    name, at, domain = text.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else mask(text, 1, 0)


def mask_address(text: str) -> str:
    """An address: the region at its head; of a short one no more than half."""
    head = min(6, len(text) // 2)
    return text[:head] + "*" * (len(text) - head)
