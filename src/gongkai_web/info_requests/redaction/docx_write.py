"""The redacted docx: the cleaned package with the marked stretches replaced, wherever the runs break them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from PIL import Image, ImageDraw

from gongkai_web.files.cleaning.package import Package, remove
from gongkai_web.info_requests.redaction.docx_clean import PROGRAM, cleaned, local
from gongkai_web.info_requests.redaction.docx_read import Paragraph, paragraphs_of, pictures_of
from gongkai_web.info_requests.redaction.errors import CannotRedact
from gongkai_web.info_requests.redaction.marks import BLOCK, MARK, PX, Area, Mark, joined, without
from gongkai_web.info_requests.redaction.needles import needles, too_often

__all__ = ["WrittenDocx", "write_docx"]

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANK = (160, 120)
_NARROW = 2
_SPOKEN = ("descr", "title", "string", "alt")


@dataclass(frozen=True, slots=True)
class WrittenDocx:
    """The new file, the words of its paragraphs, what they should be, what the marks took, what else was taken out."""

    data: bytes
    texts: tuple[str, ...]
    stays: tuple[str, ...]
    removed: tuple[str, ...]
    cleaned: tuple[str, ...]
    pictures: tuple[str, ...] = ()
    painted: tuple[tuple[str, tuple[Area, ...]], ...] = ()
    """Names of pictures, as they are called in the new file, and what was painted over in them."""


def write_docx(
    data: bytes, marks: Sequence[Mark], pictures: Sequence[str] = (), areas: Sequence[Area] = ()
) -> WrittenDocx:
    """The file without what is marked, without those pictures, with those areas of pictures painted over.

    Raises CannotClean, Unreadable.
    """
    package, told = cleaned(data)
    removed: list[str] = []
    paragraphs = list(paragraphs_of(package))
    stays = tuple(
        without(paragraph.text, [mark for mark in marks if mark.place == number])
        for number, paragraph in enumerate(paragraphs)
    )
    for number, paragraph in enumerate(paragraphs):
        of_place = list(joined(mark for mark in marks if mark.place == number))
        if of_place:
            removed += [paragraph.text[mark.start : mark.stop] for mark in of_place]
            _strike(paragraph, of_place)
    painted = _paint(package, [area for area in areas if area.picture not in pictures])
    gone = _blank(package, pictures)
    _forget_attributes(package, removed, "\n".join(stays))
    texts = tuple(paragraph.text for paragraph in paragraphs_of(package))
    return WrittenDocx(package.save(), texts, stays, tuple(removed), tuple(told), tuple(gone), painted)


def _strike(paragraph: Paragraph, marks: list[Mark]) -> None:
    at = 0
    told: set[int] = set()
    # A form with a letter a cell has no room for words.
    sign = BLOCK if paragraph.in_table and len(paragraph.text.strip()) <= _NARROW else MARK
    for atom in paragraph.atoms:
        begin, at = at, at + len(atom.text)
        touching = [(n, mark) for n, mark in enumerate(marks) if mark.start < at and begin < mark.stop]
        if not touching:
            continue
        if not atom.is_text:
            remove(atom.element)  # a tab or the end of a line inside what is taken out
            continue
        pieces: list[str] = []
        done = begin
        for number, mark in touching:
            pieces.append(atom.text[done - begin : max(mark.start, begin) - begin])
            if number not in told:
                pieces.append(sign)
                told.add(number)
            done = min(mark.stop, at)
        pieces.append(atom.text[done - begin :])
        atom.say("".join(pieces))
        if not atom.key and atom.element.tag.endswith("main}t") and "wordprocessingml" in atom.element.tag:
            atom.element.set(_SPACE, "preserve")


def _paint(package: Package, areas: Sequence[Area]) -> tuple[tuple[str, tuple[Area, ...]], ...]:
    """Paints over areas of pictures, which become PNGs without anything beside their pixels. Raises CannotRedact."""
    done = []
    for name in sorted({area.picture for area in areas}):
        here = tuple(area for area in areas if area.picture == name)
        if name not in package:
            raise CannotRedact("选中区域的图片不在文件中，请刷新页面")
        try:
            with Image.open(BytesIO(package.parts[name])) as image:
                shown = image.convert("RGBA" if image.mode in ("RGBA", "LA", "P") else "RGB")
        except Exception as error:  # any of Pillow's or the codecs' errors
            raise CannotRedact("选中区域的图片打不开，请整幅删除") from error
        pen = ImageDraw.Draw(shown)
        for area in here:
            x0, y0, x1, y1 = (value / PX for value in area.box)
            pen.rectangle((int(x0), int(y0), math.ceil(x1), math.ceil(y1)), fill="black")
        out = BytesIO()
        # From the pixels alone, so that nothing that came with them is written again.
        Image.frombytes(shown.mode, shown.size, shown.tobytes()).save(out, "PNG")
        package.parts[name] = out.getvalue()
        done.append((_become_png(package, name), here))
    return tuple(done)


def _blank(package: Package, pictures: Sequence[str]) -> list[str]:
    """Puts a grey field in the place of the pictures; gives their names."""
    gone = []
    for name, _ in pictures_of(package):
        if name not in pictures:
            continue
        out = BytesIO()
        Image.new("L", _BLANK, 128).save(out, "PNG")
        package.parts[name] = out.getvalue()
        _become_png(package, name)
        gone.append(name)
    return gone


def _become_png(package: Package, name: str) -> str:
    """Gives the part the ending and the type of what it is now; gives its name."""
    if name.lower().endswith(".png"):
        return name
    fresh = f"{name.rpartition('.')[0]}-x.png"
    package.parts[fresh] = package.parts.pop(name)
    for source in list(package.sources()):
        for relation in package.relations(source):
            if relation.get("TargetMode") != "External" and package.target(source, relation) == name:
                relation.set("Target", f"/{fresh}")
    types = package.xml("[Content_Types].xml")
    space = types.tag.rpartition("}")[0] + "}"
    if not any(one.get("Extension", "").lower() == "png" for one in types):
        types.insert(0, etree.Element(space + "Default", Extension="png", ContentType="image/png"))
    return fresh


def _forget_attributes(package: Package, removed: list[str], stays: str) -> None:
    """Descriptions of pictures, watermarks and the like that say what was taken out."""
    wanted = [needle for needle in needles(removed, stays) if len(needle.text) > 1]
    if not wanted:
        return
    for name in list(package.parts):
        if not name.endswith(".xml") or name.startswith("["):
            continue
        for element in package.xml(name).iter(etree.Element):
            if local(element) in PROGRAM:
                continue
            for key, value in element.attrib.items():
                told = len(value) > 1 and (not value.isascii() or key in _SPOKEN)
                if told and any(True for _ in too_often(wanted, value, hidden=True)):
                    element.set(key, MARK)
