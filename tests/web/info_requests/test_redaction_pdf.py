"""Redacted PDFs: nothing of a removed text is left anywhere, whatever the original hid it in."""

from __future__ import annotations

import io
import time
import zlib

import pikepdf
import pypdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops, ImageDraw

from gongkai_web.info_requests.redaction import (
    MARK,
    Area,
    CannotRedact,
    Mark,
    StillThere,
    find,
    open_source,
    pdf_write,
    propose,
    redact,
)
from gongkai_web.info_requests.redaction.engine import Result
from gongkai_web.info_requests.redaction.marks import Char, Source
from gongkai_web.info_requests.redaction.pdf_open import opened
from gongkai_web.info_requests.redaction.pdf_read import picture
from gongkai_web.info_requests.redaction.pdf_write import RedactedPage
from gongkai_web.info_requests.redaction.verify_pdf import verify_pdf
from tests.web.info_requests.papers import FIRM, LINE, NAME, NUMBER, PHONE, changed_pdf, typeset

SECRETS = (NAME, NUMBER, PHONE, FIRM)


def everything(data: bytes) -> str:
    """All that several programs read of a PDF: its text, its strings, its streams, its bytes."""
    said: list[str] = []
    forms = ("utf-8", "utf-16-be", "utf-16-le", "gb18030", "latin-1")
    raw = [data]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for found in pdf.objects:
            said.append(str(found.unparse(resolved=True)[:200_000]) if not isinstance(found, Stream) else "")
            if isinstance(found, pikepdf.String):
                said.append(str(found))
            if isinstance(found, Stream):
                said.append(str(dict(found.stream_dict.items())))
                if found.get("/Subtype") != Name.Image:
                    raw.append(found.read_bytes())
    document = pypdfium2.PdfDocument(data)
    said += [page.get_textpage().get_text_range() for page in document]
    said += [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    said += [body.decode(form, "ignore") for body in raw for form in forms]
    said += [bytes.fromhex(word).decode("utf-16-be", "ignore") for body in raw for word in _hex_words(body)]
    return "".join("".join(said).split())


def _hex_words(body: bytes) -> list[str]:
    words = [word.partition(b">")[0].strip() for word in body.split(b"<")[1:]]
    return [
        word.decode() for word in words if len(word) % 4 == 0 and word and not word.strip(b"0123456789abcdefABCDEF")
    ]


def marks_for(source: Source, *texts: str) -> list[Mark]:
    found = [mark for text in texts for mark in find(source, text)]
    assert found
    return found


def redacted(data: bytes, *texts: str, areas: tuple[Area, ...] = ()) -> Result:
    return redact("pdf", data, marks_for(open_source("pdf", data), *texts), areas)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return typeset(f"关于补助资金的审查意见\n{LINE}\n以上情况属实。", f"第二页\n经办人与{NAME}核对。")


def test_what_is_removed_is_gone_and_the_rest_is_there(paper: bytes) -> None:
    result = redacted(paper, *SECRETS)
    said = everything(result.data)
    for text in SECRETS:
        assert text not in said
        assert text[::-1] not in said
    for text in ("关于补助资金的审查意见", "以上情况属实。", "为每吨三千元", "经办人与", MARK):
        assert text in said
    assert result.counts == (len(NAME), len(NUMBER), len(PHONE), len(FIRM), len(NAME))


def test_the_picture_is_black_and_the_rest_as_it_was(paper: bytes) -> None:
    source = open_source("pdf", paper)
    result = redact("pdf", paper, find(source, NUMBER))
    with opened(paper) as pdf:
        before = picture(pdf[0], 1).convert("L")
    after = pypdfium2.PdfDocument(result.data)[0].render(scale=1).to_pil().convert("L")
    assert before.size == after.size
    found = ImageChops.subtract(before, after).point(lambda level: 255 * (level > 225)).getbbox()
    assert found is not None
    (line,) = [box for box in source.places[0].lines if box[1] < (found[1] + found[3]) / 2 < box[3]]
    assert found[3] - found[1] < line[3] - line[1] + 6
    assert 100 < found[2] - found[0] < 200


def test_only_what_is_chosen(paper: bytes) -> None:
    source = open_source("pdf", paper)
    first, _second = find(source, NAME)
    result = redact("pdf", paper, [first])
    said = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(result.data)]
    assert NAME not in "".join(said[0].split())
    assert NAME in "".join(said[1].split())


