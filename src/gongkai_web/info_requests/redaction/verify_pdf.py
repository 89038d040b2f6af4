"""The proof for a PDF: what qpdf wrote is read by PDFium and by pypdf, byte by byte, and looked at.

Raises nothing by itself: gives sentences of what was still found where. The removed text is never in them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO

import pypdf
import pypdfium2
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from gongkai_web.info_requests.redaction.marks import Box
from gongkai_web.info_requests.redaction.needles import Needle, byte_forms, needles, too_often
from gongkai_web.info_requests.redaction.pdf_open import LOCK
from gongkai_web.info_requests.redaction.pdf_write import RedactedPage

__all__ = ["verify_pdf"]

_KEYS = frozenset({
    "/Root", "/Size", "/ID", "/Type", "/Pages", "/Kids", "/Count", "/Parent", "/MediaBox", "/Resources", "/XObject",
    "/Im", "/Font", "/W", "/Contents", "/StructParents", "/Tabs", "/StructTreeRoot", "/MarkInfo", "/Marked", "/Lang",
    "/ParentTree", "/ParentTreeNextKey", "/Nums", "/S", "/P", "/K", "/Pg", "/Alt", "/A", "/O", "/BBox", "/Subtype",
    "/BaseFont", "/Encoding", "/DescendantFonts", "/ToUnicode", "/DW", "/FontDescriptor", "/CIDSystemInfo", "/Registry",
    "/Ordering", "/Supplement", "/CIDToGIDMap", "/FontName", "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent",
    "/Descent", "/CapHeight", "/StemV", "/FontFile2", "/Length1", "/Length",
    "/Filter", "/Width", "/Height", "/ColorSpace",
    "/BitsPerComponent", "/Name", "/DecodeParms", "/Info", "/Prev",
})  # fmt: skip
"""All that a file of ours is made of; anything else has no business in it."""
_BLACK = 60
_LONG = 11
_LOOK = 72 / 72
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def verify_pdf(data: bytes, pages: Sequence[RedactedPage]) -> list[str]:
    """What is wrong; nothing where the file is as it must be."""
    removed = [text for page in pages for text in page.removed]
    wanted = needles(removed, "\n".join(page.stays for page in pages))
    found = [*_structure(data), *_raw(data, wanted)]
    found += _read_by_pdfium(data, pages, wanted)
    found += _read_by_pypdf(data, pages, wanted)
    return list(dict.fromkeys(found))


def _told(needle: Needle, where: str) -> str:
    return f"第{needle.number}处遮盖的内容在{where}仍能读到"


def _structure(data: bytes) -> Iterator[str]:
    if data.count(b"%%EOF") != 1 or data.count(b"startxref") != 1:
        yield "文件中有以前的版本"
    reader = pypdf.PdfReader(BytesIO(data), strict=True)
    if reader.metadata:
        yield "文件中有文档属性"
    seen: set[int] = set()
    left: list[PdfObject | None] = [reader.trailer]
    while left:
        one = left.pop()
        if isinstance(one, IndirectObject):
            if one.idnum not in seen:
                seen.add(one.idnum)
                left.append(one.get_object())
        elif isinstance(one, ArrayObject):
            left.extend(one)
        elif isinstance(one, DictionaryObject):
            for key, value in one.items():
                in_font = str(key) in _KEYS
                if not in_font:
                    yield f"文件中有不应当有的内容（{str(key)[:20]}）"
                left.append(value.indirect_reference or value if isinstance(value, StreamObject) else value)
    numbers = {int(number) for number in re.findall(rb"(?m)^(\d+) 0 obj", data)}
    if numbers - seen:
        yield "文件中有页面用不到的对象"


def _raw(data: bytes, wanted: Sequence[Needle]) -> Iterator[str]:
    """Bytes outside of streams, and streams unpacked; a picture's bytes are looked at as a picture."""
    outside = _STREAM.sub(b"", data)
    bodies = [outside]
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 400) : match.start()].rpartition(b" obj")[2]
        if b"/Image" in head:
            continue
        body = match[1]
        try:
            body = zlib.decompress(body) if b"/FlateDecode" in head else body
        except zlib.error:
            yield "文件中有不能展开的内容"
        bodies.append(body)
    for needle in wanted:
        forms = byte_forms(needle)
        if len(needle.text) < _LONG and not needle.text.strip("0123456789abcdef"):
            # Codes of letters and places of objects are digits too; strings that could hold it there are none.
            forms = {form for form in forms if form.lower() not in (needle.text.encode(), needle.text.encode()[::-1])}
        if any(form in body for body in bodies for form in forms):
            yield _told(needle, "文件的字节中")


def _read_by_pdfium(data: bytes, pages: Sequence[RedactedPage], wanted: Sequence[Needle]) -> Iterator[str]:
    everything: list[str] = []
    with LOCK:
        pdf = pypdfium2.PdfDocument(data)
        try:
            if len(pdf) != len(pages):
                yield "页数与原件不一致"
            if pdf.get_metadata_dict(skip_empty=True) or list(pdf.get_toc()):
                yield "文件中有文档属性或者书签"
            for number, made in enumerate(pages[: len(pdf)]):
                page = pdf[number]
                words = page.get_textpage()
                everything.append(words.get_text_range())
                words.close()
                if made.boxes:
                    shown = page.render(scale=2 * _LOOK, rev_byteorder=True).to_pil().convert("L")
                    for box in made.boxes:
                        if not _is_black(shown, box, shown.width / made.width):
                            yield f"第{number + 1}页有遮盖没有盖严"
                page.close()
        finally:
            pdf.close()
    for needle in too_often(wanted, "\n".join(everything)):
        yield _told(needle, "文字层（PDFium）")


def _is_black(shown: object, box: Box, scale: float) -> bool:
    x0, y0, x1, y1 = (value * scale for value in box)
    # A pixel within the edge: the outermost one is mixed with its neighbour when the page is drawn smaller.
    area = (max(0, int(x0) + 2), max(0, int(y0) + 2), min(shown.width, int(x1) - 2), min(shown.height, int(y1) - 2))  # type: ignore[attr-defined]
    if area[2] <= area[0] or area[3] <= area[1]:
        return True
    return bool(shown.crop(area).getextrema()[1] <= _BLACK)  # type: ignore[attr-defined]


def _read_by_pypdf(data: bytes, pages: Sequence[RedactedPage], wanted: Sequence[Needle]) -> Iterator[str]:
    reader = pypdf.PdfReader(BytesIO(data))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for needle in too_often(wanted, text):
        yield _told(needle, "文字层（pypdf）")
