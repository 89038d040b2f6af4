"""Papers to redact: PDF and docx that say something on the page and something else where nobody looks."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
import pikepdf
import typst

from gongkai.writers.fonts import font_set

NAME, NUMBER, PHONE, FIRM = "测试王小丫", "11010519491231002X", "13800138000", "测试内部报价"
"""The number is that of the standard's own example (GB 11643)."""
LINE = f"申请人姓名：{NAME}，公民身份号码{NUMBER}，联系电话{PHONE}，{FIRM}为每吨三千元。"


def typeset(*pages: str) -> bytes:
    """A PDF of plain paragraphs; a page for each text."""
    fonts = font_set()
    words = [page.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for page in pages]
    body = "\n#pagebreak()\n".join(f'#text("{word}")' for word in words)
    source = f'#set text(font: "{fonts.text.families[0]}", size: 14pt, lang: "zh")\n#set page(paper: "a4")\n{body}'
    return typst.compile(source.encode(), font_paths=fonts.fonts, format="pdf", timestamp=0)


def docx_of(*paragraphs: str | Sequence[str]) -> bytes:
    """A docx; a paragraph given as several texts has a run for each."""
    document = docx.Document()
    for paragraph in paragraphs:
        made = document.add_paragraph()
        for piece in [paragraph] if isinstance(paragraph, str) else paragraph:
            made.add_run(piece)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed_pdf(data: bytes, change: object) -> bytes:
    """The PDF after ``change(pdf)``."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)  # type: ignore[operator]
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()
