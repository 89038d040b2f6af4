"""OFD files (GB/T 33190-2016), the fixed layout of Chinese official documents: a zip of XML whose pages are text and
lines with their places. Templates behind the pages, stamps and other annotations are left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from lxml import etree

from gongkai.readers.container import Container, strip_namespaces
from gongkai.readers.errors import Unreadable
from gongkai.readers.layout import assemble
from gongkai.readers.limits import MAX_PAGES
from gongkai.readers.ofd_page import OfdPage, numbers, read_page
from gongkai.readers.outline import Outline

__all__ = ["read"]

_MAX_CHARACTERS = 500_000
"""Characters of all pages; each is held with its place."""
_A4 = (0.0, 0.0, 210.0, 297.0)
_GARBLED = 0.3  # of the characters: with more of them unknown the text says nothing
_LOCKED = ("decryptseed.dat", "entriesmap.dat")
"""Parts of a package encrypted by GM/T 0099."""


def read(data: bytes) -> Outline:
    """The outline of an OFD file. Raises Unreadable for anything that is not one, is beyond the limits, or has no
    text that can be used.
    """
    container = Container(data, "ofd")
    if any(name.endswith(_LOCKED) for name in container.names()):
        raise Unreadable("ofd 文件已加密，请先去除密码")
    entry = strip_namespaces(container.xml("OFD.xml"))
    pages: list[OfdPage] = []
    left = _MAX_CHARACTERS
    for root, area in _contents(container, entry):
        page = read_page(root, len(pages) + 1, area)
        pages.append(page)
        left -= len(page.fragments)
        if left < 0:
            raise Unreadable(f"文字超过 {_MAX_CHARACTERS // 10_000} 万字的上限")
    if not pages:
        raise Unreadable("ofd 文件中没有页面")
    warnings = _warnings(pages)
    title = (entry.findtext("DocBody/DocInfo/Title") or "").strip() or None
    return Outline(assemble([page.layout for page in pages]), "ofd", title, len(pages), warnings)


def _contents(container: Container, entry: etree._Element) -> Iterator[tuple[etree._Element, Sequence[float]]]:
    """The tree of each page and the size that its document gives pages, one after the other."""
    count = 0
    for body in entry.iterfind("DocBody"):
        name = _resolved("", body.findtext("DocRoot"))
        if not name:
            continue
        document = strip_namespaces(container.xml(name))
        area = numbers(document.findtext("CommonData/PageArea/PhysicalBox"))
        for page in document.iterfind("Pages/Page"):
            count += 1
            if count > MAX_PAGES:
                raise Unreadable(f"ofd 文件超过 {MAX_PAGES} 页的上限")
            location = _resolved(posixpath.dirname(name), page.get("BaseLoc"))
            yield strip_namespaces(container.xml(location)), area if len(area) == 4 else _A4


def _resolved(folder: str, location: str | None) -> str:
    """The name of a part: from the root with a leading slash, else from the folder of the part that names it."""
    if location is None or not location.strip():
        return ""
    return posixpath.normpath(posixpath.join("/", folder, location.strip())).lstrip("/")


def _warnings(pages: Sequence[OfdPage]) -> tuple[str, ...]:
    """What could not be read. Raises Unreadable where that is all there is."""
    garbled = [page for page in pages if page.garbled > _GARBLED * (page.garbled + len(page.fragments))]
    for page in garbled:
        page.fragments.clear()
    empty = [page for page in pages if page.images and not page.fragments and page not in garbled]
    turned = [page for page in pages if page.turned > len(page.fragments)]
    if not any(page.fragments for page in pages):
        if garbled:
            raise Unreadable("ofd 文件的文字没有可用的字符编码，无法读取；请另存为 PDF 后用文字识别读取")
        if empty:
            raise Unreadable("ofd 文件没有文字，是扫描件；请另存为 PDF 后用文字识别读取")
        raise Unreadable("ofd 文件中没有文字")
    return (
        *(f"第{page.number}页的文字没有可用的字符编码，未读取" for page in garbled),
        *(f"第{page.number}页没有文字，是扫描件，未读取" for page in empty),
        *(f"第{page.number}页的文字不是横排正向的，未读取" for page in turned),
    )
