"""PDFs for tests, typeset on the spot with the Chinese font that the package brings."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

PAGE = '#set page(paper: "a4", margin: (x: 28mm, y: 30mm))\n'
TEXT = '#set text(font: "Noto Sans CJK SC", size: 12pt, lang: "zh")\n'
PROSE = "#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: 10pt)\n"


@cache
def _fonts() -> str:
    spec = find_spec("mplfonts")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "fonts")


@cache
def pdf(body: str, page: str = PAGE) -> bytes:
    """The PDF of that Typst source."""
    source = (page + TEXT + PROSE + body).encode()
    made = typst.compile(source, format="pdf", font_paths=[_fonts()], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made
