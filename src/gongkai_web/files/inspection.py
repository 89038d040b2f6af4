"""What an upload is, by its content, and what is refused before anything is stored."""

from __future__ import annotations

import re
import warnings
from io import BytesIO

import filetype
import pikepdf
from django.core.exceptions import ValidationError
from django.core.files import File
from PIL import Image

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_BYTES
from gongkai.readers.ole import is_encrypted
from gongkai.readers.pdf_guard import is_bomb
from gongkai.readers.sniff import kind_of
from gongkai_web.files.kinds import KINDS, FileKind
from gongkai_web.files.text import opening_text

__all__ = ["MAX_PIXELS", "inspect"]

MAX_PIXELS = 120_000_000
"""Pixels of one picture; A3 at 600 dpi has 70 million."""
MAX_FRAMES = 500
_HEAD = 8192
_PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/tiff": "tif"}
_MEDIA = {"video/mp4": "mp4", "video/x-m4v": "mp4", "audio/mpeg": "mp3"}
_PACKAGES = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/dialogsheets/")
_OLE_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros\0", "_VBA_PROJECT_CUR"))
_PAGE = re.compile(rb"<\s*(?:script|html|svg|iframe|\?php)", re.IGNORECASE)
# GB/T 9704: the mark of secrecy stands at the head of the first page; 保守国家秘密法 forbids it here.
_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*★|★\s*(?:长期|\d+\s*(?:年|个月))|密级\s*[:：]\s*(?:绝密|机密|秘密)")


def inspect(content: File) -> FileKind:
    """The kind of an upload that may be taken; ``content.name`` gives the ending, which must agree.

    Raises ValidationError, with what the person can do about it; its code is ``secret`` for a mark of secrecy.
    """
    head = _start(content)
    found = filetype.guess_mime(head) or ""
    kind = KINDS[_MEDIA[found]] if found in _MEDIA else _document(content, found)
    _agree(kind, content.name or "")
    return kind


def _start(content: File) -> bytes:
    content.seek(0)
    head: bytes = content.read(_HEAD)
    content.seek(0)
    if not head:
        raise ValidationError("文件是空的，请检查后重新上传。")
    return head


def _document(content: File, found: str) -> FileKind:
    """Everything but sound and film, which are as large as they like: it is read whole to be understood."""
    if content.size > MAX_BYTES:
        raise ValidationError(f"文档和图片不得超过{MAX_BYTES // 2**20}MB，请压缩其中的图片或者拆分后上传。")
    data: bytes = content.read()
    content.seek(0)
    try:
        kind = _sniff(data, found, content.name or "")
        _CHECKS.get(kind.id, lambda _data: None)(data)
        words = opening_text(kind.id, data)
    except Unreadable as error:
        raise ValidationError(f"{error.reason}。") from error
    if _SECRET.search(words):
        raise ValidationError(
            "文件开头标有国家秘密标志，不得上传：非涉密系统不得存储、处理国家秘密。本次上传没有保存。", code="secret"
        )
    return kind


def _sniff(data: bytes, found: str, name: str) -> FileKind:
    if found in _PICTURES:
        return KINDS[_PICTURES[found]]
    sniffed = kind_of(data)
    if sniffed.id in ("docx", "xlsx", "pdf", "ofd", "doc", "xls"):
        return KINDS[sniffed.id]
    if sniffed.id == "ppt" and data.startswith(b"PK") and b"ppt/presentation.xml" in data:
        return KINDS["pptx"]
    if sniffed.id == "text":
        return _plain(data, name)
    if sniffed.id == "encrypted":
        raise ValidationError("文件已加密，请先去除密码再上传。")
    allowed = "、".join(kind.ending for kind in KINDS.values())
    raise ValidationError(f"不接受这种文件：内容是{sniffed.name}。可以上传：{allowed}。")


def _plain(data: bytes, name: str) -> FileKind:
    if _PAGE.search(data):
        raise ValidationError("文本中含有网页代码，不能作为纯文本上传。")
    return KINDS["csv" if name.lower().endswith(".csv") else "txt"]


def _agree(kind: FileKind, name: str) -> None:
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or ending.lower() not in kind.endings:
        shown = f"扩展名是“.{ending[:12]}”" if dot and stem else "没有扩展名"
        raise ValidationError(
            f"文件名与内容不符：内容是{kind.label}，文件名{shown}。请用原来的软件另存，或者把扩展名改为“.{kind.ending}”。"
        )


def _package(data: bytes) -> None:
    container = Container(data, "Office")
    for name in container.names():
        if any(part in f"/{name}" for part in _MACRO_PARTS):
            raise ValidationError("文件含有宏（程序代码），不接受。请另存为不含宏的docx、xlsx或pptx后再上传。")
        if "/activex/" in f"/{name}":
            raise ValidationError("文件含有ActiveX控件（程序代码），不接受。请删除控件后再上传。")
        container.read(name)  # every part within the limits, or Unreadable: a bomb is never stored


def _layout(data: bytes) -> None:
    container = Container(data, "ofd")
    for name in container.names():
        container.read(name)


def _ole(data: bytes) -> None:
    if is_encrypted(data):
        raise ValidationError("文件已加密，请先去除密码再上传。")
    if any(mark in data for mark in _OLE_MACROS):
        raise ValidationError("文件含有宏（程序代码），不接受。请另存为不含宏的docx、xlsx后再上传。")


def _pdf(data: bytes) -> None:
    if is_bomb(data):
        raise Unreadable("PDF内有解压后过大的内容，疑为压缩炸弹")
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if not len(pdf.pages):
                raise Unreadable("PDF里没有页面")
    except pikepdf.PasswordError:
        raise ValidationError("PDF已加密，请先去除密码再上传。") from None
    except pikepdf.PdfError as error:
        raise Unreadable("PDF已损坏或不完整，打不开") from error


def _picture(data: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                width, height = image.size
                frames = getattr(image, "n_frames", 1)
                if width * height > MAX_PIXELS or frames > MAX_FRAMES or width * height * frames > 4 * MAX_PIXELS:
                    raise ValidationError(f"图片过大（{width}×{height}像素，{frames}幅），请缩小后上传。")
                image.load()
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise ValidationError("图片过大，请缩小后上传。") from None
    except Exception as error:  # a broken picture ends in any of Pillow's or the codecs' errors
        raise ValidationError("图片已损坏或不完整，打不开。") from error


_CHECKS = {
    **dict.fromkeys(_PACKAGES, _package),
    **dict.fromkeys(("doc", "xls"), _ole),
    **dict.fromkeys(("jpg", "png", "gif", "webp", "tif"), _picture),
    "pdf": _pdf,
    "ofd": _layout,
}
