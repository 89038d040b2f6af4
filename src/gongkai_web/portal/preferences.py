"""How a visitor wants to read: 长辈版 (larger text, simpler pages) and 高对比度, remembered by a cookie."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["COOKIE", "Preferences"]

COOKIE = "gongkai_view"
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the visitor chose. The cookie says ``large``, ``contrast`` or ``large.contrast`` and nothing about whom."""

    large: bool = False
    contrast: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Preferences:
        """The preferences of a request; what the cookie says beside the two words is ignored."""
        words = request.COOKIES.get(COOKIE, "").split(".")
        return cls("large" in words, "contrast" in words)

    @property
    def text(self) -> str:
        """The value of the cookie, "" for the page as it is made."""
        return ".".join(word for word, chosen in (("large", self.large), ("contrast", self.contrast)) if chosen)

    def keep(self, response: HttpResponse) -> None:
        """Writes the cookie for a year, or takes it away where nothing is chosen."""
        if not self.text:
            response.delete_cookie(COOKIE, samesite="Lax")
            return
        response.set_cookie(
            COOKIE, self.text, _YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
