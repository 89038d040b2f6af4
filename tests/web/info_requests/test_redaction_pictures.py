"""Writing inside pictures: read where the recogniser is installed, told where it is not; pictures of a docx."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from django.test import Client
from PIL import Image, ImageDraw

from gongkai.readers import ocr
from gongkai_web.audit.models import Event
from gongkai_web.files import store
from gongkai_web.info_requests.actions.redaction import areas_of, words_of
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Paper, Redaction
from gongkai_web.info_requests.redaction import (
    Area,
    Mark,
    StillThere,
    docx_write,
    engine,
    open_source,
    pdf_write,
    recognising,
    redact,
)
from gongkai_web.info_requests.redaction.marks import Source, Words
from gongkai_web.info_requests.redaction.pdf_open import opened
from gongkai_web.info_requests.redaction.pdf_read import read_page, text_of
from gongkai_web.info_requests.redaction.pictured import covered, find_everywhere, left_over, propose_everywhere
from gongkai_web.info_requests.redaction.recognising import recognise
from gongkai_web.info_requests.redaction.viewing import ready
from tests.web.info_requests.papers import NAME, NUMBER, PHONE, changed_pdf, docx_of, typeset
from tests.web.info_requests.test_redaction_screens import begin, case, form_of, handler, put

__all__ = ["case", "handler"]  # fixtures

reads = pytest.mark.skipif(not ocr.available(), reason='no recogniser here: install "gongkai[ocr]"')
SAID = f"补助资金发放名册\n户主姓名：{NAME}\n公民身份号码：{NUMBER}\n联系电话：{PHONE}\n核实意见：情况属实"


def image_of(text: str, *, dpi: int = 200, crop: tuple[float, float, float, float] | None = None) -> Image.Image:
    """A typeset page as a scanner would see it."""
    page = pypdfium2.PdfDocument(typeset(text))[0]
    image = page.render(scale=dpi / 72).to_pil().convert("RGB")
    return image.crop(tuple(round(value * dpi / 72) for value in crop)) if crop else image


def packed(image: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, form, dpi=(200, 200))
    return out.getvalue()


def with_picture(image: Image.Image, *paragraphs: str, form: str = "PNG") -> bytes:
    document = docx.Document(io.BytesIO(docx_of(*paragraphs)))
    document.add_picture(io.BytesIO(packed(image, form)), width=docx.shared.Cm(12))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def looked(kind: str, data: bytes) -> tuple[Source, tuple[Words, ...]]:
    source = open_source(kind, data)
    return source, recognise(source, b"" if kind == "docx" else ready(kind, data)).words


def black(data: bytes, number: int, box: tuple[float, float, float, float]) -> bool:
    image = pypdfium2.PdfDocument(data)[number].render(scale=2).to_pil().convert("L")
    return bool(image.crop(tuple(round(2 * value) for value in box)).getextrema()[1] < 40)  # type: ignore[operator]


def true_boxes(text: str, wanted: str) -> list[tuple[float, float, float, float]]:
    """Where the characters of a text really stand on the typeset page."""
    with opened(typeset(text)) as pdf:
        page = read_page(pdf[0])
    said = text_of(page)
    start = said.index(wanted)
    return [char.box for char in page.chars[start : start + len(wanted)]]


@reads
@pytest.mark.slow
@pytest.mark.parametrize("askew", [0.0, 1.5])
def test_a_scan_is_read_and_its_numbers_proposed(askew: float) -> None:
    image = image_of(SAID).rotate(askew, Image.Resampling.BICUBIC, fillcolor="white")
    data = packed(image)
    source, words = looked("png", data)
    assert source.places[0].pictured
    found = propose_everywhere(source, words)
    assert {one.kind for one in found} >= {"identity", "mobile", "name"}
    assert all(isinstance(one, Area) for one in found)
    areas = [one for one in found if isinstance(one, Area)]
    result = redact("png", data, [], areas, words=words)
    assert any("OCR" in told for told in result.checks)
    made = pypdfium2.PdfDocument(result.data)[0].render(scale=200 / 72).to_pil().convert("RGB")
    said = "".join(recognising.said_by(made))
    for text in (NAME, NUMBER, PHONE):
        assert text not in said
        assert text[2:6] not in said, "not a part of it either"
    assert "核实意见" in said
    if not askew:
        for text in (NUMBER, PHONE):
            for x0, y0, x1, y1 in true_boxes(SAID, text):
                high = (y1 - y0) / 4  # boxes of fonts are higher than their digits
                assert black(result.data, 0, (x0, y0 + high, x1, y1 - high)), (text, x0)
    assert len(NUMBER) in result.counts


@reads
@pytest.mark.slow
def test_the_proof_reads_the_pictures_again(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed(image_of(SAID))
    source, words = looked("png", data)
    areas = [one for one in propose_everywhere(source, words) if one.kind == "identity" and isinstance(one, Area)]
    monkeypatch.setattr(pdf_write, "paint", lambda *_: None)
    with pytest.raises(StillThere) as failed:
        redact("png", data, [], areas, words=words)
    told = str(failed.value)
    assert "图像中仍能读到（文字识别）" in told
    assert NUMBER not in told


@reads
@pytest.mark.slow
def test_what_the_text_says_is_looked_for_in_the_pictures() -> None:
    """The picture says a name without any label; the text has told that it is one."""
    picture = image_of(f"照片背面\n{NAME}于现场", crop=(60, 60, 400, 140))
    pdf = io.BytesIO()
    document = pypdfium2.PdfDocument(typeset(f"申请人姓名：{NAME}。以上情况属实。"))
    page = document[0]
    made = pypdfium2.PdfImage.new(document)
    bitmap = pypdfium2.PdfBitmap.from_pil(picture)
    made.set_bitmap(bitmap)
    made.set_matrix(pypdfium2.PdfMatrix().scale(340, 80).translate(100, 400))
    page.insert_obj(made)
    page.gen_content()
    document.save(pdf)
    source, words = looked("pdf", pdf.getvalue())
    assert source.places[0].pictured
    assert not any("以上情况属实" in one.text for one in words), "the text is not read twice"
    found = propose_everywhere(source, words)
    assert [type(one) for one in found if one.kind == "name"] == [Mark, Area]
    typed = find_everywhere(source, words, "现场", ground="E15", detail="")
    assert [type(one) for one in typed] == [Area]
    # One that is covered in the text and left in the picture is told: the other was not ticked.
    only = [one for one in found if isinstance(one, Mark)]
    result = redact("pdf", pdf.getvalue(), only, words=words)
    assert NAME not in "".join(result.texts)
    both = [one for one in found if isinstance(one, Area)]
    assert redact("pdf", pdf.getvalue(), only, both, words=words).counts


@reads
@pytest.mark.slow
def test_pictures_of_a_docx_are_read_painted_and_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_picture(image_of(SAID, crop=(60, 60, 420, 200)), "名册见下图。", form="JPEG")
    source, words = looked("docx", data)
    name = source.pictures[0].name
    assert {one.picture for one in words} == {name}
    areas = [one for one in propose_everywhere(source, words) if isinstance(one, Area)]
    assert {one.kind for one in areas} >= {"identity", "mobile", "name"}
    result = redact("docx", data, [], areas, words=words)
    assert max(result.counts) == len(NUMBER)
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        (media,) = [archive.read(one) for one in archive.namelist() if "/media/" in one]
    said = "".join(recognising.said_by(Image.open(io.BytesIO(media)).convert("RGB")))
    for text in (NAME, NUMBER, PHONE):
        assert text not in said
    assert "核实意见" in said
    monkeypatch.setattr(docx_write.ImageDraw.ImageDraw, "rectangle", lambda *_, **__: None)
    with pytest.raises(StillThere) as failed:
        redact("docx", data, [], areas, words=words)
    assert "没有盖严" in str(failed.value)
    assert "文字识别" in str(failed.value)
    monkeypatch.undo()
    whole = redact("docx", data, [], areas, [name], words=words)
    assert whole.counts


@reads
@pytest.mark.slow
def test_a_scan_that_says_nothing_was_not_read() -> None:
    image = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(image).ellipse((300, 500, 900, 1100), fill="grey")
    data = packed(image)
    source = open_source("png", data)
    assert recognise(source, ready("png", data)).unread == (0,)


def test_what_an_area_covers() -> None:
    line = Words(0, "电话13800138000号", (10, 10, 120, 20), tuple(10.0 + 8 * at for at in range(15)))
    assert covered([line], [(26, 8, 114, 22)]) == ["13800138000"]
    assert left_over([line], [(26, 8, 114, 22)]).split() == ["电话", "号"]
    assert covered([line], [(26, 30, 114, 40)]) == []


@pytest.mark.parametrize(
    ("made", "pictured"),
    [
        (lambda: typeset("只有文字"), False),
        (lambda: packed(image_of("扫描")), True),
    ],
)
def test_which_pages_have_pictures(made: Any, pictured: bool) -> None:
    data = made()
    assert open_source("pdf" if data[:4] == b"%PDF" else "png", data).places[0].pictured is pictured


def test_text_drawn_as_lines_counts_as_a_picture() -> None:
    """Some programs turn letters into curves: no text, no picture, and yet it is read by everybody."""
    curves = " ".join(f"{at} 0 m {at} 5 {at + 3} 8 {at + 5} 9 c S" for at in range(50, 500, 2))
    data = typeset("有文字")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].contents_add(f"q {curves} Q".encode())
        out = io.BytesIO()
        pdf.save(out)
    assert open_source("pdf", out.getvalue()).places[0].pictured
    with pikepdf.open(io.BytesIO(data)) as pdf:  # a table has lines alone
        pdf.pages[0].contents_add(("q " + " ".join(f"50 {y} m 500 {y} l S" for y in range(50, 700, 2)) + " Q").encode())
        out = io.BytesIO()
        pdf.save(out)
    assert not open_source("pdf", out.getvalue()).places[0].pictured


def test_several_pictures_are_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes seconds to be read: more than one is not done while somebody waits."""
    monkeypatch.setattr(engine, "installed", lambda: True)
    scan = Image.new("L", (300, 400), 250)
    one, two = io.BytesIO(), io.BytesIO()
    scan.save(one, "PDF")
    scan.save(two, "PDF", save_all=True, append_images=[scan])
    inherited = changed_pdf(two.getvalue(), _inherit)
    tif = packed(scan, "TIFF")
    assert not engine.takes_long("pdf", one.getvalue())
    assert engine.takes_long("pdf", two.getvalue())
    assert engine.takes_long("pdf", inherited)
    assert not engine.takes_long("tif", tif)
    assert not engine.takes_long("docx", with_picture(scan, "一幅"))
    assert not engine.takes_long("pdf", typeset("一", "二", "三"))
    assert engine.takes_long("pdf", typeset(*map(str, range(13))))
    monkeypatch.setattr(engine, "installed", lambda: False)
    assert not engine.takes_long("pdf", two.getvalue())
    for broken in (b"", b"%PDF-1.4"):
        assert not engine.takes_long("pdf", broken)


