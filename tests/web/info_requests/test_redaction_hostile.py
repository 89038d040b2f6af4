# ruff: noqa: E501 - XML as programs write it
"""Files made to leak: what nobody sees is not in the result, though nobody marked it; what was marked is nowhere.

Read with the tools that somebody curious has: PDFium, pypdf, pdftotext where it is installed, the archive unpacked.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pypdf
import pypdfium2
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw

from gongkai_web.info_requests.redaction import MARK, find, open_source, propose, redact
from tests.web.files.made import rezip
from tests.web.info_requests.papers import LINE, NAME, NUMBER, PHONE, changed_pdf, typeset
from tests.web.info_requests.test_redaction_docx import everything, saved
from tests.web.info_requests.test_redaction_pdf import everything as everything_in_pdf

HIDDEN = "暗藏秘密内容"
"""Stands only where nobody looks, and is never marked."""
_W = nsdecls("w")
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(image: Image.Image, form: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def unpacked(data: bytes) -> bytes:
    """All parts of the archive, one behind the other, with their names, and what lies between them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return data + b"\n".join(one.encode() + archive.read(one) for one in archive.namelist())


def curious(data: bytes, folder: Path) -> str:
    """What the tools read of a PDF."""
    path = folder / "result.pdf"
    path.write_bytes(data)
    said = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    said += [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    tool = shutil.which("pdftotext")
    for way in ([], ["-raw"], ["-layout"], ["-htmlmeta"]) if tool else ():
        said.append(subprocess.run([str(tool), *way, str(path), "-"], capture_output=True, check=True).stdout.decode())
    return everything_in_pdf(data) + "".join("".join(said).split())


# --- docx


def _with_rels(parts: dict[str, bytes], *relations: tuple[str, str, str]) -> None:
    added = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, kind, to in relations)
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", added.encode() + b"</Relationships>")