def test_numbers_that_are_in_every_file() -> None:
    """Offsets of objects and codes of letters are digits: nothing is refused for them."""
    numbers = ["00000", "10000", "20006", "00100", "12345", "65535", "00510", "3000400"]
    result = redacted(typeset("，".join(numbers) + "、" + "，".join(str(n) for n in range(10001, 10120))), *numbers)
    assert "12345" not in "".join(result.texts)


def test_across_lines_and_pages() -> None:
    long = "这一段很长的文字用来换行" * 12 + "内部编号ABCDEFGH结束"
    paper = typeset(long + "跨页的秘密", "内容到此为止")
    result = redacted(paper, "换行这一段很长的文字用来换行这一段很长的文字", "跨页的秘密内容")
    said = everything(result.data)
    assert "跨页的秘密" not in said
    assert "到此为止" in said


def _hiding(pdf: Pdf) -> None:
    """Every hiding place that there is."""
    page = pdf.pages[0]
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/STSong-Light"), Encoding=Name("/UniGB-UCS2-H"),
            DescendantFonts=Array([
                Dictionary(
                    Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/STSong-Light"),
                    CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=2), DW=1000,
                    FontDescriptor=Dictionary(
                        Type=Name.FontDescriptor, FontName=Name("/STSong-Light"), Flags=6,
                        FontBBox=Array([0, -120, 1000, 880]),
                        ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=880, StemV=80,
                    ),
                )
            ]),
        )
    )  # fmt: skip
    resources = page.obj.Resources
    resources.Font["/HH"] = font
    coded = NAME.encode("utf-16-be").hex()
    single = [NAME[at].encode("utf-16-be").hex() for at in range(len(NAME))]
    kerned = "".join(f"<{one}> -120 " for one in single)
    picture = Image.new("RGB", (60, 30), (200, 220, 240))
    image = Stream(pdf, zlib.compress(picture.tobytes()))
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 60, 30
    image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceRGB, 8, Name.FlateDecode
    form = Stream(pdf, f"BT /HH 12 Tf 80 300 Td <{coded}> Tj ET".encode())
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 800])
    form.Resources = Dictionary(Font=Dictionary(HH=font))
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=NAME))
    resources["/XObject"] = Dictionary(HI=pdf.make_indirect(image), HF=pdf.make_indirect(form))
    resources["/Properties"] = Dictionary(HL=layer)
    page.contents_add(
        (
            f"q BT 1 1 1 rg /HH 12 Tf 80 500 Td <{coded}> Tj ET Q\n"  # white
            f"q BT 3 Tr /HH 12 Tf 80 470 Td <{coded}> Tj ET Q\n"  # invisible
            f"q BT /HH 12 Tf 80 440 Td [{kerned}] TJ ET Q\n"  # letter by letter, seen
            f"q BT /HH 12 Tf 80 410 Td <{coded}> Tj ET 200 0 0 40 70 400 cm /HI Do Q\n"  # under a picture
            f"q BT /HH 12 Tf -900 -900 Td <{coded}> Tj ET Q\n"  # off the page
            f"/OC /HL BDC q BT /HH 12 Tf 80 350 Td <{coded}> Tj ET Q EMC\n"  # in a layer that is off
            f"/Span <</ActualText <feff{coded}>>> BDC q BT /HH 12 Tf 80 330 Td (A) Tj ET Q EMC\n"
            f"q /HF Do Q % {NAME}\n"
        ).encode(),
        prepend=False,
    )
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]), Contents=NAME, T=NAME)
    free = Dictionary(
        Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([10, 50, 90, 80]), Contents=NAME, DA=b"/HH 9 Tf"
    )
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 90, 90, 99]),
        A=Dictionary(S=Name.URI, URI=f"https://example.invalid/?q={NUMBER}"),
    )  # fmt: skip
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=NAME, V=PHONE, Rect=Array([100, 200, 300, 220]), F=4,
            DA=b"/Helv 12 Tf 0 g", TU=NAME,
        )
    )  # fmt: skip
    page.obj["/Annots"] = Array([pdf.make_indirect(note), pdf.make_indirect(free), pdf.make_indirect(link), field])
    helv = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    pdf.Root["/AcroForm"] = Dictionary(
        Fields=Array([field]), NeedAppearances=True, DR=Dictionary(Font=Dictionary(Helv=helv)), DA=b"/Helv 12 Tf 0 g"
    )
    pdf.Root["/OCProperties"] = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    pdf.attachments["secret.txt"] = pikepdf.AttachedFileSpec(pdf, NAME.encode(), description=NAME)
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(NAME, 0))
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = NAME
    pdf.docinfo["/Author"] = NAME
    pdf.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=f"app.alert('{NAME}')")
    page.obj["/PieceInfo"] = Dictionary(X=Dictionary(Private=NAME))


