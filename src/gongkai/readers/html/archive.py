"""Web archives (MHTML, RFC 2557), which word processors and browsers write as .mht and some people name .doc."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from gongkai.readers.errors import Unreadable

__all__ = ["page_of"]

_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_MAX_BOUNDARIES = 50


def page_of(data: bytes) -> tuple[bytes, str | None]:
    """The first web page of an archive and the charset its header names.

    Raises Unreadable when there is no page in it or the archive is beyond the limits.
    """
    if len(_BOUNDARY.findall(data)) > _MAX_BOUNDARIES:
        raise Unreadable("网页归档文件（mht）嵌套过深")
    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html" and (page := _content(part)):
            return page, part.get_content_charset()
    raise Unreadable("网页归档文件（mht）里没有网页，文件可能不完整")


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