def _inherit(pdf: pikepdf.Pdf) -> None:
    """What the pages draw with stands above them."""
    shown = pikepdf.Dictionary()
    for number, page in enumerate(pdf.pages):
        for name, value in page.obj.Resources.XObject.items():
            shown[f"{name}{number}"] = value
        del page.obj["/Resources"]
    pdf.Root.Pages["/Resources"] = pikepdf.Dictionary(XObject=shown)


@pytest.mark.django_db(transaction=True)
def test_without_the_recogniser_each_page_says_so(
    handler: Client, case: InfoRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "installed", lambda: False)
    base = begin(handler, put(case, packed(image_of(SAID, dpi=100)), "扫描件.png"))
    page = handler.get(base).content.decode()
    assert "这一页有图片，其中的文字没有检查" in page
    assert "第1页有图片，其中的文字没有检查" in page
    area = {"do": "area", "left": "0", "top": "0", "wide": "210", "high": "60"}
    handler.post(base, form_of(page) | area)
    shown = handler.post(base, form_of(handler.get(base).content.decode()) | {"do": "make"}, follow=True)
    text = shown.content.decode()
    assert "这一页有图片，其中的文字没有检查" in text
    assert "已逐页查看" in text
    version = str(Redaction.objects.get().version)
    sent = {"version": version, "title": "名册", "seen": "on"}
    refused = handler.post(f"{base}result/", sent).content.decode()
    assert "勾选“已逐页查看”" in refused
    assert not Paper.objects.filter(kind=PaperKind.REDACTED).exists()
    handler.post(f"{base}result/", sent | {"looked": "on"})
    assert Paper.objects.filter(kind=PaperKind.REDACTED).exists()
    assert "已逐页查看没有检查的图片" in Event.objects.get(verb="request.redact").after


