"""The CSRF token of a page: masked once for each answer, not for each form in it.

Django masks it anew wherever a template names it, which costs a tenth of a millisecond each time. The mask keeps the
token apart from one answer to the next (BREACH); within one answer it may be the same.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

__all__ = ["one_token", "token_of"]


def token_of(request: HttpRequest) -> str:
    """The token for the forms of this answer; another one after a login or a logout changed the secret."""
    secret, token = getattr(request, "_masked_token", (None, ""))
    if secret is None or secret != request.META.get("CSRF_COOKIE"):
        token = get_token(request)
        request._masked_token = request.META["CSRF_COOKIE"], token  # type: ignore[attr-defined]
    return token


def _input(request: HttpRequest) -> SafeString:
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token_of(request))


def one_token(request: HttpRequest) -> dict[str, Any]:
    """A context processor for both languages of templates: ``csrf_token``, and ``csrf_input``, the field with it.

    Both are made when a template names them: an answer that shows no form needs no token, and may be kept.
    """
    return {
        "csrf_token": SimpleLazyObject(lambda: token_of(request)),
        "csrf_input": SimpleLazyObject(lambda: _input(request)),
    }
