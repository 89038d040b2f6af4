"""docx: properties, comments, tracked changes (accepted), hidden text, revision ids, template and data sources go."""

from __future__ import annotations

from io import BytesIO

import docx
from lxml import etree

from gongkai.readers.word.names import W
from gongkai.readers.word.tracked import accept_changes
from gongkai_web.files.cleaning import office
from gongkai_web.files.cleaning.office import is_sealed
from gongkai_web.files.cleaning.package import Package, remove

__all__ = ["clean", "is_sealed", "notices", "opens", "traces"]

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_INSERTED = frozenset((W + "ins", W + "moveTo"))
_CHANGES = frozenset(
    W + name
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange"),
        *("tblPrExChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
        *("customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd"),
    )
)
_COMMENTS = frozenset(W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))
_MARKS = frozenset((W + "proofErr", W + "permStart", W + "permEnd"))
_SETTINGS = frozenset(
    (
        *(W + name for name in ("rsids", "docVars", "mailMerge", "attachedTemplate", "trackRevisions", "smartTagType")),
        _W14 + "docId",
        _W15 + "docId",
    )
)


def _story_parts(package: Package) -> list[str]:
    return [
        name for name in package.parts if name.startswith("word/") and name.endswith(".xml") and "theme" not in name
    ]


def _is_id(key: str) -> bool:
    return key.startswith(W + "rsid")


def _is_hidden(element: etree._Element) -> bool:
    value = element.get(W + "val", "1")
    parent = element.getparent()
    above = None if parent is None else parent.getparent()
    return value not in ("0", "false", "off") and above is not None and above.tag == W + "r"


def traces(data: bytes) -> list[str]:
    """What must go."""
    package = Package(data)
    found = office.traces(package)
    for name in _story_parts(package):
        for element in package.xml(name).iter(etree.Element):
            if element.tag in _CHANGES:
                found.append("修订痕迹（已按最终状态接受）")
            elif element.tag in _COMMENTS:
                found.append("批注")
            elif element.tag == W + "vanish" and _is_hidden(element):
                found.append("隐藏文字")
            elif element.tag in _SETTINGS or any(_is_id(key) for key in element.attrib):
                found.append("修订编号、模板等编辑设置")
    return list(dict.fromkeys(found))


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in list(element):
        parent.insert(at, child)
        at += 1
    remove(element)


def _clean_story(root: etree._Element) -> None:
    accept_changes(root)
    for element in list(root.iter(etree.Element)):
        if element.tag in _INSERTED and len(element) and element.getparent().tag not in (W + "rPr", W + "trPr"):
            _unwrap(element)
        elif element.tag == W + "commentReference":
            run = element.getparent()
            remove(run if run is not None and run.tag == W + "r" else element)
        elif element.tag in _CHANGES or element.tag in _COMMENTS or element.tag in _MARKS or element.tag in _SETTINGS:
            remove(element)
        else:
            for key in [key for key in element.attrib if _is_id(key)]:
                del element.attrib[key]


def clean(data: bytes) -> bytes:
    """The document as a reader sees it in its final state."""
    package = Package(data)
    office.clean_common(package)
    for name in _story_parts(package):
        _clean_story(package.xml(name))
    return package.save()


def notices(data: bytes) -> list[str]:
    """What stays and a person must look at."""
    package = Package(data)
    found = office.notices(package)
    words = " ".join(
        element.text or "" for name in _story_parts(package) for element in package.xml(name).iter(W + "instrText")
    )
    if any(name in words for name in ("DDE", "INCLUDETEXT", "INCLUDEPICTURE", "DATABASE")):
        found.append("文中有引用其他文件的域，请改为固定的文字")
    return found


def opens(data: bytes) -> None:
    """Raises where python-docx cannot open it."""
    docx.Document(BytesIO(data))
