"""From the name of a font in a docx to the families that typst sets it in, those of the machine before their kin."""

from __future__ import annotations

from functools import cache
from typing import Any

from gongkai.writers.fonts import Typeface, font_set

__all__ = ["face"]

_KINDS = (("小标宋", "title"), ("XiaoBiaoSong", "title"), ("仿宋", "text"), ("FangSong", "text"), ("楷", "second"))
_MORE = (("Kai", "second"), ("黑", "heading"), ("Hei", "heading"), ("等线", "heading"), ("Gothic", "heading"))


@cache
def face(name: str) -> dict[str, Any]:
    """Families in their order; ``weight`` says how the kin that stand in are made as dark as the font itself."""
    kind = next((kind for part, kind in (*_KINDS, *_MORE) if part in name), "text")
    fonts = font_set()
    found: Typeface = getattr(fonts, kind)
    there = {font.family for font in fonts.fonts.fonts()} if name else set()
    families = tuple(dict.fromkeys((*((name,) if name in there else ()), *found.families)))
    dark = kind != "title" or found.own or name in there
    return {"families": families, "weight": "own" if dark else "bold" if found.bold else "outline", "bold": found.bold}
