"""What of Word cannot stand in a template: what runs, what is taken from elsewhere, what the PDF could not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from lxml import etree

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai_web.files.inspection import inspect

__all__ = ["MAX_TEMPLATE", "open_template"]

MAX_TEMPLATE = 1024 * 1024
"""Bytes of a template."""
_MAX_PART = 1024 * 1024
_MAX_FIELDS = 400
_MAX_PICTURE = 300 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STORY = re.compile(r"word/(?:document|header\d*|footer\d*|header_\w+|footer_\w+)\.xml$")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)

_TAGS: dict[str, str] = {
    "object": "嵌入的对象",
    "OLEObject": "嵌入的对象",
    "control": "控件",
    "altChunk": "嵌入的文档",
    "subDoc": "嵌入的文档",
    "pict": "图形、文本框或者水印",
    "AlternateContent": "图形、文本框或者艺术字",
    "txbxContent": "文本框",
    "anchor": "浮动的图片（请改为“嵌入型”）",
    "oMath": "公式",
    "chart": "图表",
    "ins": "修订（请先接受全部修订）",
    "del": "修订（请先接受全部修订）",
    "moveFrom": "修订（请先接受全部修订）",
    "moveTo": "修订（请先接受全部修订）",
    "commentReference": "批注",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
    "ruby": "拼音指南",
    "framePr": "图文框",
}
_FIELD_NAMES = frozenset({"PAGE", "NUMPAGES", "HYPERLINK", ""})


def open_template(data: bytes) -> None:
    """Looks into an uploaded docx. Raises ValidationError with everything that is wrong."""
    if len(data) > MAX_TEMPLATE:
        raise ValidationError(f"模板不得超过{MAX_TEMPLATE // 2**20}MB，请删去其中的大图片。")
    kind = inspect(ContentFile(data, name="template.docx"))  # macros, passwords, bombs, a mark of secrecy
    if kind.id != "docx":
        raise ValidationError("模板应当是docx文件。")
    try:
        container = Container(data, "Office")
        parts = {name: container.read(name) for name in container.names()}
    except (Unreadable, BadZipFile) as error:
        raise ValidationError("模板已损坏或不完整，打不开。") from error
    found = list(dict.fromkeys(_problems(parts)))
    if found:
        raise ValidationError([f"模板不能含有{one}。" for one in found])
    _small_enough(parts)


def _small_enough(parts: dict[str, bytes]) -> None:
    for name, data in parts.items():
        if name.endswith(".xml") and len(data) > _MAX_PART:
            raise ValidationError("模板的内容过多，请只保留文书的正文。")
        if name.startswith("word/media/") and len(data) > _MAX_PICTURE:
            raise ValidationError(f"模板里的图片不得超过{_MAX_PICTURE // 1024}KB。")
    story = b"".join(data for name, data in parts.items() if _STORY.match(name))
    if story.count(b"{") > 2 * _MAX_FIELDS:
        raise ValidationError(f"模板里的字段不得超过{_MAX_FIELDS}处。")


def _problems(parts: dict[str, bytes]) -> Iterator[str]:
    for name, data in parts.items():
        lower = name.lower()
        if "/embeddings/" in lower or lower.endswith((".bin", ".ole")):
            yield "嵌入的对象"
        if lower.endswith(".rels"):
            yield from _relations(data)
        if _STORY.match(name):
            yield from _story(data)
        if lower.startswith("word/media/") and not lower.endswith((".png", ".jpg", ".jpeg")):
            yield "PNG、JPEG以外的图片"


def _tree(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValidationError("模板已损坏或不完整，打不开。") from error


def _relations(data: bytes) -> Iterator[str]:
    for one in _tree(data).iter(_REL):
        outside = one.get("TargetMode", "").lower() == "external"
        link = one.get("Type", "").endswith("/hyperlink")
        if outside and not (link and one.get("Target", "").startswith(("http:", "https:", "mailto:"))):
            yield "引自外部的内容"


def _story(data: bytes) -> Iterator[str]:
    root = _tree(data)
    if len(list(root.iter(f"{_W}sectPr"))) > 1:
        yield "多个节（请用分页符代替分节符）"
    for one in root.iter():
        if not isinstance(one.tag, str):
            continue
        name = one.tag.partition("}")[2]
        if name in _TAGS and not (name in ("ins", "del") and one.getparent().tag == f"{_W}rPr"):
            yield _TAGS[name]
        elif name == "numPr" and any(child.get(f"{_W}val") != "0" for child in one.iter(f"{_W}numId")):
            yield "自动编号（请直接写出序号）"
        elif name == "cols" and one.get(f"{_W}num", "1") != "1":
            yield "分栏"
        elif name in ("instrText", "fldSimple") and not _known(one.text or one.get(f"{_W}instr", "")):
            yield "页码以外的域"


def _known(words: str) -> bool:
    return (words.split() or [""])[0].upper() in _FIELD_NAMES