def test_every_hiding_place(paper: bytes) -> None:
    dirty = changed_pdf(paper, _hiding)
    # An earlier revision keeps what a later one has changed.
    assert "测试" in everything(dirty)
    source = open_source("pdf", dirty)
    assert PHONE in "".join(source.places[0].text.split()).replace(LINE, ""), "the field of the form is read"
    assert any("看不见的文字" in told for told in source.notices)
    result = redact("pdf", dirty, marks_for(source, *SECRETS))
    said = everything(result.data)
    for text in SECRETS:
        assert text not in said, text
    assert "以上情况属实。" in said
    reader = pypdf.PdfReader(io.BytesIO(result.data))
    root = reader.trailer["/Root"]
    assert set(root) == {"/Type", "/Pages", "/StructTreeRoot", "/MarkInfo", "/Lang"}
    assert all("/Annots" not in page for page in reader.pages)


def test_hidden_text_goes_even_where_it_is_not_marked(paper: bytes) -> None:
    dirty = changed_pdf(paper, _hiding)
    source = open_source("pdf", dirty)
    result = redact("pdf", dirty, find(source, "以上情况属实"))
    said = "".join(result.texts[0].split())
    # Seen three times: typeset, letter by letter, in the form object.
    assert said.count(NAME) == 3
    assert said.count(PHONE) == 2, "typeset and in the field"


def test_an_earlier_revision(paper: bytes) -> None:
    later = bytearray(paper)
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        size, root = int(pdf.trailer.Size), pdf.Root.objgen[0]
    at = len(later)
    later += f"\n{size} 0 obj\n<</Secret <feff{NAME.encode('utf-16-be').hex()}>>>\nendobj\n".encode()
    start = paper.rindex(b"startxref") + 9
    last = int(paper[start : paper.rindex(b"%%EOF")].split()[0])
    cross = len(later)
    later += (
        f"xref\n{size} 1\n{at + 1:010d} 00000 n \ntrailer\n<</Size {size + 1} /Root {root} 0 R /Prev {last}>>\n"
        f"startxref\n{cross}\n%%EOF\n"
    ).encode()
    result = redacted(bytes(later), *SECRETS)
    assert result.data.count(b"%%EOF") == 1
    assert NAME not in everything(result.data)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_and_cut_pages(paper: bytes, turned: int) -> None:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.obj["/Rotate"] = turned
            page.obj["/CropBox"] = Array([20, 30, 560, 800])

    result = redacted(changed_pdf(paper, change), *SECRETS)
    assert NAME not in everything(result.data)
    page = pypdfium2.PdfDocument(result.data)[0]
    assert page.get_size() == ((770, 540) if turned in (90, 270) else (540, 770))


def scan() -> bytes:
    image = Image.new("L", (1240, 1754), 250)
    pen = ImageDraw.Draw(image)
    for line in range(5):
        pen.rectangle((200, 300 + line * 100, 1000, 340 + line * 100), fill=30)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


def test_a_scan_is_redacted_by_its_lines() -> None:
    source = open_source("png", scan())
    page = source.places[0]
    assert page.scan
    assert len(page.lines) == 5
    assert "扫描图像" in source.notices[0]
    result = redact("png", scan(), [], [Area(0, page.lines[1])])
    shown = pypdfium2.PdfDocument(result.data)[0].render(scale=1).to_pil().convert("L")
    top = round((page.lines[1][1] + page.lines[1][3]) / 2)
    assert shown.crop((5, top - 3, shown.width - 5, top + 3)).getextrema()[1] < 20
    assert result.kind == "pdf"