def hostile_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph(LINE)
    body = document.element.body
    for xml in (
        f'<w:p {_W}><w:moveFrom w:id="1" w:author="{HIDDEN}"><w:r><w:t>{HIDDEN}</w:t></w:r></w:moveFrom><w:moveTo w:id="2" w:author="{HIDDEN}"><w:r><w:t>移来的字</w:t></w:r></w:moveTo></w:p>',
        f'<w:p {_W}><w:pPr><w:rPr><w:del w:id="4" w:author="{HIDDEN}" w:date="2025-01-01T00:00:00Z"/></w:rPr></w:pPr><w:del w:id="3" w:author="x"><w:r><w:delText>{HIDDEN}</w:delText></w:r></w:del></w:p>',
        f'<w:p {_W}><w:r><w:rPr><w:rPrChange w:id="5" w:author="{HIDDEN}"><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr><w:t>改过字体</w:t></w:r></w:p>',
        f"<w:p {_W}><w:r><w:rPr><w:webHidden/><w:vanish/></w:rPr><w:t>{HIDDEN}</w:t></w:r><w:r><w:t>可见</w:t></w:r></w:p>",
        f"<w:p {_W}><?mso {HIDDEN}?><!-- {HIDDEN} --><w:r><w:t>指令</w:t></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(xml))
    document.add_comment(document.paragraphs[0].runs, text=HIDDEN, author=HIDDEN, initials="暗")
    document.core_properties.comments = HIDDEN
    data = saved(document)
    book = openpyxl.Workbook()
    book.active["A1"] = HIDDEN
    sheet = io.BytesIO()
    book.save(sheet)

    def more(parts: dict[str, bytes]) -> None:
        parts["word/embeddings/Microsoft_Excel_Sheet1.xlsx"] = sheet.getvalue()
        parts["docProps/thumbnail.jpeg"] = packed(Image.new("RGB", (64, 64)), "JPEG", comment=HIDDEN.encode())
        parts["docProps/custom.xml"] = (
            f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{HIDDEN}"><vt:lpwstr>{HIDDEN}</vt:lpwstr></property></Properties>'
        ).encode()
        parts["word/media/unused.png"] = packed(Image.new("RGB", (9, 9), "red"))
        parts[f"word/{HIDDEN}.txt"] = HIDDEN.encode()
        _with_rels(
            parts,
            ("rIdX1", f"{_REL}/package", "embeddings/Microsoft_Excel_Sheet1.xlsx"),
            ("rIdX2", f"{_REL}/image", "media/unused.png"),
            ("rIdX3", f"{_REL}/mystery", f"{HIDDEN}.txt"),
        )
        root = "_rels/.rels"
        parts[root] = parts[root].replace(
            b"</Relationships>",
            (
                '<Relationship Id="rIdT" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/>'
                f'<Relationship Id="rIdC" Type="{_REL}/custom-properties" Target="docProps/custom.xml"/></Relationships>'
            ).encode(),
        )
        types = parts["[Content_Types].xml"].decode()
        parts["[Content_Types].xml"] = types.replace(
            "</Types>",
            '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/><Default Extension="txt" ContentType="text/plain"/>'
            '<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>',
        ).encode()

    return rezip(data, more)


def test_what_nobody_sees_in_a_docx_does_not_come_along() -> None:
    dirty = hostile_docx()
    assert HIDDEN in everything(dirty)
    source = open_source("docx", dirty)
    assert not any(HIDDEN in place.text for place in source.places)
    result = redact("docx", dirty, [mark for text in (NAME, NUMBER, PHONE) for mark in find(source, text)])
    said, raw = everything(result.data), unpacked(result.data)
    for text in (HIDDEN, NAME, NUMBER, PHONE):
        assert text not in said
        for form in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert text.encode(form) not in raw
    for text in ("移来的字", "改过字体", "可见", "指令"):
        assert text in said
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        names = archive.namelist()
    assert not [one for one in names if "media" in one or "embed" in one or "docProps" in one or "thumbnail" in one]
    docx.Document(io.BytesIO(result.data))


def test_what_is_said_of_pictures_and_drawn_as_letters_is_read_and_proposed() -> None:
    """No paragraph says it: the description of a picture, a watermark, the text of an automatic number."""
    document = docx.Document()
    document.add_paragraph("正文", style="List Number")
    document.add_picture(io.BytesIO(packed(Image.new("RGB", (50, 40)))))
    shown = document.element.body.xpath(".//wp:docPr")[0]
    shown.set("descr", f"申请人姓名：{NAME}，身份证{NUMBER}的照片")
    mark = parse_xml(
        f'<w:p {_W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textpath string="联系电话{PHONE}"/></v:shape></w:pict></w:r></w:p>'
    )
    document.sections[0].header._element.append(mark)
    level = document.part.numbering_part.element.xpath(".//w:lvlText")[0]
    level.set(docx.oxml.ns.qn("w:val"), f"{NAME}第%1号")
    data = saved(document)
    source = open_source("docx", data)
    labels = {place.label.partition("（")[2] for place in source.places}
    assert {"图片的说明）", "水印或者艺术字）", "自动编号的文字）"} <= labels
    kinds = {one.kind for one in propose(source)}
    assert {"identity", "mobile", "name"} <= kinds
    marks = [mark for text in (NAME, NUMBER, PHONE) for mark in find(source, text)]
    result = redact("docx", data, marks)
    said = everything(result.data)
    for text in (NAME, NUMBER, PHONE):
        assert text not in said
    assert f"{MARK}第%1号" in said
    assert f"联系电话{MARK}" in said


@pytest.mark.parametrize("vml", [False, True])
def test_what_is_cut_off_a_picture_is_cut_off(vml: bool) -> None:
    """Word keeps the whole of a cut picture; one drag brings it back."""
    image = Image.new("RGB", (400, 100), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 199, 100), fill="red")  # the left half is cut off
    document = docx.Document()
    document.add_picture(io.BytesIO(packed(image)))
    if vml:
        held = document.element.body.xpath(".//a:blip/@r:embed")[0]
        paragraph = document.paragraphs[-1]._element
        paragraph.remove(paragraph.xpath("./w:r")[0])
        paragraph.append(
            parse_xml(
                f'<w:r {_W} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{_REL}"><w:pict><v:shape><v:imagedata r:id="{held}" cropleft="32768f"/></v:shape></w:pict></w:r>'
            )
        )
    else:
        fill = document.element.body.xpath(".//pic:blipFill")[0]
        fill.insert(1, parse_xml(f'<a:srcRect {nsdecls("a")} l="50000"/>'))
    document.add_picture(io.BytesIO(packed(image)))  # the same one, whole
    data = saved(document)
    source = open_source("docx", data)
    assert len(source.pictures) == 2
    assert "图片中剪裁掉的部分" in source.removed
    whole = next(one for one in source.pictures if one.width > 200)
    result = redact("docx", data, [], pictures=[whole.name])
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        media = [Image.open(io.BytesIO(archive.read(one))) for one in archive.namelist() if "/media/" in one]
    assert sorted(one.size for one in media) == [(160, 120), (200, 100)]
    for one in media:
        assert (255, 0, 0) not in {colour for _, colour in one.convert("RGB").getcolors(99_999) or ()}


