"""Ten kinds of text that nobody should write into a form, and somebody will."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

__all__ = ["FORM", "HOSTILE", "MARKS", "body", "harmless"]

FORM = "application/x-www-form-urlencoded"
MARKS = ("<script>hostile", "<img src=x", '" onmouseover="hostile')
"""What must never stand in a page as it was typed."""
HOSTILE: dict[str, str] = {
    "scripts": '<script>hostile()</script><img src=x onerror=hostile()>" onmouseover="hostile()',
    "templates": "{{7919*104729}}{% debug %}${7919*104729}#{7919*104729}<%= 7919*104729 %>{{ settings.SECRET_KEY }}",
    "huge": "长" * 60_000,
    "control": "a\x01b\x08c\x0bd\x0ce\x1bf\x7fg\x85h",
    "bidi": "合同\u202etxt.exe\u202c\u2066\u2069\u200f\u200b\ufeff",
    "surrogates": "半\ud800个\udfff字",
    "nul": "零\x00字节",
    "sql": "'; DROP TABLE info_requests_inforequest; -- \" OR 1=1 /* \\'",
    "entities": "&lt;script&gt;&#60;img&#62;&amp;amp;&nbsp;]]><!--",
    "astral": "👩‍👩‍👧‍👦𠀀𠮷\U0010ffff🏛️é\u0301",
}


def body(values: dict[str, str]) -> bytes:
    """A form as a browser sends it, and as no browser sends it: halves of characters too."""
    pairs = (
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(str(value).encode('utf-8', 'surrogatepass'))}"
        for name, value in values.items()
    )
    return "&".join(pairs).encode()


def harmless(page: str) -> bool:
    """Whether nothing in a page is what somebody typed as markup, and no template was run."""
    return not any(mark in page for mark in MARKS) and "829348951" not in page
