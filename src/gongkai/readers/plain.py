"""A text file → outline; tables that stand in it as HTML, as converters to Markdown write them, are read as such."""

from __future__ import annotations

import re
from dataclasses import replace

from gongkai.readers import html, text
from gongkai.readers.encoding import decode_with_warnings
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_CELLS, MAX_TEXT
from gongkai.readers.outline import Block, Grid, Outline

__all__ = ["read"]

_TABLE = re.compile(r"<table\b[^<>]{0,500}>.*?</table\s*>", re.DOTALL | re.IGNORECASE)


def read(data: bytes) -> Outline:
    """The outline of a text file in any of the usual encodings. Raises Unreadable when it is not text."""
    decoded = decode_with_warnings(data)
    if "<table" not in decoded.text.lower():
        return replace(text.read_text(decoded.text), warnings=decoded.warnings)
    if len(decoded.text) > MAX_TEXT:
        raise Unreadable(f"文字超过{MAX_TEXT}字，不是一份年度报告")
    blocks: list[Block] = []
    at = 0
    for match in _TABLE.finditer(decoded.text):
        blocks.extend(_prose(decoded.text[at : match.start()]))
        blocks.extend(html.read(match[0].encode()).blocks)
        at = match.end()
    blocks.extend(_prose(decoded.text[at:]))
    cells = sum(len(row) for block in blocks if isinstance(block, Grid) for row in block.rows)
    if cells > MAX_CELLS:
        raise Unreadable(f"表格共有{cells}个单元格，超过上限{MAX_CELLS}")
    if not blocks:
        raise Unreadable("文件里没有文字")
    return Outline(tuple(blocks), kind="text", warnings=decoded.warnings)


def _prose(part: str) -> tuple[Block, ...]:
    return text.read_text(part).blocks if part.strip() else ()
