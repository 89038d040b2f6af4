"""Opening a file and making the new one, whichever kind it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from gongkai.readers.errors import Unreadable
from gongkai_web.files.cleaning import CannotClean
from gongkai_web.info_requests.redaction import docx_read, pdf_read
from gongkai_web.info_requests.redaction.docx_write import write_docx
from gongkai_web.info_requests.redaction.errors import CannotRedact, StillThere
from gongkai_web.info_requests.redaction.marks import Area, Mark, Place, Source
from gongkai_web.info_requests.redaction.pdf_open import opened, prepared, wrapped
from gongkai_web.info_requests.redaction.pdf_write import write_pdf
from gongkai_web.info_requests.redaction.verify_docx import verify_docx
from gongkai_web.info_requests.redaction.verify_pdf import verify_pdf

__all__ = ["KINDS", "PICTURES", "Result", "open_source", "pages_of", "redact"]

PICTURES = frozenset({"jpg", "png", "tif"})
KINDS = frozenset({"pdf", "docx"}) | PICTURES
"""Kinds of stored files (gongkai_web.files.kinds) that can be redacted; a picture becomes a PDF."""
_Progress = Callable[[int, int], None]


def _quiet(_done: int, _total: int) -> None:
    """No progress asked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """The new file: its kind, its bytes, its words place by place.

    ``counts``: how many characters were taken out, one number for each stretch and then each area of a place, in the
    order of places; ``cleaned``: what went beside; ``checks``: how it was proven.
    """

    kind: str
    data: bytes
    texts: tuple[str, ...]
    counts: tuple[int, ...]
    cleaned: tuple[str, ...]
    checks: tuple[str, ...]


def open_source(kind: str, data: bytes, progress: _Progress = _quiet) -> Source:
    """What can be marked in a file. Raises CannotRedact."""
    if kind not in KINDS:
        raise CannotRedact("只能处理PDF、docx和扫描图片（jpg、png、tif），其他格式请另存为PDF后加入案卷")
    try:
        return docx_read.read(data) if kind == "docx" else _open_pdf(kind, data, progress)
    except (CannotClean, Unreadable) as error:
        raise CannotRedact(str(error)) from error


def _open_pdf(kind: str, data: bytes, progress: _Progress) -> Source:
    ready = prepared(wrapped(data) if kind in PICTURES else data)
    places: list[Place] = []
    hidden: list[str] = []
    layered: list[str] = []
    with opened(ready) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            found = pdf_read.read_page(page)
            page.close()
            places.append(
                Place(
                    number,
                    f"第{number + 1}页",
                    pdf_read.text_of(found),
                    found.lines,
                    found.width,
                    found.height,
                    found.scan,
                )
            )
            if found.layered:
                layered.append(str(number + 1))
            elif any(not char.shown for char in found.chars):
                hidden.append(str(number + 1))
            progress(number + 1, len(pdf))
    scans = [str(place.number + 1) for place in places if place.scan and not place.text.strip()]
    notices = []
    if scans:
        notices.append(f"第{_few(scans)}页是扫描图像，没有文字可查找，请逐页查看，按行或者按区域遮盖")
    if layered:
        notices.append(f"第{_few(layered)}页是带识别文字的扫描件，识别可能有误，请逐页查看图像")
    if hidden:
        notices.append(f"第{_few(hidden)}页有看不见的文字，不会进入处理后的文件")
    return Source("pdf", tuple(places), notices=tuple(notices))


def _few(numbers: Sequence[str]) -> str:
    return "、".join(numbers[:20]) + ("等" if len(numbers) > 20 else "")


def redact(
    kind: str,
    data: bytes,
    marks: Sequence[Mark],
    areas: Sequence[Area] = (),
    pictures: Sequence[str] = (),
    *,
    keep_layer: bool = False,
    progress: _Progress = _quiet,
) -> Result:
    """The new file, proven. Raises StillThere where the proof fails, CannotRedact where there is none to be made."""
    try:
        if kind == "docx":
            made = write_docx(data, marks, pictures)
            wrong = verify_docx(made.data, made)
            result = Result("docx", made.data, made.texts, _counts(made.removed), made.cleaned, _DOCX_PROOF)
        else:
            ready = prepared(wrapped(data) if kind in PICTURES else data)
            written = write_pdf(ready, marks, areas, keep_layer=keep_layer, progress=progress)
            wrong = verify_pdf(written.data, written.pages)
            counts = _counts([text for page in written.pages for text in page.removed])
            texts = tuple(page.text for page in written.pages)
            result = Result("pdf", written.data, texts, counts, _PDF_CLEANED, _PDF_PROOF)
    except (CannotClean, Unreadable) as error:
        raise CannotRedact(str(error)) from error
    if wrong:
        raise StillThere(tuple(wrong))
    return result


def _counts(removed: Sequence[str]) -> tuple[int, ...]:
    return tuple(len("".join(text.split())) for text in removed)


def pages_of(kind: str, data: bytes) -> int:
    """How many pages a PDF or a picture has, 1 for a docx: by which it is told whether work takes long."""
    if kind != "pdf":
        return 1
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return len(pdf.pages)
    except pikepdf.PdfError:
        return 1


_PDF_CLEANED = ("文档属性、附件、批注、书签、链接、脚本、图层、以前的版本和看不见的文字，都没有带入处理后的文件",)
_PDF_PROOF = (
    "用PDFium、pypdf两个程序重新读取文字，没有读到被遮盖的内容",
    "逐字节查找，没有找到被遮盖的内容的各种编码",
    "重新显示各页，遮盖处全黑",
    "文件只由页面图像和保留的文字组成",
)
_DOCX_PROOF = (
    "用另外两个程序重新读取全部部件，没有读到被遮盖的内容",
    "逐字节查找，没有找到被遮盖的内容的各种编码",
    "没有批注、修订、隐藏文字、文档属性、嵌入对象和书签",
)
