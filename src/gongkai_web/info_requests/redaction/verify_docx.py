"""The proof for a docx: every part of the new file is read by expat and byte by byte, its text by python-docx.

Gives sentences of what was still found where. The removed text is never in them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

import docx
from docx.oxml.ns import qn

from gongkai_web.files.cleaning import docx as cleaning
from gongkai_web.info_requests.redaction.docx_clean import PROGRAM
from gongkai_web.info_requests.redaction.docx_write import WrittenDocx
from gongkai_web.info_requests.redaction.needles import Needle, byte_forms, needles, too_often
from gongkai_web.info_requests.redaction.searching import ACROSS

__all__ = ["verify_docx"]

_FORBIDDEN = re.compile(
    r"comments|people|custom|embeddings|glossary|attachedToolbars|vbaProject|activeX|docProps/|afchunk|\.odttf|printerSettings",
    re.IGNORECASE,
)
_ENDS = frozenset(("p", "v"))
_HIDING = frozenset((
    "ins", "del", "moveFrom", "moveTo", "delText", "vanish", "specVanish", "bookmarkStart", "commentReference", "sdt",
    "OLEObject", "altChunk", "AlternateContent", "hyperlink", "docVar", "rsid", "ffData", "customXml", "smartTag",
))  # fmt: skip
_SHORT, _MEASURE = 3, 8
_WORDS = frozenset(("t", "v", "delText", "instrText"))


@dataclass
class _Read:
    """What expat reads of a part: the words of each paragraph, and everything else that says something."""

    words: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def verify_docx(data: bytes, made: WrittenDocx) -> list[str]:
    """What is wrong; nothing where the file is as it must be."""
    wanted = needles(made.removed, "\n".join(made.stays))
    long = [needle for needle in wanted if len(needle.text) >= ACROSS]
    found: list[str] = []
    words: list[str] = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if archive.comment or archive.testzip():
            found.append("文件包不完整或者带有注释")
        for entry in archive.infolist():
            found += [_told(needle, "部件名称") for needle in too_often(wanted, entry.filename, hidden=True)]
            if _FORBIDDEN.search(entry.filename) or entry.extra or entry.comment:
                found.append("文件中有不应当有的部件")
            body = archive.read(entry)
            words += _part(entry.filename, body, wanted, found)
    everything = "\n".join(words)
    found += [_told(needle, "文字（expat）") for needle in _beyond(wanted, words)]
    found += [_told(needle, "文字（跨段落）") for needle in too_often(long, everything)]
    found += [_told(needle, "文字（python-docx）") for needle in _beyond(wanted, _by_python_docx(data))]
    found += [f"文件中仍有{trace}" for trace in cleaning.traces(data)]
    return list(dict.fromkeys(found))


def _told(needle: Needle, where: str) -> str:
    return f"第{needle.number}处遮盖的内容在{where}中仍能读到"


def _beyond(wanted: Sequence[Needle], paragraphs: Sequence[str]) -> Iterator[Needle]:
    """A private-use sign between paragraphs keeps the end of one and the start of the next apart."""
    yield from too_often(wanted, "\ue000".join(paragraphs))


def _part(name: str, body: bytes, wanted: Sequence[Needle], found: list[str]) -> list[str]:
    where = f"部件{name.rpartition('/')[2][:40]}"
    if not name.endswith((".xml", ".rels")):
        # Few pictures pack words; where one does (EMF, SVG, what is written into a JPEG) they stand as bytes.
        if any(form in body for needle in wanted for form in byte_forms(needle) if len(form) >= 6):
            found.append(f"图片{name.rpartition('/')[2][:40]}中有被遮盖的内容，请将这幅图片一并删除")
        return []
    read = _expat(body)
    # A style may say that text is hidden; runs in such a style are gone.
    hiding = read.names & (_HIDING - {"vanish", "specVanish"} if name.endswith("/styles.xml") else _HIDING)
    if hiding:
        found.append(f"{where}中有不应当有的内容（{'、'.join(sorted(hiding))}）")
    for text in read.others:
        found += [
            _told(needle, where) for needle in too_often(wanted, text, hidden=True) if not _by_chance(needle, text)
        ]
    # What is written plainly expat has read; here it is what is written in another way.
    for needle in wanted:
        plain = {text.encode() for text in (needle.text, needle.exact, needle.exact.upper())}
        if any(form in body for form in byte_forms(needle) - plain):
            found.append(_told(needle, where))
    return read.words


def _by_chance(needle: Needle, text: str) -> bool:
    """Few digits stand in many a measure, colour or number of an element."""
    if not text.isascii():
        return False
    return len(needle.text) <= _SHORT or (len(text) <= _MEASURE and text.isalnum() and len(needle.text) < _MEASURE)


def _expat(body: bytes) -> _Read:
    read = _Read()
    stack: list[str] = []
    lines: list[list[str]] = [[]]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        stack.append(name)
        read.names.add(name)
        if name in _ENDS:
            lines.append([])  # a paragraph of a text box stands inside another
        if name not in PROGRAM:
            read.others.extend(value for value in attributes.values() if len(value) > 1)

    def end(tag: str) -> None:
        name = stack.pop()
        if name in _ENDS:
            read.words.append("".join(lines.pop()))

    def text(data: str) -> None:
        (lines[-1] if stack and stack[-1] in _WORDS else read.others).append(data)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.CommentHandler = read.others.append
    parser.ProcessingInstructionHandler = lambda _target, data: read.others.append(data)
    parser.Parse(body, True)
    read.words.append("".join(lines.pop()))
    return read


def _by_python_docx(data: bytes) -> list[str]:
    document = docx.Document(BytesIO(data))
    texts = [node.text for node in document.element.body.iter(qn("w:p"))]
    for section in document.sections:
        for part in (
            section.header, section.footer, section.first_page_header, section.first_page_footer,
            section.even_page_header, section.even_page_footer,
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                texts += [paragraph.text for paragraph in part.paragraphs]
    return texts
