"""OFD (GB/T 33190): the properties of the document, its attachments and earlier versions go; the pages stay."""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO

from lxml import etree

from gongkai.readers import ofd as reader
from gongkai.readers.container import Container

__all__ = ["clean", "is_sealed", "notices", "opens", "traces"]

_KEPT_INFO = frozenset(("DocID", "DocUsage"))
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DROPPED = {"Attachments": "附件", "Versions": "以前的版本", "CustomTags": "自定义标引", "Extensions": "附加数据"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _word(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _parts(data: bytes) -> dict[str, bytes]:
    container = Container(data, "ofd")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {entry.filename: container.read(entry.filename) for entry in archive.infolist() if not entry.is_dir()}


def is_sealed(data: bytes) -> bool:
    """True where the file has a signature."""
    return any(b"Signature " in part or b"Signature>" in part for name, part in _parts(data).items() if _is_list(name))


def _is_list(name: str) -> bool:
    return posixpath.basename(name).lower() == "signatures.xml"


def _told(root: etree._Element) -> dict[str, str]:
    """What an element of OFD.xml or Document.xml tells, by its name."""
    told = {}
    for element in root.iter(etree.Element):
        word = _word(element)
        if word == "DocInfo" and any(_word(child) not in _KEPT_INFO for child in element):
            told["DocInfo"] = "文档属性（作者、软件、时间等）"
        elif word in _DROPPED:
            told[word] = _DROPPED[word]
    return told


def _trees(parts: dict[str, bytes]) -> dict[str, etree._Element]:
    names = [name for name in parts if posixpath.basename(name).lower() in ("ofd.xml", "document.xml")]
    return {name: etree.fromstring(parts[name], _PARSER) for name in names}


def traces(data: bytes) -> list[str]:
    """What must go."""
    found: list[str] = []
    for root in _trees(_parts(data)).values():
        found += _told(root).values()
    return list(dict.fromkeys(found))


def clean(data: bytes) -> bytes:
    """The document with what its pages need."""
    parts = _parts(data)
    for name, root in _trees(parts).items():
        for element in list(root.iter(etree.Element)):
            if _word(element) == "DocInfo":
                for child in list(element):
                    if _word(child) not in _KEPT_INFO:
                        element.remove(child)
            elif _word(element) in _DROPPED and element.getparent() is not None:
                element.getparent().remove(element)
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    gone = ("/attachs/", "/attachments/", "/versions/", "/tags/")
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if not any(folder in f"/{name}".lower() for folder in gone):
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, part)
    return target.getvalue()


def notices(data: bytes) -> list[str]:
    """What stays and a person must look at."""
    annotated = any(b"Annot " in part for name, part in _parts(data).items() if "annot" in name.lower())
    return ["有批注或盖章的外观，请核对其内容"] if annotated else []


def opens(data: bytes) -> None:
    """Raises Unreadable where the pages cannot be read."""
    reader.read(data)
