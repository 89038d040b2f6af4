"""The text of a message on a page."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

__all__ = ["message_text"]

register = template.Library()
# Django's urlize wants blanks around an address; Chinese sentences have none.
_ADDRESS = re.compile(r"https?://[!#-;=?-Z_a-z~%\[\]]+")


@register.filter
def message_text(text: str) -> SafeString:
    """Paragraphs, with links where addresses stand. Everything else is escaped."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?)'")
        shown = escape(address)
        parts += [escape(text[at : found.start()]), f'<a href="{shown}" rel="nofollow">{shown}</a>']
        at = found.start() + len(address)
    return mark_safe(linebreaks("".join([*parts, escape(text[at:])])))