@pytest.mark.parametrize("form", ["GIF", "TIFF", "JPEG", "PNG", "BMP", "WEBP"])
def test_pictures_are_their_pixels(form: str) -> None:
    """Further frames, comments, EXIF with its small copy, what stands behind the end, the name of the part."""
    first, second = Image.new("RGB", (90, 60), "white"), Image.new("RGB", (90, 60), "blue")
    more: dict[str, object] = {}
    if form in ("GIF", "TIFF", "WEBP"):
        more = {"save_all": True, "append_images": [second]}
    if form in ("JPEG", "WEBP"):
        exif = Image.Exif()
        exif[0x010E], exif[0x9286] = "secret-words-here", "secret-words-here"
        more["exif"] = exif
    if form in ("GIF", "JPEG"):
        more["comment"] = b"secret-words-here"
    image = packed(first, form, **more) + b"secret-words-here"
    document = docx.Document()
    document.add_picture(io.BytesIO(packed(first)))
    ending = {"JPEG": "jpg", "TIFF": "tif"}.get(form, form.lower())

    def other(parts: dict[str, bytes]) -> None:
        del parts["word/media/image1.png"]
        parts[f"word/media/{NAME}.{ending}"] = image
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"media/image1.png", f"media/{NAME}.{ending}".encode()
        )
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>", f'<Default Extension="{ending}" ContentType="image/{form.lower()}"/></Types>'.encode()
        )

    document.add_paragraph(LINE)
    data = rezip(saved(document), other)
    result = redact("docx", data, find(open_source("docx", data), PHONE))
    raw = unpacked(result.data)
    assert b"secret-words-here" not in raw
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        (name,) = [one for one in archive.namelist() if "/media/" in one]
        kept = Image.open(io.BytesIO(archive.read(name)))
    assert name in ("word/media/image1.png", "word/media/image1.jpg")
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.size == (90, 60)
    assert NAME in everything(result.data), "in the text, where it was not marked"
    assert docx.Document(io.BytesIO(result.data)).inline_shapes


def test_a_chart_keeps_no_workbook() -> None:
    """What its cells were called, the book itself: only the words that are drawn are there, and they are paragraphs."""
    document = docx.Document()
    document.add_paragraph("图表")
    chart = f'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="{_REL}"><c:chart><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:f>\'{HIDDEN}\'!$A$1</c:f><c:strCache><c:pt idx="0"><c:v>{NAME}得分</c:v></c:pt></c:strCache></c:strRef></c:tx></c:ser></c:barChart></c:plotArea></c:chart><c:externalData r:id="rId1"/></c:chartSpace>'

    def more(parts: dict[str, bytes]) -> None:
        parts["word/charts/chart1.xml"] = chart.encode()
        parts["word/embeddings/book.xlsx"] = HIDDEN.encode()
        parts["word/charts/_rels/chart1.xml.rels"] = (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{_REL}/package" Target="../embeddings/book.xlsx"/></Relationships>'
        ).encode()
        _with_rels(parts, ("rIdChart", f"{_REL}/chart", "charts/chart1.xml"))
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>",
            b'<Default Extension="xlsx" ContentType="application/x"/><Override PartName="/word/charts/chart1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/></Types>',
        )

    data = rezip(saved(document), more)
    source = open_source("docx", data)
    result = redact("docx", data, find(source, NAME))
    said = everything(result.data)
    assert HIDDEN not in said
    assert NAME not in said
    assert f"{MARK}得分" in said


