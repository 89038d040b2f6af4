"""A mailbox over IMAP (RFC 9051): what is new, message by message, without changing what others see of it."""

from __future__ import annotations

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from time import mktime
from typing import IO
from urllib.parse import unquote, urlsplit

from django.utils import timezone

__all__ = ["Box", "MailError", "Unreachable", "opened"]

MARK = "GongkaiTaken"
_PIECE = 1024 * 1024
_TIMEOUT, _CONNECTS_WITHIN = 60, 15
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailError(Exception):
    """The box cannot be used; the message is Chinese and holds neither password nor mail."""


class Unreachable(MailError):
    """The server does not answer: other boxes there need not be tried now."""


class Box:
    """An open box with so many messages. ``validity`` tells whether its numbers are those of the last time."""

    def __init__(self, connection: imaplib.IMAP4, validity: int, count: int = 0) -> None:
        self._connection, self.validity, self.count = connection, validity, count

    def new_since(self, last: int, day: date | None = None) -> list[int]:
        """The numbers of messages after the last one that came in on that day or later, in their order."""
        # The server's day may begin sooner or later than ours.
        from_day = day - timedelta(days=1) if day is not None else None
        told = ("SINCE", f"{from_day.day}-{_MONTHS[from_day.month - 1]}-{from_day.year}") if from_day else ()
        # "5:*" gives the last message also where its number is smaller.
        found = self._ask("SEARCH", "UID", f"{last + 1}:*", *told)
        return sorted({number for part in found if part for number in map(int, part.split()) if number > last})

    def size_and_day(self, number: int) -> tuple[int, datetime] | None:
        """The size in bytes and when it came in; None where it has gone meanwhile."""
        for part in self._ask("FETCH", str(number), "(RFC822.SIZE INTERNALDATE)"):
            told = b" ".join(part) if isinstance(part, tuple) else part
            size = _SIZE.search(told or b"")
            if size:
                return int(size.group(1)), _instant(told)
        return None

    def copy(self, number: int, into: IO[bytes]) -> int:
        """Writes a message, piece by piece; how many bytes. Nothing is marked as read."""
        written = 0
        while True:
            piece = self._piece(number, written)
            into.write(piece)
            written += len(piece)
            if len(piece) < _PIECE:
                return written

    def _piece(self, number: int, start: int) -> bytes:
        for part in self._ask("FETCH", str(number), f"(BODY.PEEK[]<{start}.{_PIECE}>)"):
            if isinstance(part, tuple):
                piece: bytes = part[1]
                return piece
        return b""

    def mark(self, number: int) -> None:
        """Marks a message as taken, for people who look into the box. Boxes that keep no such marks are left alone."""
        with suppress(imaplib.IMAP4.error, MailError):
            self._ask("STORE", str(number), "+FLAGS.SILENT", f"({MARK})")

    def _ask(self, command: str, *arguments: str) -> list[bytes | tuple[bytes, bytes]]:
        try:
            status, data = self._connection.uid(command, *arguments)
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailError(f"邮箱服务器中断了连接（{type(error).__name__}）") from None
        if status != "OK":
            raise MailError(f"邮箱服务器不接受{command}")
        return list(data)


def _instant(told: bytes | None) -> datetime:
    """When the server got it; now, where it tells nothing that can be read."""
    found = imaplib.Internaldate2tuple(told or b"")
    return datetime.fromtimestamp(mktime(found), UTC) if found else timezone.now()


def _spelt(folder: str) -> str:
    """A folder's name as IMAP spells it: other letters than those of ASCII in the modified UTF-7 of RFC 3501, 5.1.3."""

    def run(found: re.Match[str]) -> str:
        letters = b64encode(found.group().encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
        return f"&{letters}-"

    return re.sub(r"[^\x20-\x7e]+", run, folder.replace("&", "&-"))


def _connect(url: str) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure, within = ssl.create_default_context(), _CONNECTS_WITHIN
    connection: imaplib.IMAP4
    if parts.scheme == "imaps":
        port = parts.port or imaplib.IMAP4_SSL_PORT
        connection = imaplib.IMAP4_SSL(host, port, ssl_context=secure, timeout=within)
    else:
        connection = imaplib.IMAP4(host, parts.port or imaplib.IMAP4_PORT, timeout=within)
        if parts.scheme == "imap+starttls":
            connection.starttls(ssl_context=secure)
    connection.sock.settimeout(_TIMEOUT)
    return connection


@contextmanager
def opened(url: str) -> Iterator[Box]:
    """The box of an address such as imaps://user:password@host/INBOX. Raises MailError, Unreachable."""
    parts = urlsplit(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        connection = _connect(url)
    except ssl.SSLCertVerificationError:
        raise Unreachable("邮箱服务器的证书不能验证，没有连接") from None
    except (imaplib.IMAP4.error, OSError, ValueError) as error:  # ValueError: a host that is no name
        raise Unreachable(f"连不上邮箱服务器（{type(error).__name__}）") from None
    try:
        try:
            connection.login(unquote(parts.username or ""), unquote(parts.password or ""))
        except (imaplib.IMAP4.error, OSError, UnicodeError):
            raise MailError("邮箱的用户名或者口令不对") from None
        try:
            quoted = '"' + _spelt(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
            status, held = connection.select(quoted)
            told = connection.untagged_responses.get("UIDVALIDITY") or connection.response("UIDVALIDITY")[1]
        except (imaplib.IMAP4.error, OSError):
            status, told, held = "NO", None, []
        if status != "OK":
            raise MailError(f"邮箱里没有文件夹“{folder}”")
        validity = int(told[0]) if told and told[0] else 0
        yield Box(connection, validity, int(held[0]) if held and held[0] else 0)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()