@reads
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_scan_in_the_pages(handler: Client, case: InfoRequest) -> None:
    """Sure ones are ticked; a typed text is found; nothing of what was read stays when the work is over."""
    base = begin(handler, put(case, packed(image_of(SAID)), "扫描件.png"))
    draft = Redaction.objects.get()
    assert draft.unread == []
    assert {one["k"] for one in draft.marks if one["on"]} == {"identity", "mobile"}
    assert NUMBER not in json.dumps(draft.marks, ensure_ascii=False)
    assert any(NUMBER in one.text for one in words_of(draft))
    page = handler.get(base).content.decode()
    assert "没有检查" not in page
    assert NUMBER not in page, "areas are places, not texts"
    page = handler.post(base, form_of(page) | {"do": "text", "text": NAME}, follow=True).content.decode()
    assert "已标注1处" in page
    answer = handler.post(base, form_of(page) | {"do": "make"}, follow=True).content.decode()
    assert "用文字识别（OCR）读取处理后的图像，没有读到被遮盖的内容" in answer
    draft.refresh_from_db()
    stored = draft.recognised.name
    sent = {"version": str(draft.version), "title": f"{NAME}的名册", "seen": "on"}
    assert "名称中有被遮盖的内容" in handler.post(f"{base}result/", sent).content.decode()
    handler.post(f"{base}result/", sent | {"title": "名册"})
    kept = Paper.objects.get(kind=PaperKind.REDACTED)
    assert max(one["characters"] for one in kept.redactions) == len(NUMBER)
    assert not draft.recognised.storage.exists(stored)
    assert NUMBER not in json.dumps(kept.redactions, ensure_ascii=False)


