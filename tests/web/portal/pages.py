"""The public pages that the tests look at, and what every page must be made of."""

from __future__ import annotations

import re
from itertools import pairwise

from lxml import html

COUNTY = (
    "/",
    "/agencies/",
    "/agencies/?group=department",
    "/agencies/?q=工业",
    "/agencies/?q=没有这样的机关",
    "/agencies/QX-GX/",
    "/agencies/QX-GX/guide/",
    "/agencies/QX-GX/guide/?version=1",
    "/agencies/QX-GX/rules/",
    "/agencies/QX-GX/rules/?q=审查&state=in_force",
    "/agencies/QX-GX/content/",
    "/agencies/QX-GX/annual/",
    "/agencies/QX-GX/apply/",
    "/agencies/QX-JY/",
    "/agencies/QX-JY/guide/",
    "/agencies/QX-JY/apply/",
    "/agencies/QX-JM/",
    "/agencies/QX-JM/apply/",
    "/agencies/QX-LJ/content/",
    "/annual/",
    "/sitemap/",
    "/help/accessibility/",
)
"""Addresses in the county of conftest.py, with the empty and the ended ones."""

MADE_ANEW = (
    "/preferences/",
    "/search/?q=工业",
    "/search/?q=没有这样的信息",
    "/check/",
    "/accounts/login/",
    "/apply/",
    "/apply/?q=工业",
    "/apply/?q=没有这样的机关",
    "/apply/to/QX-GX/",
    "/apply/to/QX-JM/",
    "/apply/track/",
    "/apply/complaint/",
    "/apply/correction/to/QX-GX/",
)
"""Pages that are made anew for each visitor: with a form and its token, or counted."""

_LIMIT = 100 * 1024


def faults(body: bytes) -> list[str]:
    """What is wrong with a page: its size, landmarks, headings, names of fields, tables, anything inline."""
    page = html.document_fromstring(body.decode())
    found = []

    def must(what: str, holds: object) -> None:
        if not holds:
            found.append(what)

    must("under 100 KB", len(body) < _LIMIT)
    must("lang", page.get("lang") == "zh-Hans")
    must("title", (page.findtext("head/title") or "").strip())
    must("one h1", len(page.xpath("//h1")) == 1)
    for landmark in ("header", "main", "footer", "nav"):
        must(landmark, page.xpath(f"//{landmark}"))
    must("one main", len(page.xpath("//main")) == 1)
    must("skip link first", page.xpath("//body//a")[0].get("href") == "#main")
    must("nothing inline", not page.xpath("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]"))
    must("navs have names", all(n.get("aria-label") or n.get("aria-labelledby") for n in page.xpath("//nav")))
    names = [name.lower() for name in page.xpath("//meta/@name")]
    must("tags once", len(names) == len(set(names)))
    ids = page.xpath("//@id")
    must("ids once", len(ids) == len(set(ids)))
    for named in page.xpath("//@aria-labelledby"):
        must(f"label {named}", named in ids)
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        key = field.get("id")
        labelled = field.xpath("ancestor::label") or (key and page.xpath(f"//label[@for='{key}']"))
        must(f"label of {field.get('name')}", labelled)
    for table in page.xpath("//table"):
        must("caption", table.xpath("caption"))
        must("scope", all(cell.get("scope") for cell in table.xpath(".//th")))
    levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3 | //h4")]
    must("no level left out", all(b <= a + 1 for a, b in pairwise(levels)))
    must("times", all(re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", t.text or "") for t in page.xpath("//time")))
    return found


def tags(body: bytes) -> dict[str, str]:
    """The page's meta tags by name."""
    page = html.document_fromstring(body.decode())
    return {meta.get("name"): meta.get("content") for meta in page.xpath("//meta[@name]")}


def links(body: bytes) -> set[str]:
    """The addresses on this site that a page leads to, without their fragments."""
    page = html.document_fromstring(body.decode())
    return {href.partition("#")[0] for href in page.xpath("//a/@href") if href.startswith(("/", "?"))}