# --- PDF


def _hostile(pdf: Pdf) -> None:
    """Properties, XMP in odd places, private data, names, page labels, threads, fields that are hidden, layers."""
    page = pdf.pages[0]
    said = pikepdf.String(HIDDEN)
    xmp = Stream(pdf, f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{HIDDEN}</a></x:xmpmeta>'.encode())
    xmp.Type, xmp.Subtype = Name.Metadata, Name.XML
    pdf.Root["/Metadata"], page.obj["/Metadata"] = pdf.make_indirect(xmp), pdf.make_indirect(xmp)
    pdf.docinfo["/Title"], pdf.docinfo["/Keywords"] = HIDDEN, HIDDEN
    pdf.Root["/PageLabels"] = Dictionary(Nums=Array([0, Dictionary(P=said)]))
    pdf.Root["/Names"] = Dictionary(
        Dests=Dictionary(Names=Array([said, Array([page.obj, Name.Fit])])),
        JavaScript=Dictionary(Names=Array([said, Dictionary(S=Name.JavaScript, JS=said)])),
    )
    pdf.Root["/Threads"] = Array([pdf.make_indirect(Dictionary(Type=Name.Thread, I=Dictionary(Title=said)))])
    pdf.Root["/StructTreeRoot"] = Dictionary(
        Type=Name.StructTreeRoot, K=Dictionary(S=Name.P, Alt=said, ActualText=said, T=said, E=said)
    )
    pdf.Root["/Lang"] = said
    page.obj["/B"], page.obj["/Thumb"] = Array([said]), Stream(pdf, HIDDEN.encode())
    page.obj["/UserUnit"] = 1
    appearance = Stream(pdf, b"BT /F1 12 Tf (x) Tj ET")
    appearance.Type, appearance.Subtype, appearance.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    appearance["/Secret"] = said
    kinds = ("Highlight", "Stamp", "Ink", "Redact", "Caret", "FileAttachment", "Popup", "Watermark", "Projection")
    page.obj["/Annots"] = Array([
        pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([50, 50, 90, 90]), Contents=said, T=said, RC=said,
                Subj=said, NM=said, OverlayText=said, AP=Dictionary(N=appearance),
            )
        )
        for kind in kinds
    ])  # fmt: skip
    hidden = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=said, V=said, DV=said, Rect=Array([9, 9, 99, 29]), F=2
        )
    )
    choice = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Ch, Ff=1 << 17, T=pikepdf.String("选择"), V=pikepdf.String("A"),
            Opt=Array([pikepdf.String("A"), said]), Rect=Array([9, 40, 99, 60]), F=4, DA=b"/Helv 9 Tf 0 g",
        )
    )  # fmt: skip
    page.obj["/Annots"].extend([hidden, choice])
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([hidden, choice]), XFA=Stream(pdf, HIDDEN.encode()))
    pdf.attachments["x.txt"] = pikepdf.AttachedFileSpec(pdf, HIDDEN.encode(), filename=f"{HIDDEN}.txt")
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(HIDDEN, 0))
    pdf.make_indirect(Dictionary(Lost=said))  # nothing leads to it


