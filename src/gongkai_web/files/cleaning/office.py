"""What docx, xlsx and pptx have in common: properties, comments, links to other files, pictures, embedded files."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from gongkai_web.files.cleaning import jpeg, png
from gongkai_web.files.cleaning.package import Package, kind_of_relation, remove

__all__ = ["DROPPED", "LOCAL_PATH", "RELATION_ID", "clean_common", "drop_relations", "is_sealed", "notices", "traces"]

RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
LOCAL_PATH = re.compile(
    r"^(?:file:|[A-Za-z]:[\\/]|\\\\|/(?:Users|home|root|tmp)/)|\.(?:png|jpe?g|bmp|gif)$", re.IGNORECASE
)

DROPPED: dict[str, str] = {
    "core-properties": "文档属性（作者、最后修改人、时间等）",
    "extended-properties": "文档属性（单位、编辑用时、软件等）",
    "custom-properties": "自定义属性",
    "custom-property": "自定义属性",
    "thumbnail": "缩略图",
    "comments": "批注",
    "commentsExtended": "批注",
    "commentsIds": "批注",
    "commentsExtensible": "批注",
    "threadedComment": "批注",
    "commentAuthors": "批注人名单",
    "authors": "批注人名单",
    "people": "修订和批注人名单",
    "person": "修订和批注人名单",
    "customXml": "附加的自定义数据",
    "classificationlabels": "密级标签数据",
    "printerSettings": "打印机设置",
    "externalLink": "与其他文件的链接",
    "externalLinkPath": "与其他文件的链接",
    "attachedTemplate": "模板路径",
    "mailMergeSource": "邮件合并的数据来源",
    "mailMergeHeaderSource": "邮件合并的数据来源",
    "recipientData": "邮件合并的数据来源",
    "connections": "外部数据连接",
    "queryTable": "外部数据连接",
    "revisionHeaders": "共享工作簿的修订记录",
    "usernames": "共享工作簿的用户名单",
    "notesSlide": "演讲者备注",
    "tags": "附加的自定义数据",
    "keyMapCustomizations": "软件的个人设置",
    "attachedToolbars": "软件的个人设置",
}
"""Relationships that are cut, by the last word of their type, and what is told of it."""
_SHOWN_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
_LINKS = "指向本机或内部网络文件的链接"
_PICTURES: dict[str, tuple[Callable[[bytes], list[str]], Callable[[bytes], bytes]]] = {
    "jpg": (jpeg.traces, jpeg.strip),
    "jpeg": (jpeg.traces, jpeg.strip),
    "png": (png.traces, png.strip),
}


def _is_hidden_link(relation: etree._Element) -> bool:
    """An address outside the file that is no plain link on the web."""
    if relation.get("TargetMode") != "External":
        return False
    web = relation.get("Target", "").lower().startswith(_SHOWN_LINKS)
    return not (web and kind_of_relation(relation) == "hyperlink")


def _pictures(package: Package) -> list[str]:
    return [name for name in package.parts if "/media/" in name and name.rpartition(".")[2].lower() in _PICTURES]


def is_sealed(data: bytes) -> bool:
    """True for a package with a digital signature."""
    return any("_xmlsignatures/" in name for name in Package(data).parts)


def traces(package: Package) -> list[str]:
    """What must go from any Office file."""
    found: list[str] = []
    for source in package.sources():
        for relation in package.relations(source):
            if kind_of_relation(relation) in DROPPED:
                found.append(DROPPED[kind_of_relation(relation)])
            elif _is_hidden_link(relation):
                found.append(_LINKS)
    for name in _pictures(package):
        told, _ = _PICTURES[name.rpartition(".")[2].lower()]
        found += [f"图片中的{text}" for text in _quietly(told, package.parts[name])]
    for name in package.parts:
        if name.endswith(".xml") and _paths(package, name):
            found.append("图片原来的文件路径")
    return list(dict.fromkeys(found))


def _quietly(told: Callable[[bytes], list[str]], data: bytes) -> list[str]:
    try:
        return told(data)
    except Exception:  # noqa: BLE001 - a broken picture inside a document has nothing that shows
        return []


def _paths(package: Package, name: str) -> list[etree._Element]:
    """Elements that tell under which path a picture was kept."""
    if b" descr=" not in package.parts[name]:
        return []
    return [element for element in package.xml(name).iter(etree.Element) if LOCAL_PATH.search(element.get("descr", ""))]


def drop_relations(package: Package, source: str, unwanted: Callable[[etree._Element], bool]) -> set[str]:
    """Cuts relationships of a part; gives the ids that led to them."""
    ids = set()
    for relation in package.relations(source):
        if unwanted(relation):
            ids.add(relation.get("Id", ""))
            remove(relation)
    return ids


def clean_common(package: Package) -> None:
    """Takes all that out, and what referred to it."""
    for source in list(package.sources()):
        ids = drop_relations(
            package, source, lambda relation: kind_of_relation(relation) in DROPPED or _is_hidden_link(relation)
        )
        if ids and source in package.parts and source.endswith(".xml"):
            _forget(package.xml(source), ids)
    for name in _pictures(package):
        _, strip = _PICTURES[name.rpartition(".")[2].lower()]
        try:
            package.parts[name] = strip(package.parts[name])
        except Exception:  # noqa: BLE001 - see _quietly
            continue
    for name in list(package.parts):
        if name.endswith(".xml"):
            for element in _paths(package, name):
                element.set("descr", "")


_REFERRERS = frozenset((
    "hyperlink", "legacyDrawing", "externalReference", "attachedTemplate", "mailMerge", "dataSource", "headerSource",
    "custData", "tags", "customPr", "queryTablePart", "hlinkClick", "hlinkHover", "subDoc",
))  # fmt: skip


def _forget(root: etree._Element, ids: set[str]) -> None:
    for element in list(root.iter(etree.Element)):
        led = [key for key, value in element.attrib.items() if key.startswith(RELATION_ID) and value in ids]
        if not led:
            continue
        word = element.tag.rpartition("}")[2]
        if word == "hyperlink" and len(element):
            for key in led:  # the words of the link stay
                del element.attrib[key]
        elif word in _REFERRERS:
            remove(element)
        else:
            for key in led:
                del element.attrib[key]


def notices(package: Package) -> list[str]:
    """What stays and a person must look at."""
    embedded = [name for name in package.parts if "/embeddings/" in name]
    if embedded:
        return [f"文件中嵌有{len(embedded)}个对象（如图表的数据、其他文档），其中的内容未清理，请核对，必要时改为图片"]
    return []
