# ruff: noqa: E501 - XML as programs write it
"""Files that tell more than they show, made with the libraries that officers' software is like."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pikepdf
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

SECRET = "测试内情"
AUTHOR = "测试作者"
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def rezip(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A package with its parts changed in place."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def plain_docx(text: str = "清溪县2026年重点工作安排") -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def photo(kind: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (64, 40)) -> bytes:
    """A picture with where and with what it was taken, and a comment."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x010F], exif[0x0131], exif[0x013B] = "Ceshi Camera", "Ceshi Soft", AUTHOR
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (25.0, 3.0, 5.0), 3: "E", 4: (116.0, 25.0, 2.0)})
    out = io.BytesIO()
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Author", AUTHOR)
        info.add_itxt("XML:com.adobe.xmp", f"<x>{AUTHOR}</x>")
        image.save(out, "PNG", exif=exif, pnginfo=info, icc_profile=profile())
    elif kind == "GIF":
        image.convert("P").save(out, "GIF", comment=AUTHOR.encode())
    elif kind == "TIFF":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[315], tags[270], tags[700] = AUTHOR, SECRET, f"<x>{AUTHOR}</x>".encode()
        second = image.rotate(180)
        image.save(out, "TIFF", tiffinfo=tags, save_all=True, append_images=[second], dpi=(300, 300))
    elif kind == "WEBP":
        image.save(out, "WEBP", exif=exif, xmp=f"<x>{AUTHOR}</x>".encode(), lossless=True, icc_profile=profile())
    else:
        image.save(
            out, "JPEG", exif=exif, comment=SECRET.encode(), icc_profile=profile(), xmp=f"<x>{AUTHOR}</x>".encode()
        )
    return out.getvalue()


def profile() -> bytes:
    """A colour profile."""
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


_INSERTED = (
    '<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD">'
    '<w:r w:rsidRPr="00112233"><w:t>留下的文字。</w:t></w:r>'
    f'<w:del w:id="1" w:author="{AUTHOR}" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>{SECRET}一</w:delText></w:r></w:del>'
    f'<w:ins w:id="2" w:author="{AUTHOR}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>加进的文字。</w:t></w:r></w:ins>'
    f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}二</w:t></w:r>"
    f'<w:r><w:rPr><w:b/><w:rPrChange w:id="3" w:author="{AUTHOR}"><w:rPr/></w:rPrChange></w:rPr><w:t>粗体。</w:t></w:r>'
    "</w:p>"
)


def dirty_docx() -> bytes:
    """A document with all that an office adds over a year."""
    document = docx.Document()
    document.core_properties.author = AUTHOR
    document.core_properties.last_modified_by = AUTHOR
    paragraph = document.add_paragraph("清溪县2026年重点工作安排")
    document.add_comment(paragraph.runs, text=f"{SECRET}三", author=AUTHOR, initials="测")
    document.add_picture(io.BytesIO(photo()))
    out = io.BytesIO()
    document.save(out)

    def change(parts: dict[str, bytes]) -> None:
        body = parts["word/document.xml"].decode()
        body = body.replace("<w:sectPr", _INSERTED + "<w:sectPr", 1)
        body = re.sub(r"(<wp:docPr [^>]*?)(/?>)", rf'\1 descr="C:\\Users\\{AUTHOR}\\Desktop\\a.jpg"\2', body, count=1)
        parts["word/document.xml"] = body.encode()
        settings = parts["word/settings.xml"].decode()
        extra = (
            '<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/>'
            '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
            f'<w:docVars><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars>'
        )
        parts["word/settings.xml"] = settings.replace("</w:settings>", extra + "</w:settings>").encode()
        parts["word/_rels/settings.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId99" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
            f'Target="file:///C:/Users/{AUTHOR}/m.dotx" TargetMode="External"/></Relationships>'
        ).encode()
        parts["docProps/custom.xml"] = (
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property '
            f'fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="单位"><a>{SECRET}</a></property></Properties>'
        ).encode()
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'custom-properties" Target="docProps/custom.xml"/></Relationships>',
        )

    return rezip(out.getvalue(), change)


def dirty_xlsx() -> bytes:
    """A workbook with a hidden sheet that a visible one asks, a comment, a hidden row and another book's name."""
    book = openpyxl.Workbook()
    book.properties.creator = AUTHOR
    shown = book.active
    shown.title = "公开表"
    shown["A1"], shown["A2"] = "项目", "金额"
    shown["B2"] = "=内部!A1*2"
    shown["B3"] = "=SUM(A1:A2)"
    shown["A1"].comment = Comment(SECRET, AUTHOR)
    shown.row_dimensions[4].hidden = True
    shown["A4"] = "隐藏行"
    hidden = book.create_sheet("内部", 0)
    hidden["A1"] = SECRET
    hidden.sheet_state = "veryHidden"
    book.defined_names["底数"] = DefinedName("底数", attr_text="内部!$A$1")
    book.active = 1
    out = io.BytesIO()
    book.save(out)

    def change(parts: dict[str, bytes]) -> None:
        path = f'<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="D:\\{AUTHOR}\\"/>'
        wrapped = (
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f'<mc:Choice Requires="x15">{path}</mc:Choice></mc:AlternateContent>'
        )
        book = parts["xl/workbook.xml"].decode()
        parts["xl/workbook.xml"] = book.replace("<bookViews", wrapped + "<bookViews", 1).encode()
        for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
            text = re.sub(r"(A1\*2</f>)<v(?: ?/>|></v>)", r"\1<v>84</v>", parts[name].decode())
            parts[name] = text.encode()

    return rezip(out.getvalue(), change)