def test_what_nobody_sees_in_a_pdf_does_not_come_along(tmp_path: Path) -> None:
    dirty = changed_pdf(typeset(f"审查意见\n{LINE}\n以上情况属实。"), _hostile)
    assert HIDDEN in everything_in_pdf(dirty)
    source = open_source("pdf", dirty)
    result = redact("pdf", dirty, [mark for text in (NAME, NUMBER, PHONE) for mark in find(source, text)])
    said = curious(result.data, tmp_path)
    for text in (HIDDEN, NAME, NUMBER, PHONE):
        assert text not in said
    assert "以上情况属实" in said


def _white_and_nearly(shade: float) -> bytes:
    """A page with a dark picture, so that it is packed as a photograph, and text as pale as the paper."""
    data = typeset("看得见的文字")

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0]
        photo = Image.effect_noise((200, 150), 60).convert("RGB")
        shown = Stream(pdf, packed(photo, "JPEG"))
        shown.Type, shown.Subtype, shown.Width, shown.Height = Name.XObject, Name.Image, 200, 150
        shown.ColorSpace, shown.BitsPerComponent, shown.Filter = Name.DeviceRGB, 8, Name.DCTDecode
        page.obj.Resources["/XObject"] = Dictionary(P=pdf.make_indirect(shown))
        helv = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources.Font["/H"] = pdf.make_indirect(helv)
        page.contents_add(
            (f"q 400 0 0 300 90 100 cm /P Do Q q {shade} g BT /H 30 Tf 100 600 Td (SECRET-4711) Tj ET Q").encode()
        )

    return changed_pdf(data, change)


@pytest.mark.parametrize("shade", [1.0, 0.985, 0.97])
def test_text_as_pale_as_the_paper_is_not_in_the_picture_either(shade: float, tmp_path: Path) -> None:
    """Nobody sees a level of grey or two; a picture editor brings it out at one stroke."""
    data = _white_and_nearly(shade)
    source = open_source("pdf", data)
    result = redact("pdf", data, find(source, "看得见"))
    assert "SECRET" not in curious(result.data, tmp_path)
    shown = pypdfium2.PdfDocument(result.data)[0].render(scale=2).to_pil().convert("L")
    place = shown.crop((190, 2 * (842 - 640), 640, 2 * (842 - 590)))
    low, high = place.getextrema()
    assert high - low <= 1, (low, high)


@pytest.mark.parametrize("turned", [0, 90])
def test_what_a_note_covers_is_proposed(turned: int) -> None:
    """Marked for redaction and never carried out; a black rectangle of a note over a number: both go with the notes."""
    text = f"审查意见\n{LINE}\n以上情况属实。"
    clean = typeset(text)
    page = pypdfium2.PdfDocument(clean)[0]
    words = page.get_textpage()
    at = words.get_text_range().index(NUMBER[:6])
    left, bottom, _, top = words.get_charbox(at)
    right = words.get_charbox(at + 10)[2]

    def change(pdf: Pdf) -> None:
        rect = [left, bottom, right, top]
        quads = [left, 700, right, 700, left, 690, right, 690]
        black = Array([0, 0, 0])
        notes = (
            Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=Array(rect), IC=black, C=black),
            Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([0, 0, 9, 9]), QuadPoints=Array(quads)),
            Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=Array([9, 9, 20, 20]), C=Array([1, 1, 0])),
            Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=Array([9, 9, 20, 20]), C=black, F=2, IC=black),
            Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([300, 300, 400, 400])),
        )
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(one) for one in notes])
        pdf.pages[0].obj["/Rotate"] = turned

    data = changed_pdf(clean, change)
    source = open_source("pdf", data)
    assert len(source.covers) == 2
    assert any("批注盖住的区域" in told for told in source.notices)
    assert any("图章" in told for told in source.notices)
    result = redact("pdf", data, [], source.covers)
    said = "".join(result.texts[0].split())
    assert NUMBER[:11] not in said
    assert NUMBER[12:17] in said
    for broken in (Array([1]), Array([Name.X, 2, 3, 4]), pikepdf.String("x")):
        worse = changed_pdf(data, lambda pdf, rect=broken: pdf.pages[0].obj.Annots[0].__setitem__("/Rect", rect))
        assert open_source("pdf", worse).places
