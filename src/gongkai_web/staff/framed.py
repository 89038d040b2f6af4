"""A page of the back office whose frame is kept: only what stands in it is drawn for each request.

For the few pages that are looked at all day. The template is drawn once for whatever the frame hangs on, with marks
where each answer has something else, and kept in pieces between the marks. That the answer is the one that the template
gives is tested.
"""

from __future__ import annotations

import re
from secrets import token_hex
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai_web.common.csrf import token_of
from gongkai_web.staff.kept import kept
from gongkai_web.staff.shell import Shell

__all__ = ["framed"]

_SECRET = token_hex(16)  # that nothing typed can look like a mark
_HOLE = re.compile(f"{_SECRET}-([a-z]+)-")


def _hole(name: str) -> SafeString:
    return mark_safe(f"{_SECRET}-{name}-")


class _FrameShell(Shell):
    """The same, but for what changes from one answer to the next."""

    @property
    def count(self) -> SafeString:
        """A mark."""
        return _hole("count")


def framed(request: HttpRequest, template: str, body: SafeString, title: str, **others: bool) -> HttpResponse:
    """The answer with ``body`` and ``header_title`` in the template; ``others`` say which form of its frame.

    The template may name these, what ``wagtailadmin/base.html`` names, and nothing else of the request. An answer with
    messages is drawn by the template as it stands.
    """
    if len(get_messages(request)):
        context = {"body": body, "header_title": title, **others}
        return HttpResponse(render_to_string(template, context, request))
    shell = Shell(request)
    parts = kept(("frame", template, shell.frame_key, *sorted(others.items())), lambda: _cut(request, template, others))
    values = {"body": body, "title": escape(title), "token": token_of(request), "count": shell.count}
    return HttpResponse("".join(values[part] if at % 2 else part for at, part in enumerate(parts)))


def _cut(request: HttpRequest, template: str, others: dict[str, bool]) -> tuple[str, ...]:
    """What stands between the marks, and at every other place the name of a mark."""
    marks: dict[str, Any] = {"body": _hole("body"), "header_title": _hole("title"), "csrf_token": _hole("token")}
    drawn = render_to_string(template, {**marks, **others, "shell": _FrameShell(request)}, request)
    return tuple(_HOLE.split(drawn))
