"""The redacted PDF: made from nothing but pictures of the pages, with what is withheld painted over before they are
packed, and the words that stay laid unseen above.

No object of the original is taken over, so that none can bring along what it hides: fonts, forms, layers, earlier
revisions, attachments, properties.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf, Stream
from PIL import Image, ImageDraw
from pypdfium2 import PdfPage

from gongkai_web.info_requests.redaction.marks import MARK, Area, Box, Char, Mark, joined
from gongkai_web.info_requests.redaction.pdf_layer import Line, codes_of, font_of, layer_of, lines_of, paragraphs
from gongkai_web.info_requests.redaction.pdf_open import opened
from gongkai_web.info_requests.redaction.pdf_picture import packed, paint
from gongkai_web.info_requests.redaction.pdf_read import PageText, covers, picture, read_page, union

__all__ = ["DPI", "RedactedPage", "WrittenPdf", "stretches", "write_pdf"]

DPI = 200
_PAD = 0.04  # of the height of a box, on its sides: edges of ink stand out of their box


@dataclass(frozen=True, slots=True)
class RedactedPage:
    """What a page of the new file must be: its words, what they should be, the boxes painted, what each mark took."""

    text: str
    stays: str
    boxes: tuple[Box, ...]
    removed: tuple[str, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class WrittenPdf:
    """The new file and what it must be."""

    data: bytes
    pages: tuple[RedactedPage, ...]


def write_pdf(
    data: bytes,
    marks: Sequence[Mark],
    areas: Sequence[Area],
    *,
    keep_layer: bool,
    progress: Callable[[int, int], None],
) -> WrittenPdf:
    """The file of a prepared PDF. ``keep_layer``: keep what a recogniser has laid under scans. Raises CannotRedact."""
    out = Pdf.new()
    pages: list[RedactedPage] = []
    pictures: list[Stream] = []
    groups: list[list[list[Line]]] = []
    with opened(data) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            image = picture(page, DPI / 72)
            found = read_page(page)
            _without_pale(image, page, found)
            page.close()
            made, chars = _strike(
                found, [m for m in marks if m.place == number], [a for a in areas if a.place == number], keep_layer
            )
            paint(image, list(made.boxes), image.width / found.width)
            pictures.append(packed(out, image))
            lines = lines_of(chars)
            groups.append(paragraphs(lines))
            pages.append(
                RedactedPage(
                    "\n".join(line.text for line in lines),
                    made.stays,
                    made.boxes,
                    made.removed,
                    found.width,
                    found.height,
                )
            )
            progress(number + 1, len(pdf))
    _assemble(out, pages, pictures, groups)
    target = BytesIO()
    out.save(target, object_stream_mode=ObjectStreamMode.disable, compress_streams=True, deterministic_id=True)
    return WrittenPdf(target.getvalue(), tuple(pages))


def _without_pale(image: Image.Image, page: PdfPage, found: PageText) -> None:
    """Takes from the picture the text that nobody sees and a picture editor would bring out.

    ``page`` is as ``read_page`` leaves it, without its text.
    """
    unseen = [char.box for char in found.chars if not char.shown]
    if not unseen:
        return
    scale = image.width / found.width
    mask = Image.new("L", image.size)
    pen = ImageDraw.Draw(mask)
    for boxes, level in (
        (unseen, 255),
        ([char.box for char in found.chars if char.shown and char.text.strip()], 0),
    ):
        for x0, y0, x1, y1 in boxes:
            pad = 0.1 * max(y1 - y0, 1.0) if level else 0.0
            corners = [value * scale for value in (x0 - pad, y0 - pad, x1 + pad, y1 + pad)]
            if corners[2] >= corners[0] and corners[3] >= corners[1]:
                pen.rectangle(corners, fill=level)
    image.paste(picture(page, DPI / 72), mask=mask)


def _strike(
    page: PageText, marks: list[Mark], areas: list[Area], keep_layer: bool
) -> tuple[RedactedPage, list[Char | None]]:
    """What is painted and what stays of the words of a page."""
    gone = [False] * len(page.chars)
    begins: dict[int, Box] = {}
    boxes: list[Box] = []
    removed: list[str] = []
    for mark in joined(marks):
        inside = range(max(mark.start, 0), min(mark.stop, len(page.chars)))
        taken = [page.chars[at] for at in inside if page.chars[at].text.strip()]
        for at in inside:
            gone[at] = True
        covered = stretches(taken)
        boxes += covered
        if covered:
            begins[mark.start] = covered[0]
        removed.append("".join(char.text for char in taken))
    for area in areas:
        inside_area = [at for at, char in enumerate(page.chars) if char.text.strip() and covers(area.box, char.box)]
        fresh = [at for at in inside_area if not gone[at]]
        for at in fresh:
            gone[at] = True
        if fresh:
            begins.setdefault(fresh[0], union([page.chars[at].box for at in fresh[:1]]))
        boxes.append(area.box)
        removed.append("".join(page.chars[at].text for at in inside_area))
    # A character of which a painted box covers the middle is not seen any more, so it is not read any more.
    for at, char in enumerate(page.chars):
        if not gone[at] and char.text.strip() and any(covers(box, char.box) for box in boxes):
            gone[at] = True
            begins.setdefault(at, char.box)
    kept: list[Char | None] = []
    layered = page.layered and keep_layer
    for at, char in enumerate(page.chars):
        if at in begins:
            kept += [None, Char(MARK, begins[at]), None]
        if not gone[at] and (char.shown or layered):
            kept.append(char)
    stays = _stays(page, marks, areas, keep_layer=layered)
    return RedactedPage("", stays, tuple(boxes), tuple(removed), page.width, page.height), kept


def _stays(page: PageText, marks: list[Mark], areas: list[Area], *, keep_layer: bool) -> str:
    """What may be read of a page, worked out from the marks alone and not from what was written."""
    said: list[str] = []
    for at, char in enumerate(page.chars):
        marked = any(mark.start <= at < mark.stop for mark in marks)
        if marked or (char.text.strip() and any(covers(area.box, char.box) for area in areas)):
            said += [] if (said and said[-1] == MARK) or not char.text.strip() else [MARK]
        elif char.shown or keep_layer:
            said.append(char.text)
    return "".join(said)


def stretches(chars: list[Char]) -> list[Box]:
    """One box a line around the characters."""
    boxes: list[Box] = []
    for char in chars:
        x0, y0, x1, y1 = char.box
        height = max(y1 - y0, 1.0)
        pad = min(_PAD * height, 0.8)
        box = (x0 - pad, y0 - pad, x1 + pad, y1 + pad)
        if boxes:
            last = boxes[-1]
            middle = (y0 + y1) / 2
            if last[1] < middle < last[3] and -0.5 * height < x0 - last[2] < 3 * height:
                boxes[-1] = union([last, box])
                continue
        boxes.append(box)
    return boxes


def _assemble(out: Pdf, pages: list[RedactedPage], pictures: list[Stream], groups: list[list[list[Line]]]) -> None:
    codes = codes_of(line.text for group in groups for lines in group for line in lines)
    font = font_of(out, codes)
    document = out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
    tree = out.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([document])))
    document["/P"] = tree
    parents = Array()
    for number, (page, image, paragraphs_) in enumerate(zip(pages, pictures, groups, strict=True)):
        shown = (
            f"/Artifact BMC q {page.width:.3f} 0 0 {page.height:.3f} 0 0 cm /Im Do Q EMC\n".encode("ascii")
            if paragraphs_
            else f"/Figure <</MCID 0>> BDC q {page.width:.3f} 0 0 {page.height:.3f} 0 0 cm /Im Do Q EMC\n".encode(
                "ascii"
            )
        )
        content = shown + (layer_of(paragraphs_, codes, page.height) if paragraphs_ else b"")
        made = out.make_indirect(
            Dictionary(
                Type=Name.Page, MediaBox=Array([0, 0, round(page.width, 3), round(page.height, 3)]),
                Resources=Dictionary(XObject=Dictionary(Im=out.make_indirect(image)), Font=Dictionary(W=font)),
                Contents=out.make_indirect(Stream(out, content)), StructParents=number, Tabs=Name.S,
            )
        )  # fmt: skip
        out.pages.append(Page(made))
        page_object = out.pages[-1].obj
        elements = Array()
        for at in range(len(paragraphs_) or 1):
            element = Dictionary(Type=Name.StructElem, S=Name.P, P=document, Pg=page_object, K=at)
            if not paragraphs_:
                element["/S"] = Name.Figure
                element["/Alt"] = f"第{number + 1}页的图像，没有可以朗读的文字"
                element["/A"] = Dictionary(
                    O=Name.Layout, BBox=Array([0, 0, round(page.width, 3), round(page.height, 3)])
                )
            elements.append(out.make_indirect(element))
            document.K.append(elements[-1])
        parents.append(number)
        parents.append(out.make_indirect(elements))
    tree["/ParentTree"] = out.make_indirect(Dictionary(Nums=parents))
    tree["/ParentTreeNextKey"] = len(pages)
    out.Root["/StructTreeRoot"] = tree
    out.Root["/MarkInfo"] = Dictionary(Marked=True)
    out.Root["/Lang"] = "zh-CN"
