"""The proof for pictures: those of the new file are read by the recogniser, where it is installed, and looked at.

Gives sentences of what was still found where. The removed text is never in them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

import pypdfium2
from PIL import Image

from gongkai.readers.errors import Unreadable
from gongkai_web.info_requests.redaction.docx_write import WrittenDocx
from gongkai_web.info_requests.redaction.marks import PX, Area, Words
from gongkai_web.info_requests.redaction.needles import Needle, needles, too_often
from gongkai_web.info_requests.redaction.pdf_open import LOCK
from gongkai_web.info_requests.redaction.pdf_write import RedactedPage
from gongkai_web.info_requests.redaction.pictured import covered, left_over
from gongkai_web.info_requests.redaction.recognising import installed, said_by

__all__ = ["look_at_docx", "look_at_pdf"]

_DPI = 200
_WIDE, _PLAIN = 2, 5
"""Characters from which a text is looked for in what was recognised: fewer come about by a slip."""
_BLACK = 60
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")


def look_at_pdf(data: bytes, pages: Sequence[RedactedPage], words: Sequence[Words], areas: Sequence[Area]) -> list[str]:
    """What is wrong in the pages that have pictures with writing."""
    if not words or not installed():
        return []
    of_pages = [(page, [one for one in words if one.place == number]) for number, page in enumerate(pages)]
    boxes = [[*page.boxes, *(a.box for a in areas if a.place == n)] for n, (page, _) in enumerate(of_pages)]
    removed = [text for page in pages for text in page.removed]
    removed += [text for (_, here), over in zip(of_pages, boxes, strict=True) for text in covered(here, over)]
    of_text = sum(len(page.removed) for page in pages)
    found: list[str] = []
    for number, ((page, here), over) in enumerate(zip(of_pages, boxes, strict=True)):
        if not here:
            continue
        with LOCK:
            pdf = pypdfium2.PdfDocument(data)
            try:
                shown = pdf[number]
                image = shown.render(scale=_DPI / 72, rev_byteorder=True).to_pil().convert("RGB")
                shown.close()
            finally:
                pdf.close()
        wanted = needles(removed, f"{page.stays}\n{left_over(here, over)}")
        found += [f"{_told(one, of_text)}第{number + 1}页的图像中仍能读到（文字识别）" for one in _read(image, wanted)]
    return found


def look_at_docx(data: bytes, made: WrittenDocx, words: Sequence[Words]) -> list[str]:
    """What is wrong in the pictures: areas that are not black, writing that should be gone."""
    found: list[str] = []
    painted = dict(made.painted)
    over = {areas[0].picture: [area.box for area in areas] for areas in painted.values() if areas}
    removed = [*made.removed, *(text for name, boxes in over.items() for text in covered(_of(words, name), boxes))]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.namelist():
            if "/media/" not in entry or not entry.lower().endswith(_MEDIA):
                continue
            body = archive.read(entry)
            areas = painted.get(entry, ())
            name = areas[0].picture if areas else entry
            here = _of(words, name)
            if not areas and (not here or name in made.pictures):
                continue
            with Image.open(BytesIO(body)) as image:
                flat = image.convert("RGB")
            if any(not _is_black(flat, area) for area in areas):
                found.append("图片中有遮盖没有盖严")
            if here and installed():
                wanted = needles(removed, "\n".join([*made.stays, left_over(here, over.get(name, []))]))
                label = entry.rpartition("/")[2][:40]
                found += [
                    f"{_told(one, len(made.removed))}图片{label}中仍能读到（文字识别）" for one in _read(flat, wanted)
                ]
    return found


def _of(words: Iterable[Words], name: str) -> list[Words]:
    return [one for one in words if one.picture == name]


def _told(needle: Needle, of_text: int) -> str:
    return f"第{needle.number}处遮盖的内容在" if needle.number <= of_text else "区域遮盖的内容在"


def _read(image: Image.Image, wanted: Sequence[Needle]) -> Iterator[Needle]:
    long = [one for one in wanted if len(one.text) >= (_PLAIN if one.text.isascii() else _WIDE)]
    if not long:
        return
    try:
        # A sign between the lines, so that the end of one and the start of the next are not read as one.
        said = "\ue000".join(said_by(image))
    except Unreadable:
        return
    yield from too_often(long, said)


def _is_black(image: Image.Image, area: Area) -> bool:
    x0, y0, x1, y1 = (value / PX for value in area.box)
    box = (max(0, int(x0)), max(0, int(y0)), min(image.width, int(x1)), min(image.height, int(y1)))
    if box[2] <= box[0] or box[3] <= box[1]:
        return True
    return bool(image.crop(box).convert("L").getextrema()[1] <= _BLACK)  # type: ignore[operator]
