"""A cleaned copy tells nothing beside what it shows, and still shows it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image, ImageOps

from gongkai_web.files.cleaning import CannotClean, clean, is_sealed
from gongkai_web.files.cleaning.pdf import dictionaries
from gongkai_web.files.kinds import KINDS
from tests.web.files import made

DIRTY: dict[str, Callable[[], bytes]] = {
    "docx": made.dirty_docx,
    "xlsx": made.dirty_xlsx,
    "pptx": made.dirty_pptx,
    "pdf": made.dirty_pdf,
    "ofd": made.dirty_ofd,
    "jpg": made.photo,
    "png": lambda: made.photo("PNG"),
    "gif": lambda: made.photo("GIF"),
    "webp": lambda: made.photo("WEBP"),
    "tif": lambda: made.photo("TIFF"),
    "mp4": made.mp4,
    "mp3": made.mp3,
}


def everything(data: bytes) -> bytes:
    """The bytes of a file with all that is packed inside, the ways in which text may be written folded into UTF-8."""
    pieces = [data]
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            pieces += [name.encode() + archive.read(name) for name in archive.namelist()]
    for start in re.finditer(rb"stream\r?\n", data):
        try:
            pieces.append(zlib.decompressobj().decompress(data[start.end() :]))
        except zlib.error:
            continue
    joined = b"".join(pieces)
    for word in (made.SECRET, made.AUTHOR):
        joined = joined.replace(word.encode("ascii", "xmlcharrefreplace"), word.encode())
        joined = joined.replace(word.encode("utf-16-be"), word.encode())
        joined = joined.replace(word.encode("utf-16-be").hex().encode(), word.encode())
    return joined


@pytest.mark.parametrize("kind", DIRTY)
def test_nothing_of_the_making_is_left(kind: str) -> None:
    dirty = DIRTY[kind]()
    cleaned = clean(kind, dirty)
    assert cleaned.removed
    assert all(not sentence.endswith("。") and sentence for sentence in cleaned.removed)
    left = everything(cleaned.data)
    assert made.SECRET.encode() not in left
    assert made.AUTHOR.encode() not in left
    again = clean(kind, cleaned.data)
    assert again.removed == ()


def test_every_kind_with_a_cleaner_is_tried() -> None:
    assert set(DIRTY) | {"txt", "csv"} == {kind.id for kind in KINDS.values() if kind.cleaner}


def test_a_document_reads_as_its_final_state() -> None:
    cleaned = clean("docx", made.dirty_docx())
    document = docx.Document(io.BytesIO(cleaned.data))
    assert [p.text for p in document.paragraphs if p.text] == [
        "清溪县2026年重点工作安排",
        "留下的文字。加进的文字。粗体。",
    ]
    assert len(document.inline_shapes) == 1
    said = "；".join(cleaned.removed)
    for word in ("文档属性（作者", "批注", "修订痕迹", "隐藏文字", "自定义属性", "模板", "GPS"):
        assert word in said
    with zipfile.ZipFile(io.BytesIO(cleaned.data)) as archive:
        assert not [name for name in archive.namelist() if "comments" in name or "docProps" in name]
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_workbook_loses_its_hidden_sheet_and_keeps_the_values_it_gave() -> None:
    cleaned = clean("xlsx", made.dirty_xlsx())
    book = openpyxl.load_workbook(io.BytesIO(cleaned.data))
    assert book.sheetnames == ["公开表"]
    assert book.active.title == "公开表"
    assert book["公开表"]["B3"].value == "=SUM(A1:A2)"
    assert book["公开表"]["B2"].value == 84
    assert book["公开表"]["A1"].comment is None
    assert not book.defined_names
    assert "隐藏的工作表“内部”" in cleaned.removed
    assert cleaned.notices == ("工作表“公开表”有隐藏的1行（第4行）、0组列，请核对后取消隐藏或删除",)


def test_slides_that_are_shown_stay() -> None:
    cleaned = clean("pptx", made.dirty_pptx())
    with zipfile.ZipFile(io.BytesIO(cleaned.data)) as archive:
        assert {name for name in archive.namelist() if "slides/s" in name} == {"ppt/slides/slide1.xml"}
    assert "演讲者备注" in cleaned.removed


def test_a_pdf_keeps_its_page_and_its_link() -> None:
    cleaned = clean("pdf", made.dirty_pdf())
    with pikepdf.open(io.BytesIO(cleaned.data)) as pdf:
        assert len(pdf.pages) == 1
        kinds = [str(annotation.Subtype) for annotation in pdf.pages[0].Annots]
        assert kinds == ["/Highlight", "/Link"]
        assert str(pdf.pages[0].Annots[1].A.URI) == "https://www.gov.cn/"
        image = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
        assert Image.open(io.BytesIO(image)).size == (64, 40)
        assert not pdf.attachments
        assert "/OpenAction" not in pdf.Root
    said = "；".join(cleaned.removed)
    for word in (
        "附件",
        "脚本",
        "文档属性（作者",
        "文档属性（XMP）",
        "以前的版本",
        "批注和附注",
        "批注的作者",
        "图片中",
    ):
        assert word in said


def test_what_is_sealed_is_known() -> None:
    assert is_sealed("pdf", made.dirty_pdf(sealed=True))
    assert not is_sealed("pdf", made.dirty_pdf())
    assert not is_sealed("docx", made.dirty_docx())
    assert not is_sealed("doc", b"")


@pytest.mark.parametrize(("kind", "pillow"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("gif", "GIF")])
def test_a_picture_is_the_same_pixel_for_pixel(kind: str, pillow: str) -> None:
    dirty = made.photo(pillow)
    before, after = Image.open(io.BytesIO(dirty)), Image.open(io.BytesIO(clean(kind, dirty).data))
    assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    assert before.info.get("icc_profile") == after.info.get("icc_profile")
    assert not after.getexif()


def test_the_pages_of_a_tiff_are_the_same() -> None:
    dirty = made.photo("TIFF")
    before, after = Image.open(io.BytesIO(dirty)), Image.open(io.BytesIO(clean("tif", dirty).data))
    assert before.n_frames == after.n_frames == 2
    assert [float(v) for v in after.info["dpi"]] == [300.0, 300.0]
    for number in range(2):
        before.seek(number)
        after.seek(number)
        assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize(("kind", "pillow"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_turned_picture_is_turned_for_good(kind: str, pillow: str) -> None:
    dirty = made.photo(pillow, orientation=6)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(dirty))).convert("RGB")
    after = Image.open(io.BytesIO(clean(kind, dirty).data))
    assert after.size == upright.size == (40, 64)
    difference = max(abs(a - b) for a, b in zip(upright.tobytes(), after.convert("RGB").tobytes(), strict=True))
    assert difference <= (12 if kind == "jpg" else 0)
    assert after.info.get("icc_profile") == made.profile() or after.info.get("icc_profile")


def test_a_film_keeps_its_length_so_that_nothing_moves() -> None:
    dirty = made.mp4()
    cleaned = clean("mp4", dirty)
    assert len(cleaned.data) == len(dirty)
    assert cleaned.data.endswith(b"\1" * 64)
    assert cleaned.notices


def test_plain_text_is_its_own_copy() -> None:
    assert clean("txt", "县政府公告".encode()).data == "县政府公告".encode()


def test_old_formats_are_not_cleaned() -> None:
    with pytest.raises(CannotClean, match="另存为docx"):
        clean("doc", b"")


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "pdf", "ofd", "jpg", "png", "gif", "webp", "tif", "mp4"])
@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_torn_file_ends_in_one_sentence(kind: str, cut: float) -> None:
    dirty = DIRTY[kind]()
    torn = dirty[: int(len(dirty) * cut)]
    try:
        cleaned = clean(kind, torn)
    except CannotClean:
        return
    assert made.SECRET.encode() not in everything(cleaned.data)


def test_every_dictionary_of_a_pdf_is_come_by_once() -> None:
    """Those inside arrays, those no page leads to, streams; none twice."""
    paper = pikepdf.Pdf.new()
    paper.add_blank_page()
    deep = pikepdf.Array([pikepdf.Array([pikepdf.Dictionary(Word=pikepdf.String("deep"))])])
    stream = pikepdf.Stream(paper, b"body")
    stream["/Word"] = pikepdf.String("stream")
    paper.Root["/Twice"] = pikepdf.Array([stream, stream])
    paper.Root["/Deep"] = deep
    paper.make_indirect(pikepdf.Dictionary(Word=pikepdf.String("lost")))
    said = sorted(str(one["/Word"]) for one in dictionaries(paper) if "/Word" in one)
    assert said == ["deep", "lost", "stream"]
