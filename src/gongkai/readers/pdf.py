"""A PDF as an outline: by its text layer, and where it has none by the OCR extra, when that is installed."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from gongkai.readers import ocr
from gongkai.readers.errors import Unreadable
from gongkai.readers.layout import assemble
from gongkai.readers.limits import MAX_BYTES, MAX_PAGES, MAX_TEXT
from gongkai.readers.outline import Outline
from gongkai.readers.pdf_guard import is_bomb
from gongkai.readers.pdf_page import PageText, read_page

__all__ = ["PDFIUM_LOCK", "read"]

PDFIUM_LOCK = threading.RLock()
"""PDFium is not made for threads."""
_HEAD = 1024  # bytes in which the mark of a PDF must stand
_GARBLED = 0.3  # of the characters: with more of them unknown the text layer says nothing
_INSTALL = '安装可选组件后可识别：pip install "gongkai[ocr]"'


def read(data: bytes) -> Outline:
    """The outline of a PDF (``kind`` is ``pdf``).

    Pages that are pictures are read by OCR when the extra is installed; otherwise a warning names them, and a file
    of nothing else is refused. Raises Unreadable for a file that is encrypted, broken, too large, or a scan.
    """
    try:
        return _read(data)
    except (pypdfium2.PdfiumError, ctypes.ArgumentError, ValueError, OverflowError, MemoryError) as error:
        raise Unreadable("PDF内部数据异常，无法读取") from error


def _read(data: bytes) -> Outline:
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过{MAX_BYTES // 1024 // 1024}MB，未读取")
    if b"%PDF-" not in data[:_HEAD]:
        raise Unreadable("不是PDF文件")
    if is_bomb(data):
        raise Unreadable("PDF内有解压后过大的数据，未读取")
    with PDFIUM_LOCK:
        document = _opened(data)
        try:
            count = len(document)
            if not count:
                raise Unreadable("PDF没有页面，文件可能已损坏")
            if count > MAX_PAGES:
                raise Unreadable(f"PDF有{count}页，超过{MAX_PAGES}页，未读取")
            title = _title(document.raw)
            pages, warnings = _pages(document.raw, count)
        finally:
            document.close()
    pages, more = _with_scans(data, pages)
    blocks = assemble([page.layout for page in pages])
    return Outline(blocks, "pdf", title, count, (*warnings, *more))


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Unreadable("PDF已加密，需要密码才能打开") from error
        raise Unreadable("PDF已损坏或不完整，无法打开") from error


def _title(document: Any) -> str | None:
    """The title that the file gives itself."""
    length = pdfium.FPDF_GetMetaText(document, b"Title", None, 0)
    if not 2 < length < 10_000:
        return None
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_GetMetaText(document, b"Title", buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace").strip() or None


def _pages(document: Any, count: int) -> tuple[list[PageText], list[str]]:
    """All pages that can be loaded, and what was left out."""
    pages: list[PageText] = []
    lost: list[int] = []
    characters = 0
    for index in range(count):
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            lost.append(index + 1)
            continue
        try:
            pages.append(read_page(page, index + 1))
        finally:
            pdfium.FPDF_ClosePage(page)
        characters += len(pages[-1].layout.fragments)
        if characters > MAX_TEXT:
            raise Unreadable(f"PDF文字超过{MAX_TEXT // 10_000}万字，未读取")
    if not pages:
        raise Unreadable("PDF的页面都已损坏，无法读取")
    warnings = []
    if lost:
        warnings.append(f"{_named(lost)}已损坏，未能读取")
    cut = [page.layout.number for page in pages if page.cut]
    if cut:
        warnings.append(f"{_named(cut)}内容过多，只读取了一部分")
    return pages, warnings


def _with_scans(data: bytes, pages: list[PageText]) -> tuple[list[PageText], list[str]]:
    """The pages, those without a usable text layer read by OCR, and what is to be said of them."""
    garbled = [page for page in pages if _is_garbled(page)]
    scanned = [page for page in pages if page.scanned and page not in garbled]
    unread = garbled + scanned
    if not unread:
        if not any(page.layout.fragments for page in pages):
            raise Unreadable("PDF中没有文字")
        return pages, []
    whole = len(unread) == len(pages) or not any(page.layout.fragments for page in pages if page not in unread)
    what = "文字层没有可用的字符编码，复制出来是乱码" if garbled else "没有文字层，是扫描件"
    if not ocr.available():
        if whole:
            raise Unreadable(f"PDF{what}；{_INSTALL}")
        warnings = []
        if scanned:
            warnings.append(f"{_named(_numbers(scanned))}没有文字层，是扫描件，未读取；{_INSTALL}")
        if garbled:
            warnings.append(f"{_named(_numbers(garbled))}文字是乱码，未读取；{_INSTALL}")
        return [replace(p, layout=replace(p.layout, fragments=())) if p in garbled else p for p in pages], warnings
    recognised = {page.layout.number: page for page in _recognised(data, sorted(_numbers(unread)))}
    result = [recognised.get(page.layout.number, page) for page in pages]
    if not any(page.layout.fragments for page in result):
        raise Unreadable(f"PDF{what}，文字识别也没有识别出文字")
    return result, [f"{_named(sorted(recognised))}{what}，由文字识别（OCR）读取，请核对"]


def _recognised(data: bytes, numbers: Sequence[int]) -> list[PageText]:
    """The pages of these numbers as OCR reads them."""
    if len(numbers) > ocr.MAX_OCR_PAGES:
        raise Unreadable(f"PDF有{len(numbers)}页扫描件，超过{ocr.MAX_OCR_PAGES}页，未识别")
    found = []
    for number in numbers:
        with PDFIUM_LOCK:
            document = _opened(data)
            try:
                picture = ocr.picture_of(document[number - 1])
            finally:
                document.close()
        found.append(PageText(ocr.read_picture(picture, number), garbled=0, scanned=False, cut=False))
    return found


def _is_garbled(page: PageText) -> bool:
    return page.garbled > _GARBLED * (page.garbled + len(page.layout.fragments))


def _numbers(pages: Sequence[PageText]) -> list[int]:
    return [page.layout.number for page in pages]


def _named(numbers: Sequence[int]) -> str:
    """Page numbers in words, runs as one: 第1—3、5页."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "第" + "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs) + "页"
