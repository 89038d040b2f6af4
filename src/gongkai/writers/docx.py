"""docx: the report on the page of GB/T 9704-2012, fonts by the names official documents use.

Page, styles and footers are the parts in ``templates/docx``; here the text and the tables are put in.
"""

from __future__ import annotations

import io

import docx
from docx.document import Document

from gongkai.report.model import AnnualReport
from gongkai.writers.docx_table import table_element
from gongkai.writers.layout import Heading, Text, parts_of, printable, title_lines, title_of
from gongkai.writers.package import settled, template_package

__all__ = ["render"]


def render(report: AnnualReport) -> bytes:
    """The report as docx; the same report gives the same bytes."""
    document = docx.Document(io.BytesIO(template_package("docx")))
    title = title_of(report)
    document.core_properties.title = title[:255]
    document.core_properties.author = printable(report.agency or "")[:255]
    document.add_paragraph("\n".join(title_lines(report)), style="Title")
    for part in parts_of(report):
        if isinstance(part, Heading):
            document.add_paragraph(part.text, style="Heading 1")
        elif isinstance(part, Text):
            _add_text(document, part)
        else:
            spacer = document.add_paragraph(style="表后空行")
            spacer._p.addprevious(table_element(part))  # python-docx has no other way to place a ready table
    buffer = io.BytesIO()
    document.save(buffer)
    return settled(buffer.getvalue())


def _add_text(document: Document, text: Text) -> None:
    paragraph = document.add_paragraph(style="Body Text")
    if text.lead:
        paragraph.add_run(text.lead, style="二级标题")
    if text.text:
        paragraph.add_run(text.text)