_PRESENTATION = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.'
    'main+xml"/><Override PartName="/ppt/slides/slide2.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.'
    'slide+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="ppt/presentation.xml"/></Relationships>',
    "ppt/presentation.xml": '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
    '<p:sldId id="257" r:id="rId2"/></p:sldIdLst></p:presentation>',
    "ppt/_rels/presentation.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide" Target="slides/slide1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide" Target="slides/slide2.xml"/>'
    "</Relationships>",
    "ppt/slides/slide1.xml": '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a='
    '"http://schemas.openxmlformats.org/drawingml/2006/main"><a:t>公开内容</a:t></p:sld>',
    "ppt/slides/slide2.xml": '<p:sld show="0" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a='
    f'"http://schemas.openxmlformats.org/drawingml/2006/main"><a:t>{SECRET}</a:t></p:sld>',
    "ppt/slides/_rels/slide1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/notesSlide" Target="../notesSlides/n1.xml"/>'
    "</Relationships>",
    "ppt/notesSlides/n1.xml": f"<n>{SECRET}</n>",
}


def dirty_pptx() -> bytes:
    """Two slides, one hidden, the other with notes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _PRESENTATION.items():
            archive.writestr(name, part)
    return out.getvalue()


def dirty_pdf(*, sealed: bool = False) -> bytes:
    """A page with a photo, and what hangs on it; saved twice, so that the first version is still inside."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    page = pdf.pages[0]
    image = pdf.make_stream(
        photo(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=64, Height=40, BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = pdf.make_stream(b"q 100 0 0 100 50 50 cm /Im0 Do Q")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=AUTHOR, Contents=SECRET
    )
    line = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Highlight, Rect=[0, 0, 9, 9], T=AUTHOR, Contents=SECRET
    )
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.gov.cn/"),
    )  # fmt: skip
    page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(one) for one in (note, line, link)]))
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(
            Names=pikepdf.Array(["a", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(2)")])
        )
    )
    pdf.attachments["a.txt"] = SECRET.encode()
    pdf.docinfo["/Author"] = AUTHOR
    if sealed:
        field = pikepdf.Dictionary(
            FT=pikepdf.Name.Sig, T="签章", V=pikepdf.Dictionary(Type=pikepdf.Name.Sig, Contents=b"x" * 20)
        )
        pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([pdf.make_indirect(field)]))
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [AUTHOR]
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    first = out.getvalue()
    position = int(re.findall(rb"startxref\s+(\d+)", first)[-1])
    size = int(re.findall(rb"/Size (\d+)", first[first.rindex(b"trailer") :])[0])
    root = re.search(rb"/Root (\d+ 0 R)", first).group(1)  # type: ignore[union-attr]
    extra = b"%d 0 obj\n(second)\nendobj\n" % size
    start = len(first)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (size, start)
    trailer = b"trailer\n<</Size %d /Root %s /Prev %d /Info %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size + 1, root, position, re.search(rb"/Info (\d+ 0 R)", first).group(1), start + len(extra),  # type: ignore[union-attr]
    )  # fmt: skip
    return first + extra + table + trailer


def mp4() -> bytes:
    """The boxes of a film with where it was taken; no frames."""

    def box(name: bytes, body: bytes) -> bytes:
        return (len(body) + 8).to_bytes(4, "big") + name + body

    place = box(b"\xa9xyz", b"\x00\x12\x15\xc7+25.05+116.42/")
    header = box(b"mvhd", bytes(4) + b"\x11\x22\x33\x44\x11\x22\x33\x55" + bytes(88))
    return (
        box(b"ftyp", b"isom\0\0\x02\0isomiso2mp41")
        + box(b"moov", header + box(b"udta", place))
        + box(b"mdat", b"\1" * 64)
    )


def mp3() -> bytes:
    """Three frames of silence between tags."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    text = b"\x03" + AUTHOR.encode()
    tag = b"TPE1" + len(text).to_bytes(4, "big") + b"\0\0" + text
    return b"ID3\x03\0\0\0\0\0" + bytes((len(tag),)) + tag + frame * 3 + b"TAG" + bytes(125)


_OFD = {
    "OFD.xml": '<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD" Version="1.1">'
    f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:Author>{AUTHOR}</ofd:Author></ofd:DocInfo>"
    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "Doc_0/Document.xml": '<?xml version="1.0" encoding="UTF-8"?><ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData>'
    "<ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages><ofd:Attachments>Attachs/Attachments.xml'
    "</ofd:Attachments></ofd:Document>",
    "Doc_0/Pages/Page_0/Content.xml": '<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">'
    '<ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="3" Boundary="20 20 100 10" Font="4" Size="5"><ofd:TextCode X="0" Y="5">'
    "公开的文字</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>",
    "Doc_0/Attachs/Attachments.xml": f"<a>{SECRET}</a>",
}


def dirty_ofd() -> bytes:
    """A page, an author and an attachment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _OFD.items():
            archive.writestr(name, part)
    return out.getvalue()
