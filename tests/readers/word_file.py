"""Word files made for tests: a whole report by python-docx, and single structures from raw XML."""

from __future__ import annotations

import zipfile
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt
from docx.table import Table

from gongkai.report.format import load_format

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": W,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def packed(parts: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return buffer.getvalue()


def parts(body: str, *, main: str = "word/document.xml", **others: str) -> dict[str, str | bytes]:
    """The parts of a docx whose body is this XML; ``styles`` and ``numbering`` are the insides of those parts."""
    folder, _, name = main.rpartition("/")
    roots = {"styles": "styles", "numbering": "numbering"}
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/{main}" ContentType="{MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="{main}"/></Relationships>',
        main: f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="{part}" Type="{RELATIONS}/{part}" Target="{part}.xml"/>' for part in others)
        + "</Relationships>",
    }
    for part, inside in others.items():
        found[f"{folder}/{part}.xml"] = f"<w:{roots[part]} {NAMESPACES}>{inside}</w:{roots[part]}>"
    return found


def word(body: str, **others: str) -> bytes:
    """A docx whose body is this XML."""
    return packed(parts(body, **others))


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(text: str, properties: str = "") -> str:
    """A cell of one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def saved(document: WordDocument) -> bytes:
    """The bytes of a document of python-docx."""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _fill(table: Table, row: int, col: int, text: str) -> None:
    cell = table.cell(row, col)
    cell.text = text
    run = cell.paragraphs[0].runs[0]
    run.font.size, run.font.name = Pt(10.5), "宋体"


def whole_report() -> bytes:
    """An annual report of the usual length: prose, and the three statutory tables with their merged cells.

    Table 3 has 28 rows and 10 columns; the value in row r, column c is ``r * c``.
    """
    form = load_format("2021")
    document = Document()
    document.core_properties.title = "某县2023年政府信息公开工作年度报告"
    document.add_heading("某县2023年政府信息公开工作年度报告", 0)
    for section in form.sections:
        document.add_heading(section.heading, 1)
        for number in range(8):
            document.add_paragraph(f"（{number}）本年度公开政府信息{number}条，" + "按照要求做好各项工作。" * 20)
        if section.table == "table2":
            table = document.add_table(14, 4, "Table Grid")
            for row in range(14):
                for col in range(4):
                    _fill(table, row, col, f"{row}/{col}")
            table.cell(0, 0).merge(table.cell(0, 3))
        elif section.table == "table3":
            table = document.add_table(28, 10, "Table Grid")
            for row in range(3, 28):
                for col in range(10):
                    _fill(table, row, col, str(row * col) if col > 2 else f"第{row}行")
            _fill(table, 0, 0, "勾稽关系")
            table.cell(0, 0).merge(table.cell(2, 2))
            table.cell(0, 3).merge(table.cell(0, 9))
            for row in range(5, 27):
                for col in range(2):
                    table.cell(row, col).text = ""
            table.cell(5, 0).text = "三、本年度办理结果"
            table.cell(5, 0).merge(table.cell(26, 0))
        elif section.table == "table4":
            table = document.add_table(4, 15, "Table Grid")
            for col in range(15):
                _fill(table, 3, col, str(col))
            table.cell(0, 0).merge(table.cell(0, 4))
            table.cell(0, 5).merge(table.cell(0, 14))
    return saved(document)
