"""A message read: who sent it, what it says, what is attached. Whatever was sent, it gives what it can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from html.parser import HTMLParser

__all__ = ["MAX_READ", "Attachment", "Mail", "read_mail"]

MAX_READ = 80 * 1024 * 1024
"""Bytes of a message that are read; what is longer is stored whole, and its beginning read."""
_BEGINNING = 1024 * 1024
_TEXT = 50_000
_SUBJECT = 500
_PARTS = 300
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-8-i": "iso-8859-8", "": "utf-8"}
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANK = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message: its name made harmless, its declared kind, its bytes."""

    name: str
    kind: str
    content: bytes


@dataclass(slots=True)
class Mail:
    """What was read. ``problem`` is Chinese, "" where everything was understood."""

    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    problem: str = ""
    attachments: list[Attachment] = field(default_factory=list)


def read_mail(data: bytes) -> Mail:
    """The message in these bytes. Never raises."""
    mail = Mail()
    if len(data) > MAX_READ:
        mail.problem = "邮件过大，只读取了开头"
        data = data[:_BEGINNING]
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
        _read(message, mail)
    except Exception:  # noqa: BLE001 - hostile mail ends in any of the parser's errors; the bytes are kept
        mail.problem = mail.problem or "邮件格式有误，没有完整读出，请看原始邮件"
    return mail


def _clean(text: str, longest: int) -> str:
    """Without what hides or turns text, and without halves of characters that no database takes."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNSEEN.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))[:longest]


def _header(message: Message, name: str) -> str:
    """A header in plain words; encoded words of odd charsets are read as well as can be."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    text = ""
    for part, charset in _words(str(raw)):
        text += part if isinstance(part, str) else _decoded(part, charset or "")
    return " ".join(_clean(text, 2000).split())


def _words(raw: str) -> list[tuple[str | bytes, str | None]]:
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        return list(decode_header(_decoded(raw.encode("utf-8", "surrogateescape"), "")))
    except (HeaderParseError, ValueError, UnicodeError):
        return [(raw, None)]


def _decoded(data: bytes, charset: str) -> str:
    """Bytes as text: by the charset that is named, else by those that mail here is in."""
    named = _CHARSETS.get(charset.strip("\"' ").lower(), charset)
    for one in (named, "utf-8", "gb18030"):
        try:
            return data.decode(one)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _read(message: Message, mail: Mail) -> None:
    mail.subject = _header(message, "Subject")[:_SUBJECT]
    mail.message_id = _header(message, "Message-ID")[:250]
    name, address = parseaddr(_header(message, "From"))
    mail.sender, mail.sender_name = address[:254], name[:100]
    plain: list[str] = []
    rich: list[str] = []
    for number, part in enumerate(_leaves(message)):
        if number >= _PARTS:
            mail.problem = mail.problem or f"邮件超过{_PARTS}个部分，其余没有读取"
            break
        _take(part, plain, rich, mail)
    words = "\n".join(plain).strip() or "\n".join(_plain_of(one) for one in rich)
    mail.text = _BLANK.sub("\n\n", _clean(words, _TEXT)).strip()


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, without descending by recursion: mail may be nested as deep as it likes."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list) and part.get_content_type() != "message/rfc822":
            waiting.extend(reversed([one for one in inner if isinstance(one, Message)]))
        else:
            yield part


def _take(part: Message, plain: list[str], rich: list[str], mail: Mail) -> None:
    kind = part.get_content_type()
    name = _name_of(part)
    if kind == "message/rfc822":
        inner = part.get_payload()
        content = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
        mail.attachments.append(Attachment(_harmless(name or "转发的邮件.eml"), kind, content))
        return
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    disposition = (part.get_content_disposition() or "").lower()
    if kind in ("text/plain", "text/html") and not name and disposition != "attachment":
        charset = part.get_content_charset("") or ""
        (plain if kind == "text/plain" else rich).append(_decoded(content[: 8 * _TEXT], charset))
    elif content or name:
        mail.attachments.append(Attachment(_harmless(name or "附件"), kind, content))


def _name_of(part: Message) -> str:
    found = part.get_filename("")
    text = ""
    for piece, charset in _words(str(found)):
        text += piece if isinstance(piece, str) else _decoded(piece, charset or "")
    return text


def _harmless(name: str) -> str:
    """A file name without folders and without letters that mislead."""
    plain = _clean(name, 1000).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in plain if letter.isprintable() and letter not in ':*?"<>|').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if dot and stem else kept[:100] or "附件"


class _Words(HTMLParser):
    """The words of a page, with a new line where a block begins."""

    _LOUD = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})
    _SILENT = frozenset({"script", "style", "head", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a line, or silence."""
        if tag in self._SILENT:
            self._silent += 1
        elif tag in self._LOUD:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Ends silence."""
        if tag in self._SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.words.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def _plain_of(page: str) -> str:
    reader = _Words()
    reader.feed(page[: 8 * _TEXT])
    reader.close()
    return "".join(reader.words)
