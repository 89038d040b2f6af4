"""Bytes → text: byte order mark, UTF-8, GB18030 (which holds GBK and GB2312), UTF-16, Big5 where a page declares it.

What the bytes say comes before what the page declares: a page saved again often keeps a ``charset`` that is no longer
true, while Chinese text in GBK is practically never valid UTF-8.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from gongkai.readers.errors import Unreadable

__all__ = ["Decoded", "declared_charset", "decode", "decode_with_warnings", "is_binary"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_SAMPLE = 65_536
_MAX_BROKEN = 0.01
"""Share of characters that may be unreadable; above that the guess at the encoding is wrong or the file is no text."""
_FOREIGN = 0.2
"""From this share on the text is in another encoding; GBK read as UTF-8 is nearly all unreadable."""
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
_WIDE = re.compile(rb"[\xe2-\xf4]")  # begins a character from U+2000 on in UTF-8
_USUAL = re.compile(r"[\t\n\r -~\u2010-\u203f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the Python name of the encoding it was in, and what was lost on the way, in Chinese."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> str:
    """The text of a file, without its byte order mark. Raises Unreadable when the bytes are not text."""
    return decode_with_warnings(data).text


def decode_with_warnings(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a file with its encoding and warnings; ``declared`` is the charset that the file itself names.

    Raises Unreadable when the bytes are not text or in no encoding known here.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], (encoding,))
    if b"\0" in data[:_SAMPLE] and (wide := _unmarked_utf16(data)):
        return _tolerant(data, (wide,))
    if _mostly_controls(data):
        raise Unreadable("内容是二进制数据，不是文字")
    chinese = _CHINESE.get((declared or "").lower().replace("_", "-"), "gb18030")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Two-byte sequences alone (no Chinese in what UTF-8 makes of them) are GBK that happens to be valid UTF-8.
        if text.isascii() or _WIDE.search(data) or not _decodes(data, chinese):
            return _without_controls(Decoded(text, "utf-8"))
    if _broken(data.decode("utf-8", "replace")) < _FOREIGN:
        return _tolerant(data, ("utf-8",))
    return _tolerant(data, (chinese, "utf-8"))


def declared_charset(data: bytes) -> str | None:
    """The charset that a web page or XML names in its first 4 KB, in lower case, or None."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii").lower() if found else None


def is_binary(data: bytes) -> bool:
    """True when the beginning of a file cannot be text in any encoding known here."""
    if data.startswith(tuple(mark for mark, _ in _MARKS)):
        return False
    return not (b"\0" in data[:_SAMPLE] and _unmarked_utf16(data)) and _mostly_controls(data[:_SAMPLE])


def _mostly_controls(data: bytes) -> bool:
    """True above two control characters and one in a thousand: stray ones stand in real files, more are no text."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls > max(2, len(data) // 1000)


def _unmarked_utf16(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: the one in which nearly all is Chinese or plain ASCII."""
    sample = data[: min(_SAMPLE, len(data) // 2 * 2)]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        if len(_USUAL.findall(text)) >= 0.95 * len(text):
            return encoding
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _broken(text: str) -> float:
    """Share of characters that could not be read, among those that are not ASCII."""
    wide = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / wide if wide else 0.0


def _tolerant(data: bytes, encodings: tuple[str, ...]) -> Decoded:
    """The best reading of bytes that are broken in places, with a warning that says how often."""
    found = [Decoded(data.decode(encoding, "replace"), encoding) for encoding in encodings]
    best = min(found, key=lambda one: _broken(one.text))
    lost = best.text.count("\ufffd")
    if not lost:
        return _without_controls(best)
    if lost > 1 and _broken(best.text) > _MAX_BROKEN:
        raise Unreadable("文字编码无法识别（不是 UTF-8、GB18030 或 UTF-16），或者内容不是文字")
    return _without_controls(Decoded(best.text, best.encoding, (f"有{lost}处文字编码损坏，无法读出，以“\ufffd”代替",)))


def _without_controls(decoded: Decoded) -> Decoded:
    """The same without control characters, which no XML and no page may hold, and with a warning where there were."""
    text = decoded.text.removeprefix("\ufeff")
    clean, dropped = _CONTROL.subn("", text)
    if not dropped:
        return Decoded(text, decoded.encoding, decoded.warnings)
    warning = f"略去了{dropped}个看不见的控制字符"
    return Decoded(clean, decoded.encoding, (*decoded.warnings, warning))
