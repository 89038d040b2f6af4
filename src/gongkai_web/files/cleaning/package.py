"""The parts of an Office file (OPC, ISO 29500-2), changed and written again; what nothing leads to is left out."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from gongkai.readers.container import Container
from gongkai_web.files.cleaning.errors import CannotClean

__all__ = ["RELATION", "Package", "kind_of_relation", "remove"]

_TYPES = "[Content_Types].xml"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)


def kind_of_relation(relation: etree._Element) -> str:
    """The last word of its type: ``comments``, ``image``."""
    return relation.get("Type", "").rpartition("/")[2]


def remove(element: etree._Element) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


class Package:
    """Names to bytes; XML parts are parsed when asked for and written back by ``save``.

    Raises gongkai.readers.errors.Unreadable for what is beyond the limits, CannotClean for a strict or signed package.
    """

    def __init__(self, data: bytes) -> None:
        container = Container(data, "Office")
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        self.parts: dict[str, bytes] = {name.replace("\\", "/").lstrip("/"): container.read(name) for name in names}
        self._trees: dict[str, etree._Element] = {}
        if any(_STRICT in part[:4096] for name, part in self.parts.items() if name.endswith(".xml")):
            raise CannotClean("文件为“严格的Open XML”格式，请另存为普通的docx、xlsx或pptx后上传")

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def xml(self, name: str) -> etree._Element:
        """The root of a part, the same at each call."""
        if name not in self._trees:
            data = self.parts[name]
            if b"<!DOCTYPE" in data:
                raise CannotClean("文件含有DOCTYPE声明")
            self._trees[name] = etree.fromstring(data, _PARSER)
        return self._trees[name]

    def relations_of(self, source: str) -> etree._Element | None:
        """The root of the relationships of a part ("" for the package), None where it has none."""
        folder, name = posixpath.split(source)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        return self.xml(path) if path in self.parts else None

    def relations(self, source: str) -> list[etree._Element]:
        """The relationships of a part."""
        root = self.relations_of(source)
        return [] if root is None else list(root.iter(RELATION))

    def sources(self) -> Iterator[str]:
        """The parts that have relationships, "" for the package itself."""
        for name in list(self.parts):
            folder, file = posixpath.split(name)
            if posixpath.basename(folder) == "_rels" and file.endswith(".rels"):
                yield posixpath.join(posixpath.dirname(folder), file[: -len(".rels")])

    def target(self, source: str, relation: etree._Element) -> str:
        """The part a relationship leads to."""
        folder = posixpath.dirname(source)
        return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")

    def main(self) -> str:
        """The part everything hangs on. Raises CannotClean."""
        for relation in self.relations(""):
            if kind_of_relation(relation) == "officeDocument":
                return self.target("", relation)
        raise CannotClean("文件不完整：找不到正文部件")

    def _reached(self) -> set[str]:
        seen, left = {_TYPES}, [""]
        while left:
            source = left.pop()
            root = self.relations_of(source)
            if root is None:
                continue
            folder, name = posixpath.split(source)
            seen.add(posixpath.join(folder, "_rels", f"{name}.rels"))
            for relation in root.iter(RELATION):
                target = self.target(source, relation)
                if relation.get("TargetMode") != "External" and target in self.parts and target not in seen:
                    seen.add(target)
                    left.append(target)
        return seen

    def save(self) -> bytes:
        """The package with the parts that relationships lead to, all with the same date."""
        for name, root in self._trees.items():
            if name in self.parts:
                self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        reached = self._reached()
        types = self.xml(_TYPES)
        for override in list(types):
            part = override.get("PartName")
            if part is not None and part.lstrip("/") not in reached:
                types.remove(override)
        self.parts[_TYPES] = etree.tostring(types, xml_declaration=True, encoding="UTF-8", standalone=True)
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(reached, key=lambda name: (name != _TYPES, name)):
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.parts[name])
        return target.getvalue()
