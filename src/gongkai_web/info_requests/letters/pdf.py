"""The docx of a letter as PDF: what the docx has, set by typst with the core's fonts, without an office program."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import typst

from gongkai.writers.fonts import font_set
from gongkai_web.info_requests.letters.typeset.blocks import read_docx

__all__ = ["to_pdf", "warm_up"]

_ACCESSIBLE: list[typst.PDFStandard] = ["ua-1"]


def to_pdf(docx: bytes) -> bytes:
    """PDF/UA-1, or plain tagged PDF where a character has no glyph in any font of the machine; the same each time."""
    inputs = {"letter": json.dumps(read_docx(docx) | {"faces": font_set().text.families}, ensure_ascii=False)}
    try:
        return _typeset(inputs, _ACCESSIBLE)
    except typst.TypstError:
        return _typeset(inputs, [])


def _typeset(inputs: dict[str, str], standards: list[typst.PDFStandard]) -> bytes:
    return typst.compile(
        _template(), font_paths=font_set().fonts, format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=0
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("typeset", "letter.typ").read_bytes()


def warm_up() -> None:
    """Looks for the fonts now, which takes a while the first time: not while others wait for a number."""
    font_set()
