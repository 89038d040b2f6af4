"""How a request is named in addresses: its random public id, never its number."""

from __future__ import annotations

from django.urls import register_converter

__all__ = ["CaseId"]


class CaseId:
    """Thirty-two hexadecimal digits, so that no word of a list is taken for a case."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(CaseId, "case")
