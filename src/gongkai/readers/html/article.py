"""Where in a whole web page the article stands: the smallest element that holds all marks of a report.

A page is mostly furniture (menus, bread crumbs, share bars, related links, footer). The report's own words are surer
than any name a content system gives its containers, so these only help where the words leave a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gongkai.readers.html.tree import BLOCKS, TEXT, Element

__all__ = ["find_article", "is_furniture"]

_MARKS = re.compile(
    "(勾稽关系)|(申请人情况)|(第二十条第)|(未经复议直接起诉)|(复议后起诉)|(行政规范性文件|^规范性文件$)|(总体情况$)"
    "|(主动公开政府信息情况$)|(收到和处理政府信息)|(行政复议、?(?:提起)?行政诉讼)|(存在的?主要问题|存在的?问题及改进)|(其他需要报告的)"
)
_ENOUGH = 3
"""Marks from which a page is taken for a report in a national format."""
_LONGEST = 60
"""Characters of a heading or a label; longer text is prose, which may name the headings of the report."""
_SENTENCE = re.compile("[。；，]")
_SPACE = re.compile(r"\s+")

# Ids and classes of the article in the content systems of government sites.
_CONTENT = re.compile(
    r"ucap-content|trs_(?:editor|ueditor|web|word)\w*|view|zoom(?:con)?|custom_unionstyle|custom_unitestyle|vsb_content\w*"
    r"|(?:wp_|xxgk[-_]?|gk|news[-_]?|art(?:icle)?[-_]?|text[-_]?|con(?:tent)?[-_]?|detail[-_]?|main[-_]?|pages[-_]?|zw[-_]?"
    r"|info[-_]?|bt[-_]?|j-|easysite-|ewb-)?(?:content|article|articlecontent|fontcontent|text|txt|news-text|detail|con)"
    r"(?:[-_]?(?:box|main|body|con|text|txt|content|detail|inner|\d))?"
)
_FURNITURE = re.compile(
    r"(?:\w+[-_])?(?:nav|navbar|navigation|menu|crumbs?|breadcrumbs?|position|location|weizhi|dqwz|bdshare\w*|bshare\w*|share\w*"
    r"|social-share|jiathis\w*|footer|foot|copyright|header|sidebar|side|toolbar|tools?|print\w*|fontsize|related|xgxx|xgwd|xgwj|xgzc"
    r"|xgyd|pager?|paging|pagination|prevnext|qrcode|ewm|erweima|comments?|search\w*|login\w*|banner)(?:[-_]\w+)?"
)
_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "header"})
_CONTAINER_TAGS = "article aside body center div dl footer form header main nav section table td ul ol"
_CONTAINERS = frozenset(_CONTAINER_TAGS.split())
_INSIDE_TABLE = frozenset({"tbody", "thead", "tfoot", "tr"})
_LITTLE = 200
"""Characters of prose that furniture may have; a container of that name with more holds the article."""
_LEVELS = 8
"""How far above the marks the article may begin (its title and its first words have no marks)."""


def find_article(elements: list[Element]) -> int:
    """The place in ``flatten``'s list of the element that holds the article, 0 where the page is no more than it.

    The measures of all elements are filled in on the way.
    """
    _measure(elements)
    page = elements[0]
    if page.marks.bit_count() >= _ENOUGH:
        return _with_beginning(elements, _smallest(elements, lambda element: element.marks == page.marks))
    named = [place for place, element in enumerate(elements) if 2 * element.prose > page.prose and _is_content(element)]
    if named:
        return named[-1]
    return _smallest(elements, lambda element: 5 * element.prose >= 4 * page.prose > 0)


def is_furniture(element: Element) -> bool:
    """True for a part of a page that is no part of the article, by its name and because it holds nothing of it."""
    if element.tag not in _CONTAINERS or element.tag == "td" or element.marks or element.prose > _LITTLE:
        return False
    return element.tag in _FURNITURE_TAGS or any(map(_FURNITURE.fullmatch, element.names))


def _is_content(element: Element) -> bool:
    return element.tag in _CONTAINERS and (element.tag == "article" or any(map(_CONTENT.fullmatch, element.names)))


def _measure(elements: list[Element]) -> None:
    """Count marks, prose and links of each element with all below it."""
    opened: list[Element] = []
    line: list[str] = []
    link_end = 0
    for place, element in enumerate(elements):
        while opened and opened[-1].end <= place:
            _weigh(line, opened.pop())
        if element.tag == TEXT:
            if place < link_end:
                element.links = len(element.text.strip())
            else:
                line.append(element.text)
        elif element.tag in BLOCKS:
            if opened:
                _weigh(line, opened[-1])
            opened.append(element)
        else:
            link_end = max(link_end, element.end)
    while opened:
        _weigh(line, opened.pop())
    for element in reversed(elements):
        if element.parent >= 0:
            above = elements[element.parent]
            above.marks |= element.marks
            above.links += element.links
            if element.prose and not is_furniture(element):
                above.prose += element.prose


def _weigh(line: list[str], element: Element) -> None:
    """Give the line of text read so far to the block it stands in, and begin a new one."""
    if not line:
        return
    text = line[0] if len(line) == 1 else "".join(line)
    line.clear()
    if len(text) < 4:
        return
    text = _SPACE.sub("", text)
    if len(text) <= _LONGEST:
        for mark in _MARKS.finditer(text):
            element.marks |= 1 << (mark.lastindex or 0)
    if len(text) >= 20 and _SENTENCE.search(text):
        element.prose += len(text)


def _children(elements: list[Element], place: int) -> Iterator[int]:
    child, end = place + 1, elements[place].end
    while child < end:
        yield child
        child = elements[child].end


def _smallest(elements: list[Element], holds: Callable[[Element], bool]) -> int:
    """Go down from the root as long as one child holds enough."""
    place = 0
    while (child := next((c for c in _children(elements, place) if holds(elements[c])), None)) is not None:
        place = child
    return place


def _with_beginning(elements: list[Element], place: int) -> int:
    """The element round the marks that has the rest of the article too: title, first words, last section."""
    while elements[place].tag in _INSIDE_TABLE:
        place = elements[place].parent
    best = above = place
    for _ in range(_LEVELS):
        above = elements[above].parent
        if above < 0:
            break
        prose = elements[above].prose - elements[best].prose
        links = elements[above].links - elements[best].links
        named = _is_content(elements[above]) and links <= _LITTLE
        if (named or (prose >= 20 and links <= prose)) and elements[above].tag not in _INSIDE_TABLE:
            best = above
    return best
