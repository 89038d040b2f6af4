"""Whatever the text and whatever is chosen of it: it is gone from the result, the rest is there."""

from __future__ import annotations

import io

import docx
import pikepdf
import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from gongkai_web.info_requests.redaction import MARK, Mark, find, open_source, redact
from gongkai_web.info_requests.redaction.matching import fold, occurrences
from tests.web.info_requests.papers import docx_of
from tests.web.info_requests.test_redaction_docx import everything as everything_in_docx
from tests.web.info_requests.test_redaction_pdf import everything as everything_in_pdf

_LETTERS = st.sampled_from("公开申请政府信息张三李四王五测试０１２345６ABCx，。：（）-@.𠮷𫍽　 ")
TEXTS = st.text(_LETTERS, min_size=6, max_size=60).filter(lambda text: len(fold(text)) > 5)
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def chosen(draw: st.DrawFn) -> tuple[list[str], str]:
    """Paragraphs, and a stretch of one of them that has at least two characters that show."""
    paragraphs = draw(st.lists(TEXTS, min_size=1, max_size=4))
    text = draw(st.sampled_from(paragraphs))
    start = draw(st.integers(0, len(text) - 2))
    stop = draw(st.integers(start + 2, len(text)))
    wanted = text[start:stop]
    if len(fold(wanted)) < 2:
        wanted = text
    return paragraphs, wanted


@FEW
@given(chosen(), st.integers(1, 5))
def test_docx(case: tuple[list[str], str], run: int) -> None:
    paragraphs, wanted = case
    data = docx_of(*([text[at : at + run] for at in range(0, len(text), run)] for text in paragraphs))
    source = open_source("docx", data)
    result = redact("docx", data, find(source, wanted))
    if fold(wanted) in fold(MARK) or len(fold(wanted)) < 3:
        return  # stands in the mark itself, or in the names of XML
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(result.data)).paragraphs]
    assert not any(list(occurrences(text.replace(MARK, "\ue000"), wanted)) for text in texts)
    if not wanted.isascii():
        assert "".join(wanted.split()) not in everything_in_docx(result.data).replace(MARK, "")


@FEW
@given(TEXTS, st.data())
def test_docx_keeps_the_rest(text: str, data: st.DataObject) -> None:
    source = open_source("docx", docx_of(text))
    place = source.places[0].text
    start = data.draw(st.integers(0, len(place) - 1))
    stop = data.draw(st.integers(start + 1, len(place)))
    result = redact("docx", docx_of(text), [Mark(0, start, stop)])
    assert result.texts[0] == place[:start] + MARK + place[stop:]


def pdf_of(lines: list[str], kern: int) -> bytes:
    """A PDF in which letters stand one by one, set apart by numbers, with codes that only a map explains."""
    pdf = Pdf.new()
    letters = sorted({letter for line in lines for letter in line})
    codes = {letter: 0x2100 + 7 * at for at, letter in enumerate(letters)}
    entries = "\n".join(f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    meaning = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{entries}\nendbfchar\nendcmap end end"
    )
    kin = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name.Test, DW=1000,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=Dictionary(
            Type=Name.FontDescriptor, FontName=Name.Test, Flags=4, FontBBox=Array([0, -120, 1000, 880]), ItalicAngle=0,
            Ascent=880, Descent=-120, CapHeight=880, StemV=80,
        ),
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Test, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(kin)]), ToUnicode=pdf.make_indirect(Stream(pdf, meaning.encode())),
    )  # fmt: skip
    body = ["0 g"]
    for at, line in enumerate(lines):
        pieces = f" {kern} ".join(f"<{codes[letter]:04x}>" for letter in line)
        body.append(f"0.9 g 70 {790 - 40 * at} 450 24 re f 0 g BT /F 8 Tf 72 {796 - 40 * at} Td [{pieces}] TJ ET")
    content = pdf.make_indirect(Stream(pdf, "\n".join(body).encode()))
    page = Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, 595, 842]), Contents=content,
        Resources=Dictionary(Font=Dictionary(F=pdf.make_indirect(font))),
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@FEW
@given(chosen(), st.integers(-300, 200))
def test_pdf(case: tuple[list[str], str], kern: int) -> None:
    paragraphs, wanted = case
    data = pdf_of(paragraphs, kern)
    source = open_source("pdf", data)
    marks = find(source, wanted)
    if not marks:
        return  # signs that PDFium does not read back, as blanks at the end of a line
    result = redact("pdf", data, marks, keep_layer=True)
    if fold(wanted) in fold(MARK):
        return
    read = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(result.data))
    assert not list(occurrences(read.replace(MARK, "\ue000"), wanted))
    if not wanted.isascii():
        assert "".join(wanted.split()) not in everything_in_pdf(result.data).replace(MARK, "")
