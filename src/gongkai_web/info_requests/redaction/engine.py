"""Opening a file and making the new one, whichever kind it is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Object
from PIL import Image

from gongkai.readers.errors import Unreadable
from gongkai_web.files.cleaning import CannotClean
from gongkai_web.info_requests.redaction import docx_read, pdf_read
from gongkai_web.info_requests.redaction.docx_write import write_docx
from gongkai_web.info_requests.redaction.errors import CannotRedact, StillThere
from gongkai_web.info_requests.redaction.marks import Area, Mark, Place, Source, Words
from gongkai_web.info_requests.redaction.pdf_notes import Notes, notes_of
from gongkai_web.info_requests.redaction.pdf_open import opened, prepared, wrapped
from gongkai_web.info_requests.redaction.pdf_write import RedactedPage, write_pdf
from gongkai_web.info_requests.redaction.pictured import covered
from gongkai_web.info_requests.redaction.recognising import installed
from gongkai_web.info_requests.redaction.verify_docx import verify_docx
from gongkai_web.info_requests.redaction.verify_pdf import verify_pdf
from gongkai_web.info_requests.redaction.verify_pictures import look_at_docx, look_at_pdf

__all__ = ["KINDS", "LONG", "PICTURES", "Result", "open_source", "pages_of", "redact", "takes_long"]

PICTURES = frozenset({"jpg", "png", "tif"})
KINDS = frozenset({"pdf", "docx"}) | PICTURES
"""Kinds of stored files (gongkai_web.files.kinds) that can be redacted; a picture becomes a PDF."""
LONG = 12
"""Pages from which reading and making are long work."""
_DEEP = 30
_PICTURES_AT_ONCE = 1
"""Pictures whose writing is read within a request: each takes seconds."""
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
    notes = notes_of(data) if kind == "pdf" else Notes({}, ())
    places: list[Place] = []
    covers: list[Area] = []
    hidden: list[str] = []
    layered: list[str] = []
    with opened(ready) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            found = pdf_read.read_page(page)
            covers += [
                Area(number, box, "E15", "个人隐私", "cover")
                for box in pdf_read.shown_at(page, notes.covers.get(number, ()))
            ]
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
                    found.pictured,
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
        notices.append(f"第{_few(scans)}页是扫描图像，请逐页查看，按行或者按区域遮盖")
    if layered:
        notices.append(f"第{_few(layered)}页是带识别文字的扫描件，识别可能有误，请逐页查看图像")
    if hidden:
        notices.append(f"第{_few(hidden)}页有看不见的文字，不会进入处理后的文件")
    if covers:
        pages = [str(one + 1) for one in sorted({one.place for one in covers})]
        notices.append(f"第{_few(pages)}页有批注盖住的区域，批注不会进入处理后的文件，已按区域选中")
    if notes.pages:
        pages = [str(one + 1) for one in notes.pages]
        notices.append(f"第{_few(pages)}页有图章、文本框等批注，不会进入处理后的文件，原来被盖住的文字会显示，请核对")
    return Source("pdf", tuple(places), notices=tuple(notices), covers=tuple(covers))


def _few(numbers: Sequence[str]) -> str:
    return "、".join(numbers[:20]) + ("等" if len(numbers) > 20 else "")


def redact(  # noqa: PLR0913 - what is marked, in its four kinds
    kind: str,
    data: bytes,
    marks: Sequence[Mark],
    areas: Sequence[Area] = (),
    pictures: Sequence[str] = (),
    *,
    words: Sequence[Words] = (),
    keep_layer: bool = False,
    progress: _Progress = _quiet,
) -> Result:
    """The new file, proven. Raises StillThere where the proof fails, CannotRedact where there is none to be made.

    ``words`` is what was recognised in pictures: the proof then looks at the pictures of the new file for what is
    covered, as far as the recogniser is installed.
    """
    try:
        if kind == "docx":
            made = write_docx(data, marks, pictures, areas)
            wrong = verify_docx(made.data, made)
            wrong += look_at_docx(made.data, made, words)
            counts = (*_counts(made.removed), *_covered(areas, words, kind))
            result = Result("docx", made.data, made.texts, counts, made.cleaned, _DOCX_PROOF + _seen(words))
        else:
            ready = prepared(wrapped(data) if kind in PICTURES else data)
            written = write_pdf(ready, marks, areas, keep_layer=keep_layer, progress=progress)
            wrong = verify_pdf(written.data, written.pages)
            wrong += look_at_pdf(written.data, written.pages, words, areas)
            counts = _of_pages(written.pages, marks, areas, words)
            texts = tuple(page.text for page in written.pages)
            result = Result("pdf", written.data, texts, counts, _PDF_CLEANED, _PDF_PROOF + _seen(words))
    except (CannotClean, Unreadable) as error:
        raise CannotRedact(str(error)) from error
    if wrong:
        raise StillThere(tuple(dict.fromkeys(wrong)))
    return result


def _seen(words: Sequence[Words]) -> tuple[str, ...]:
    return (_LOOKED,) if words and installed() else ()


def _length(text: str) -> int:
    return len("".join(text.split()))


def _counts(removed: Sequence[str]) -> tuple[int, ...]:
    return tuple(map(_length, removed))


def _covered(areas: Sequence[Area], words: Sequence[Words], kind: str) -> tuple[int, ...]:
    """How much of what was recognised each area covers."""
    counts = []
    for area in areas:
        under = [one for one in words if one.picture == area.picture and (kind == "docx" or one.place == area.place)]
        counts.append(_length("".join(covered(under, [area.box]))))
    return tuple(counts)


def _of_pages(
    pages: Sequence[RedactedPage], marks: Sequence[Mark], areas: Sequence[Area], words: Sequence[Words]
) -> tuple[int, ...]:
    counts: list[int] = []
    for number, page in enumerate(pages):
        of_text = list(_counts(page.removed))
        here = [area for area in areas if area.place == number]
        first = len(of_text) - len(here)
        for at, recognised in enumerate(_covered(here, words, "pdf")):
            of_text[first + at] = max(of_text[first + at], recognised)
        counts += of_text
    return tuple(counts)


def pages_of(kind: str, data: bytes) -> int:
    """How many pages a PDF or a picture has, 1 for a docx: by which it is told whether work takes long."""
    if kind != "pdf":
        return 1
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return len(pdf.pages)
    except pikepdf.PdfError:
        return 1


def takes_long(kind: str, data: bytes) -> bool:
    """Whether a file is worked on out of the request: many pages, or several pictures whose writing is read."""
    if pages_of(kind, data) > LONG:
        return True
    if not installed():
        return False
    try:
        if kind == "docx":
            with zipfile.ZipFile(BytesIO(data)) as archive:
                return sum("/media/" in name for name in archive.namelist()) > _PICTURES_AT_ONCE
        if kind == "tif":
            with Image.open(BytesIO(data)) as image:
                return getattr(image, "n_frames", 1) > _PICTURES_AT_ONCE
        if kind == "pdf":
            with pikepdf.open(BytesIO(data)) as pdf:
                return sum("/XObject" in _resources(page.obj) for page in pdf.pages) > _PICTURES_AT_ONCE
    except (pikepdf.PdfError, zipfile.BadZipFile, OSError, ValueError):
        pass
    return False


def _resources(node: Object) -> Object:
    """What a page draws with, its own or of the tree above it."""
    for _ in range(_DEEP):
        found, above = node.get("/Resources"), node.get("/Parent")
        if isinstance(found, Dictionary):
            return found
        if not isinstance(above, Dictionary):
            break
        node = above
    return Dictionary()


_LOOKED = "用文字识别（OCR）读取处理后的图像，没有读到被遮盖的内容"
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
