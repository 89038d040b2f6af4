"""Zip containers of XML parts (docx, xlsx, ofd), opened so that no bytes can fill the memory or reach outside.

Every limit is checked before the work it bounds: the declared sizes when the container is opened, the ratio before a
part is unpacked, the amount of markup before a tree is built.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator
from io import BytesIO

from lxml import etree

from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import (
    MAX_BYTES,
    MAX_NESTING,
    MAX_PART,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNZIPPED,
)

__all__ = ["Container", "strip_namespaces"]

MAX_MARKUP = 1_000_000
"""Tags and attributes of a part that is parsed into a tree; one costs up to some 270 bytes there."""
_LEAST_MARKUP = 4
"""Bytes of the shortest element, ``<a/>``."""
_RATIO_FREE = 1024 * 1024
"""Parts up to here may have any ratio: a short part of the same letter is no danger."""
_CHUNK = 64 * 1024
_MAX_HELD = 3 * 1024 * 1024
"""Bytes of XML of one streamed element: a row of 16,384 cells has about 1 MB."""
_CENTRAL = b"PK\x01\x02"
_ENCRYPTED = 0x1
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_DEEPER = etree.XPath(f"boolean({'/*' * (MAX_NESTING + 1)})")

# ISO 29500 Strict names the same elements by other addresses; a reader of the usual ones reads it after this change.
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)

_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    recover=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


class Container:
    """The parts of a zip container, by name without regard to case. ``kind`` (``docx``) stands in the messages.

    Raises Unreadable for bytes that are no zip, a damaged or encrypted one, or one beyond the limits; so does every
    method.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        self._left = MAX_UNZIPPED
        if not data:
            raise Unreadable("文件是空的")
        if len(data) > MAX_BYTES:
            raise Unreadable(f"文件超过 {MAX_BYTES // 2**20} MB 的上限")
        if not data.startswith(b"PK"):
            raise Unreadable(f"内容不是 {kind} 文件（不是压缩包）")
        # zipfile reads the whole directory before it can be counted; each entry has this mark, so counting it first
        # is an upper bound.
        if data.count(_CENTRAL) > MAX_PARTS:
            raise Unreadable(f"压缩包内部件超过 {MAX_PARTS} 个的上限")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except Exception as error:  # zipfile has no one exception for damage: struct, value, index, codec errors …
            raise self._damaged() from error
        entries = self._zip.infolist()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Unreadable(f"{kind} 文件已加密，请先去除密码")
        if sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
            raise Unreadable(f"解压后超过 {MAX_UNZIPPED // 2**20} MB 的上限，疑为压缩炸弹")
        self._entries = {_key(entry.filename): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def names(self) -> Iterator[str]:
        """The names of all parts, lower case, with ``/``."""
        return iter(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        entry = self._entries.get(_key(name))
        if entry is None:
            raise Unreadable(f"{self.kind} 文件不完整：缺少 {_shown(name)}")
        if entry.file_size > MAX_PART:
            raise Unreadable(f"{_shown(name)} 解压后超过 {MAX_PART // 2**20} MB 的上限")
        if entry.file_size > max(_RATIO_FREE, MAX_RATIO * entry.compress_size):
            raise Unreadable(f"{_shown(name)} 的压缩比超过 {MAX_RATIO}，疑为压缩炸弹")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(f"{_shown(name)} 的压缩方法不属于 {self.kind} 格式")
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(min(entry.file_size, self._left) + 1)
        except Exception as error:  # as above, and zlib's
            raise self._damaged() from error
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(f"解压后超过 {MAX_UNZIPPED // 2**20} MB 的上限，疑为压缩炸弹")
        if len(data) != entry.file_size:
            raise self._damaged()
        return data

    def xml(self, name: str, trim: Callable[[bytes], bytes] | None = None) -> etree._Element:
        """The root of an XML part as a tree, without comments. ``trim`` may drop some of its bytes beforehand."""
        data = self._text(name)
        if trim is not None:
            data = trim(data)
        if len(data) > _LEAST_MARKUP * MAX_MARKUP and data.count(b"<") + data.count(b"=") > MAX_MARKUP:
            raise Unreadable(f"{_shown(name)} 的结构过大")
        try:
            root = etree.fromstring(data, _PARSER)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise self._broken(name) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise _doctype(name)
        if _DEEPER(root.getroottree()):
            raise _too_deep(name)
        return root

    def stream(self, name: str, tags: Collection[str]) -> Iterator[etree._Element]:
        """Each element of one of the ``tags`` (``{namespace}name``) when it is complete, in order.

        The element lives until the next one is asked for; what has been passed is freed, so memory does not grow with
        the part. Do not name a tag that stands inside another of the ``tags``.
        """
        data = self._text(name)
        wanted = frozenset(tags)
        parser = etree.XMLPullParser(
            events=("end",),
            tag=tuple(tags),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        root: etree._Element | None = None
        held = 0
        try:
            for start in range(0, len(data), _CHUNK):
                parser.feed(data[start : start + _CHUNK])
                held += _CHUNK
                for _, element in parser.read_events():
                    assert isinstance(element, etree._Element)  # for the type checker: only "end" is asked for
                    if root is None:
                        root = element.getroottree().getroot()
                    yield element
                    element.clear()
                    held = 0
                if root is not None and self._free(name, root, wanted):
                    held = 0
                if held > _MAX_HELD:
                    raise Unreadable(f"{_shown(name)} 的结构过大")
            self._free(name, parser.close(), wanted)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise self._broken(name) from error

    def _free(self, name: str, root: etree._Element, wanted: frozenset[str]) -> bool:
        """Drop everything before the elements now open; False where one of them is wanted, which is then kept whole."""
        if root.getroottree().docinfo.internalDTD is not None:
            raise _doctype(name)
        node, depth = root, 1
        while len(node):
            if node.tag in wanted:
                return False
            del node[:-1]
            node, depth = node[-1], depth + 1
            if depth > MAX_NESTING:
                raise _too_deep(name)
        return True

    def _text(self, name: str) -> bytes:
        data = self.read(name)
        if any(mark in data for mark in _DOCTYPE):
            raise _doctype(name)
        if _STRICT in data[:4096]:
            for strict, usual in _USUAL:
                data = data.replace(strict, usual)
        return data

    def _damaged(self) -> Unreadable:
        return Unreadable(f"{self.kind} 文件已损坏或不完整")

    def _broken(self, name: str) -> Unreadable:
        return Unreadable(f"{self.kind} 文件已损坏：{_shown(name)} 不是合法的 XML")


def strip_namespaces(root: etree._Element) -> etree._Element:
    """The same tree with bare names, for formats whose producers disagree on the namespace."""
    for element in root.iter(etree.Element):
        _, brace, bare = element.tag.rpartition("}")
        if brace:
            element.tag = bare
    return root


def _key(name: str) -> str:
    # Some zip writers on Windows use backslashes; part names are compared without case (OPC, ISO 29500-2).
    return name.replace("\\", "/").lstrip("/").lower()


def _shown(name: str) -> str:
    """The name fit for one line of a message."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= 60 else plain[:57] + "…"


def _doctype(name: str) -> Unreadable:
    return Unreadable(f"{_shown(name)} 含有 DOCTYPE 声明，可能借实体攻击，不予读取")


def _too_deep(name: str) -> Unreadable:
    return Unreadable(f"{_shown(name)} 的嵌套超过 {MAX_NESTING} 层的上限")
