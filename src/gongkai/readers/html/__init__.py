"""Web pages → outline: a bare report as well as a whole page with its furniture, and web archives (.mht)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from gongkai.readers.encoding import declared_charset, decode_with_warnings
from gongkai.readers.errors import Unreadable
from gongkai.readers.html.article import find_article
from gongkai.readers.html.flow import Flow, plain
from gongkai.readers.html.guard import guarded
from gongkai.readers.html.tree import flatten
from gongkai.readers.outline import Block, Grid, Outline, Paragraph

__all__ = ["read"]

_ARCHIVE = re.compile(rb"\s*(?:[A-Za-z-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,30}?MIME-Version\s*:", re.IGNORECASE)
_REPORT = re.compile("年度报告|年报|信息公开")
_SITE = re.compile(r"\s*(?:[_|｜\-—–>»]|::)+\s*")
_TITLE_NAMES = frozenset({"articletitle", "title", "dc.title", "dcterms.title"})
# Lines round an article that content systems put inside its container.
_AROUND = re.compile(
    r"(?:当前位置|您?(?:现在|当前|所在)的?位置|首页\s*[>》»]|(?:发布|发文|生成|公开|成文|更新)?(?:时间|日期)[：:]\s*\d{4}"
    r"|(?:信息|文章|稿件)?来源[：:]|作者[：:]|(?:浏览|阅读|访问|点击)(?:次数|量|数)?[：:]|[\[【(（]?字[号体](?:大小)?[：:]"
    r"|[\[【]?(?:打印|关闭|收藏)|分享(?:到|至|[：:]|$)|扫一扫|上一[篇条]|下一[篇条]|责任编辑|视力保护色|我要纠错|返回(?:顶部|列表)"
    r"|主办单位[：:]|版权所有|网站标识码|相关(?:信息|文档|链接|阅读)$)"
)
_MAX_BYTES = 24 * 1024 * 1024
"""Bytes of a page with the pictures that are written into it; its text and its tree may take ten times as much."""
_EDGE = 8
"""How many blocks from the beginning and the end may be such lines."""


def read(data: bytes) -> Outline:
    """The outline of the article of a page or of a web archive, ``title`` as the page names it.

    Raises Unreadable when there is no text, and for a page beyond the limits.
    """
    if len(data) > _MAX_BYTES:
        raise Unreadable(f"网页超过 {_MAX_BYTES // 2**20} MB 的上限")
    declared = declared_charset(data)
    if _ARCHIVE.match(data[:65_536]):
        from gongkai.readers.html.archive import page_of

        data, charset = page_of(data)
        declared = declared_charset(data) or charset
    decoded = decode_with_warnings(data, declared)
    parser = LexborHTMLParser(guarded(decoded.text))
    if parser.body is None:
        raise Unreadable("网页没有正文（可能只是框架页），请另存里面的页面")
    elements = flatten(parser.body)
    flow = Flow()
    flow.read(elements, find_article(elements))
    blocks = tuple(_without_edges(flow.blocks))
    if not blocks:
        raise Unreadable("网页里没有文字，正文可能是图片或由脚本生成")
    warnings = decoded.warnings
    if parser.body.css_first("img") is not None and not any(isinstance(block, Grid) for block in blocks):
        warnings = (*warnings, "网页里没有表格而有图片，图片里的文字没有读取")
    return Outline(blocks, kind="html", title=_title(parser), warnings=warnings)


def _title(parser: LexborHTMLParser) -> str | None:
    """The title of the article, from the metadata, the first heading or the window's title without the site's name."""
    metas = [meta.attributes for meta in parser.css("meta[name]")]
    found = [plain(meta.get("content") or "") for meta in metas if (meta["name"] or "").lower() in _TITLE_NAMES]
    for selector in ("h1", "title"):
        node = parser.css_first(selector)
        if node is not None:
            found.append(plain(node.text()))
    found = [_without_site(title) for title in found if title]
    return next((title for title in found if _REPORT.search(title)), found[0] if found else None)


def _without_site(title: str) -> str:
    """The part of a title that names a report, where a mark sets it apart from the name of the site."""
    parts = [part for part in _SITE.split(title) if part]
    return next((part for part in parts if "年度报告" in part or "年报" in part), title)


def _without_edges(blocks: list[Block]) -> list[Block]:
    last = len(blocks) - _EDGE
    return [
        block
        for index, block in enumerate(blocks)
        if not (
            (index < _EDGE or index >= last)
            and isinstance(block, Paragraph)
            and len(block.text) <= 100
            and _AROUND.match(block.text)
        )
    ]