def test_words_under_a_scan() -> None:
    pdf = Pdf.new()
    picture = Image.open(io.BytesIO(scan())).convert("L")
    image = Stream(pdf, zlib.compress(picture.tobytes()))
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, *picture.size
    image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceGray, 8, Name.FlateDecode
    helv = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    words = b"q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /H 14 Tf 100 690 Td (Secret 12345) Tj 0 -48 Td (Plain words) Tj ET"
    page = Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, 595, 842]), Contents=pdf.make_indirect(Stream(pdf, words)),
        Resources=Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)), Font=Dictionary(H=helv)),
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    out = io.BytesIO()
    pdf.save(out)
    source = open_source("pdf", out.getvalue())
    assert source.places[0].scan
    marks = find(source, "Secret 12345")
    assert redact("pdf", out.getvalue(), marks).texts == ("",) or "Plain" not in "".join(
        redact("pdf", out.getvalue(), marks).texts
    )
    kept = redact("pdf", out.getvalue(), marks, keep_layer=True)
    assert "Plain words" in kept.texts[0]
    assert "Secret" not in everything(kept.data)


def test_can_be_read_aloud(paper: bytes) -> None:
    result = redacted(paper, NUMBER)
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert pdf.Root.MarkInfo.Marked
        kinds = [str(one.S) for one in pdf.Root.StructTreeRoot.K[0].K]
        assert set(kinds) == {"/P"}
        assert not pdf.check_pdf_syntax()
        assert all("/Tabs" in page.obj for page in pdf.pages)


def test_a_proof_that_fails(paper: bytes) -> None:
    """Files that are not as they must be: each is found out."""
    good = redacted(paper, NUMBER)
    words = "".join(good.texts[0].split())
    assert NUMBER not in words
    pages = tuple(RedactedPage(text, text, (), (), 1, 1) for text in good.texts)
    assert verify_pdf(good.data, pages) == []
    still = tuple(RedactedPage(text, text, (), ("属实",), 1, 1) for text in good.texts)
    assert verify_pdf(good.data, still) == []  # stands as often as it should
    gone = tuple(RedactedPage(text, text.replace("属实", ""), (), ("属实",), 1, 1) for text in good.texts)
    assert any("PDFium" in told for told in verify_pdf(good.data, gone))
    assert any("pypdf" in told for told in verify_pdf(good.data, gone))
    hidden = changed_pdf(good.data, lambda pdf: pdf.Root.__setitem__("/Secret", pikepdf.String(NUMBER)))
    told = verify_pdf(hidden, tuple(RedactedPage(text, text, (), (NUMBER,), 1, 1) for text in good.texts))
    assert any("字节" in one for one in told)
    assert any("不应当有的内容" in one for one in told)
    assert not any(NUMBER in one for one in told)
    white = tuple(RedactedPage(text, text, ((10, 10, 100, 100),), (), 595.28, 841.89) for text in good.texts)
    assert any("没有盖严" in one for one in verify_pdf(good.data, white))


def test_a_writer_that_forgets_is_found_out(paper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof does not ask the writer what it should have done."""
    real = pdf_write.lines_of
    everywhere = Char(NUMBER, (50, 50, 200, 60))
    monkeypatch.setattr(pdf_write, "lines_of", lambda chars: real([*chars, None, everywhere]))
    with pytest.raises(StillThere) as failed:
        redacted(paper, NUMBER)
    assert NUMBER not in str(failed.value)
    monkeypatch.undo()
    monkeypatch.setattr(pdf_write, "paint", lambda *_: None)
    with pytest.raises(StillThere, match="没有盖严"):
        redacted(paper, NUMBER)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"not a pdf"])
def test_broken_files(data: bytes) -> None:
    with pytest.raises(CannotRedact):
        open_source("pdf", data)


@pytest.mark.slow
def test_fifty_pages_in_twenty_seconds() -> None:
    paper = typeset(*("\n".join([f"第{n}页", *[LINE] * 14]) for n in range(50)))
    before = time.process_time()
    source = open_source("pdf", paper)
    result = redact("pdf", paper, propose(source))
    took = time.process_time() - before
    assert len(result.texts) == 50
    assert took < 20, took