@pytest.mark.django_db(transaction=True)
def test_pictures_of_a_docx_have_grounds_of_their_own(
    handler: Client, case: InfoRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "installed", lambda: False)
    first, second = Image.effect_noise((400, 200), 90).convert("RGB"), Image.new("RGB", (300, 300), (250, 240, 200))
    document = docx.Document(io.BytesIO(with_picture(first, "现场照片")))
    document.add_picture(io.BytesIO(packed(second)))
    out = io.BytesIO()
    document.save(out)
    base = begin(handler, put(case, out.getvalue(), "材料.docx"))
    page = handler.get(base).content.decode()
    assert "有2幅图片，其中的文字没有检查" in page
    draft = Redaction.objects.get()
    of_first, of_second = [one["n"] for one in draft.marks if one["k"] == "picture"]
    sent = form_of(page) | {f"on-{of_first}": "on", f"g-{of_first}": "E14B:"}
    grounds = dict.fromkeys(one for one in page.split('"') if one.startswith("E") and ":" in one)
    other = next(one for one in grounds if not one.startswith("E15"))
    sent |= {f"g-{of_first}": other, "do": "save"}
    handler.post(base, sent)
    draft.refresh_from_db()
    held = {one["n"]: one for one in draft.marks}
    assert (held[of_first]["on"], f"{held[of_first]['g']}:{held[of_first]['d']}") == (True, other)
    assert held[of_second]["on"] is False
    # A part of the other one, with a ground of its own.
    page = handler.get(f"{base}?picture=2").content.decode()
    assert "这幅图片中的文字没有检查" in page
    assert handler.get(f"{base}inside/2.png").status_code == 200
    assert [handler.get(f"{base}inside/{number}.png").status_code for number in (0, 3)] == [404, 404]
    area = {"do": "area", "left": "10", "top": "20", "wide": "30", "high": "15", "ground": "E15:商业秘密"}
    answer = handler.post(f"{base}?picture=2", form_of(page) | area)
    assert answer["Location"].endswith("?picture=2")
    draft.refresh_from_db()
    assert [(one.picture, one.detail) for one in areas_of(draft.marks)] == [
        (next(one["pic"] for one in draft.marks if one["n"] == of_second), "商业秘密")
    ]
    page = handler.get(base).content.decode()
    assert "已遮盖1处区域" in page
    handler.post(base, form_of(page) | {"do": "make"}, follow=True)
    draft.refresh_from_db()
    assert draft.state == "made", draft.proof
    handler.post(f"{base}result/", {"version": str(draft.version), "title": "照片", "seen": "on", "looked": "on"})
    kept = Paper.objects.get(kind=PaperKind.REDACTED)
    assert [(one["place"], one["what"], f"{one['ground']}:{one['detail']}") for one in kept.redactions] == [
        ("图片2", "选定的区域", "E15:商业秘密"),
        ("图片1", "图片", other),
    ]
    with zipfile.ZipFile(io.BytesIO(store.read(kept.file.original.name))) as archive:
        media = {one: Image.open(io.BytesIO(archive.read(one))) for one in archive.namelist() if "/media/" in one}
    sizes = sorted(image.size for image in media.values())
    assert sizes == [(160, 120), (300, 300)]
    part = next(image for image in media.values() if image.size == (300, 300)).convert("L")
    mm = 96 / 25.4
    assert part.crop((round(10 * mm), round(20 * mm), round(40 * mm) - 1, round(35 * mm) - 1)).getextrema() == (0, 0)
    assert part.getpixel((5, 5)) > 200
