"""The paragraphs of a docx in their order, with those of headers, notes, text boxes, charts; and its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from PIL import Image

from gongkai.readers.word.names import W
from gongkai_web.files.cleaning.package import Package, kind_of_relation
from gongkai_web.info_requests.redaction.docx_clean import STORY, cleaned, local
from gongkai_web.info_requests.redaction.marks import PX, Picture, Place, Source

__all__ = ["Atom", "Paragraph", "atoms_of", "paragraphs_of", "pictures_of", "read"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PARAGRAPHS = frozenset((W + "p", _A + "p"))
_HOLDERS = frozenset((*_PARAGRAPHS, _C + "v", _C + "formatCode"))
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "sym": "□"}
_PLACES = {
    "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "charts": "图表", "diagrams": "图示",
    "drawings": "图表",
}  # fmt: skip
_TEXTPATH = "{urn:schemas-microsoft-com:vml}textpath"
_NUMBERING = "word/numbering.xml"
_FEW = 3
"""Letters of an automatic number up to which it is one: 第一条, (一)."""
_THUMB = (240, 180)
_MAX_THUMB_PIXELS = 40_000_000
_FORMATS = frozenset(("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "MPO"))
"""Of which every program shows the same; of EMF and WMF no two do."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of the text of a paragraph: the element that holds it, and what it says."""

    element: etree._Element
    text: str
    key: str = ""
    """The attribute that says it, "" where it is the text of the element."""

    @property
    def is_text(self) -> bool:
        """Whether its text may be changed; else it is there or not."""
        return bool(self.key) or local(self.element) in ("t", "v")

    def say(self, text: str) -> None:
        """Gives it another text."""
        if self.key:
            self.element.set(self.key, text)
        else:
            self.element.text = text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: where it stands, in words, and its pieces."""

    label: str
    atoms: tuple[Atom, ...]
    in_table: bool = False

    @property
    def text(self) -> str:
        """Its text, tabs and line breaks as such."""
        return "".join(atom.text for atom in self.atoms)


def atoms_of(holder: etree._Element) -> Iterator[Atom]:
    """The pieces of a paragraph, without those of paragraphs inside (text boxes)."""
    if holder.tag == _C + "v":
        yield Atom(holder, holder.text or "")
        return
    left = list(reversed(holder))
    while left:
        element = left.pop()
        if element.tag in _HOLDERS or not isinstance(element.tag, str):
            continue
        name = local(element)
        if name == "t" and element.tag in (W + "t", _A + "t", _M + "t"):
            yield Atom(element, element.text or "")
        elif name in _SIGNS and element.tag.startswith((W, _A)) and local(element.getparent()) != "tabs":
            yield Atom(element, _SIGNS[name])
        else:
            left.extend(reversed(element))


def paragraphs_of(package: Package) -> Iterator[Paragraph]:
    """All paragraphs that say something, the body first; the order is the same at each call."""
    names = sorted((name for name in package.parts if STORY.match(name)), key=lambda n: ("document" not in n, n))
    count = 0
    for name in names:
        # Layouts and styles of diagrams have words of the program in them, which a reader never sees.
        if local(package.xml(name)) in ("layoutDef", "colorsDef", "styleDef", "colorStyle", "chartStyle"):
            continue
        of_part = next((told for word, told in _PLACES.items() if word in name), "")
        for holder in package.xml(name).iter(*_HOLDERS):
            if holder.tag == _C + "formatCode":
                continue
            atoms = tuple(atoms_of(holder))
            if not any(atom.text.strip() for atom in atoms):
                continue
            count += 1
            in_table = next(holder.iterancestors(W + "tbl"), None) is not None
            inside = of_part
            if next(holder.iterancestors(W + "txbxContent", _A + "txBody"), None) is not None:
                inside = "文本框"
            elif in_table and not of_part:
                inside = "表格"
            label = f"第{count}段（{inside}）" if inside else f"第{count}段"
            yield Paragraph(label, atoms, in_table)
        for what, atom in _spoken(package.xml(name)):
            count += 1
            yield Paragraph(f"第{count}段（{what}）", (atom,))
    if _NUMBERING in package:
        for element in package.xml(_NUMBERING).iter(W + "lvlText"):
            value = element.get(W + "val", "")
            if sum(sign.isalnum() for sign in re.sub(r"%\d", "", value)) > _FEW:
                count += 1
                yield Paragraph(f"第{count}段（自动编号的文字）", (Atom(element, value, W + "val"),))


def _spoken(root: etree._Element) -> Iterator[tuple[str, Atom]]:
    """What is said of pictures, and what letters are drawn: neither is a paragraph, and both are read."""
    for element in root.iter("{*}docPr", "{*}cNvPr"):
        for key in ("descr", "title"):
            if element.get(key, "").strip():
                yield "图片的说明", Atom(element, element.get(key, ""), key)
    for element in root.iter(_TEXTPATH):
        if element.get("string", "").strip():
            yield "水印或者艺术字", Atom(element, element.get("string", ""), "string")


def pictures_of(package: Package) -> list[tuple[str, str]]:
    """The pictures: name of the part, and what it is called."""
    found: dict[str, str] = {}
    for source in sorted(package.sources()):
        for relation in package.relations(source):
            target = package.target(source, relation)
            if kind_of_relation(relation) == "image" and target in package:
                found.setdefault(target, f"图片{len(found) + 1}")
    return list(found.items())


def read(data: bytes) -> Source:
    """What can be marked in a docx. Raises CannotClean, Unreadable."""
    package, removed = cleaned(data)
    places = tuple(
        Place(number, paragraph.label, paragraph.text) for number, paragraph in enumerate(paragraphs_of(package))
    )
    pictures = tuple(_picture(package.parts[name], name, label) for name, label in pictures_of(package))
    notices = []
    if pictures:
        notices.append(f"文件有{len(pictures)}幅图片，请逐幅查看，不应公开的予以删除或者遮盖其中的区域")
    return Source("docx", places, pictures, tuple(notices), tuple(removed))


def _picture(data: bytes, name: str, label: str) -> Picture:
    try:
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
            if width * height > _MAX_THUMB_PIXELS or image.format not in _FORMATS:
                return Picture(name, label)
            image.thumbnail(_THUMB)
            out = BytesIO()
            image.convert("RGB").save(out, "PNG")
            return Picture(name, label, out.getvalue(), data, width * PX, height * PX)
    except Exception:  # noqa: BLE001 - EMF, WMF and broken pictures have no thumbnail
        return Picture(name, label)
