"""What is looked at before a page is parsed: markup made to fill the memory or the hours of a parser.

The algorithm of HTML 5 repairs everything, and some repairs cost the square of the markup: nesting (every paragraph
looks up all open elements), open formatting (opened again in every block) and attributes (each compared with all
before). A page within these limits parses in well under a second.
"""

from __future__ import annotations

import re

from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_CELLS

__all__ = ["guarded"]

_MAX_TAGS = 400_000
_MAX_OPEN = 1_000
"""Elements open at once. Real pages with forgotten end tags reach some 300."""
_MAX_REOPENED = 3_000_000
"""Open formatting elements times tags: the elements that the repair may have to make."""
_FEW_TAGS = 3_000
"""Up to here neither can do harm: the most is a quarter of the square."""

# A tag as the tokenizer of HTML 5 sees it: quotes count only after "=". Nothing is tried twice.
_TAG = re.compile(
    r"<([A-Za-z][A-Za-z0-9:]*+)[^\s/>]*+"
    r"(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+)*+"
)
_LONG = 8_000
"""Characters of a tag; longer ones lose their attributes."""
_SHORT_PAGE = 200_000
"""Characters of a page that cannot hold attributes enough to matter."""
_CELL = re.compile(r"<t[dh][\s>/]", re.IGNORECASE)
_FORMATTING = re.compile(r"<(/?)(b|i|u|s|em|tt|big|code|font|nobr|small|strike|strong)\b", re.IGNORECASE)
_CLOSED_BY_ITSELF = (
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|td|th|tr|tbody|thead|tfoot|dd|dt|option|"
    "optgroup|rp|rt|html|head|body"
)
_NESTING = re.compile(rf"<(/?)(?!(?:{_CLOSED_BY_ITSELF})\b)([A-Za-z][A-Za-z0-9:]*)", re.IGNORECASE)


def guarded(text: str) -> str:
    """The page ready to be parsed, without the attributes of tags longer than 8,000 characters.

    Such are pictures in ``data:`` addresses and the state of ASP.NET forms. Raises Unreadable beyond the limits.
    """
    tags = text.count("<")
    if tags > MAX_CELLS and len(_CELL.findall(text)) > MAX_CELLS:
        raise Unreadable(f"表格的单元格超过上限{MAX_CELLS}个")
    if tags > _MAX_TAGS:
        raise Unreadable(f"网页的标签超过上限{_MAX_TAGS}个")
    if len(text) > _SHORT_PAGE or max(map(len, text.split("<"))) > _LONG:
        text = _TAG.sub(lambda tag: tag[0] if len(tag[0]) <= _LONG else f"<{tag[1]}", text)
    if tags <= _FEW_TAGS:
        return text
    if _deepest(_NESTING, text) > _MAX_OPEN:
        raise Unreadable(f"网页的标签嵌套超过上限{_MAX_OPEN}层")
    if _deepest(_FORMATTING, text) * tags > _MAX_REOPENED:
        raise Unreadable("网页有大量没有结束的字体标签，无法读取")
    return text


def _deepest(pattern: re.Pattern[str], text: str) -> int:
    """The most elements of the pattern open at once, never fewer than the parser will have."""
    opened: dict[str, int] = {}
    now = most = 0
    for slash, written in pattern.findall(text):
        name = written.lower()
        if not slash:
            opened[name] = opened.get(name, 0) + 1
            now += 1
            most = max(most, now)
        elif opened.get(name, 0):
            opened[name] -= 1
            now -= 1
    return most
