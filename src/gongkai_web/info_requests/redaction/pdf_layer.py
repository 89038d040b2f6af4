"""The words of a page that stay, laid unseen over its picture: to be searched, copied and read aloud.

Codes are given to the characters that stay in the order of Unicode; nothing in the font tells of others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from gongkai_web.info_requests.redaction.glyphless import UNITS, WIDTH, font_file
from gongkai_web.info_requests.redaction.marks import MARK, Box, Char
from gongkai_web.info_requests.redaction.pdf_read import union

__all__ = ["Line", "codes_of", "font_of", "layer_of", "lines_of", "paragraphs"]

_BLOCK = 100  # entries in one block of a character map, by its specification
_SPLIT = 2.5  # heights of a gap at which a line goes on as another piece


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line: its text and where it stands."""

    text: str
    box: Box


def lines_of(chars: Iterable[Char | None]) -> list[Line]:
    """The pieces of lines of what stays. None ends a piece, as before and after the mark for what was taken out."""
    lines: list[Line] = []
    text: list[str] = []
    boxes: list[Box] = []

    def end() -> None:
        words = "".join(text).strip()
        if words and boxes:
            lines.append(Line(words, union(boxes)))
        text.clear()
        boxes.clear()

    for char in chars:
        if char is None or char.text == "\n":
            end()
            continue
        blank = not char.text.strip()
        if boxes and not blank:
            last = boxes[-1]
            height = max(last[3] - last[1], char.box[3] - char.box[1], 1.0)
            middle = (char.box[1] + char.box[3]) / 2
            apart = char.box[0] - last[2] > _SPLIT * height or char.box[2] < last[0]
            if apart or not last[1] - 0.3 * height < middle < last[3] + 0.3 * height:
                end()
        if blank and not text:
            continue
        text.append(" " if blank else char.text)
        if not blank:
            boxes.append(char.box)
    end()
    return lines


def paragraphs(lines: list[Line]) -> list[list[Line]]:
    """Lines that belong together: one after the other, none indented, none far below."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups:
            last, first = groups[-1][-1], groups[-1][0]
            height = max(last.box[3] - last.box[1], 1.0)
            below = line.box[1] - last.box[3] < 1.2 * height and line.box[1] > last.box[1]
            same = abs(line.box[3] - line.box[1] - height) < 0.3 * height
            indented = line.box[0] > min(first.box[0], last.box[0]) + 1.2 * height
            long = last.box[2] > line.box[2] - 2 * height
            if (below and same and not indented and long) or abs(line.box[1] - last.box[1]) < 0.3 * height:
                groups[-1].append(line)
                continue
        groups.append([line])
    return groups


def codes_of(texts: Iterable[str]) -> dict[str, int]:
    """A code for each character that stays; the mark is always among them."""
    return {letter: code for code, letter in enumerate(sorted({*MARK, " ", *"".join(texts)}), 1)}


def layer_of(groups: list[list[Line]], codes: dict[str, int], height: float, *, first_id: int = 0) -> bytes:
    """The content that draws the words, unseen; a marked piece for each paragraph, numbered from ``first_id``."""
    out = ["BT 3 Tr"]
    for number, group in enumerate(groups, first_id):
        out.append(f"/P <</MCID {number}>> BDC")
        for line in group:
            x0, y0, x1, y1 = line.box
            size = max(y1 - y0, 1.0)
            natural = len(line.text) * WIDTH / UNITS * size
            wide = max(1.0, 100 * (x1 - x0) / natural)
            hexed = "".join(f"{codes[letter]:04x}" for letter in line.text + " ")
            out.append(
                f"/W {size:.2f} Tf {wide:.2f} Tz 1 0 0 1 {x0:.2f} {height - y1 + 0.12 * size:.2f} Tm <{hexed}> Tj"
            )
        out.append("EMC")
    out.append("ET")
    return "\n".join(out).encode("ascii")


def font_of(pdf: Pdf, codes: dict[str, int]) -> Dictionary:
    """The font of the layer, embedded, with what each code means."""
    file = Stream(pdf, font_file())
    file.Length1 = len(font_file())
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name.Glyphless, Flags=5, FontBBox=Array([0, -120, WIDTH, 880]),
            ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=880, StemV=80, FontFile2=pdf.make_indirect(file),
        )
    )  # fmt: skip
    glyphs = Stream(pdf, bytes(2 * (len(codes) + 1)))
    kin = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Glyphless, DW=WIDTH, FontDescriptor=descriptor,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        CIDToGIDMap=pdf.make_indirect(glyphs),
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Glyphless, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(kin)]), ToUnicode=pdf.make_indirect(Stream(pdf, _meanings(codes))),
    )  # fmt: skip
    made = pdf.make_indirect(font)
    assert isinstance(made, Dictionary)
    return made


def _meanings(codes: dict[str, int]) -> bytes:
    entries = [f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    blocks = [entries[at : at + _BLOCK] for at in range(0, len(entries), _BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
