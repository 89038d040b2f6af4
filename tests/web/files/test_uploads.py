"""What is taken, what is refused and in which words, and what is kept of it."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from cryptography.hazmat.primitives import hashes
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.files import store
from gongkai_web.files.actions import break_seal, keep_seal, publish_file, rename_file, withdraw_file
from gongkai_web.files.models import StoredFile
from gongkai_web.files.orphans import orphans
from gongkai_web.files.queries import missing
from gongkai_web.files.states import CleaningState, ScanState
from tests.web.files import made
from tests.web.files.conftest import Upload, is_random, stored

ENCRYPTED_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le") + bytes(600)
MACRO_OLE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument\0_VBA_PROJECT\0".encode("utf-16-le") + bytes(600)
)


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes = b"x") -> bytes:
    return made.rezip(data, lambda parts: parts.update({name: part}))


def encrypted_pdf() -> bytes:
    import pikepdf

    with pikepdf.open(io.BytesIO(made.dirty_pdf())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
        return out.getvalue()


def huge_png() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


REFUSED = {
    "empty": (b"", "a.txt", "文件是空的"),
    "page": (b"<html><body>x</body></html>", "a.html", "不接受这种文件"),
    "page as text": (b"text\n<script>alert(1)</script>", "a.txt", "网页"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", "不接受这种文件"),
    "archive": (zipped(a_xml=b"x"), "a.zip", "不接受这种文件"),
    "program": (b"MZ\x90\0" + bytes(200), "a.exe", "不接受这种文件"),
    "wrong ending": (made.plain_docx(), "a.pdf", "扩展名是“.pdf”"),
    "no ending": (made.plain_docx(), "报告", "没有扩展名"),
    "macro": (with_part(made.plain_docx(), "word/vbaProject.bin"), "a.docx", "宏"),
    "macro sheet": (with_part(made.dirty_xlsx(), "xl/macrosheets/sheet1.xml"), "a.xlsx", "宏"),
    "control": (with_part(made.plain_docx(), "word/activeX/activeX1.xml"), "a.docx", "ActiveX"),
    "old macro": (MACRO_OLE, "a.doc", "宏"),
    "encrypted": (ENCRYPTED_OLE, "a.docx", "加密"),
    "encrypted pdf": (encrypted_pdf(), "a.pdf", "加密"),
    "bomb": (with_part(made.plain_docx(), "word/a.xml", bytes(40_000_000)), "a.docx", "炸弹"),
    "large picture": (huge_png(), "a.png", "图片过大"),
    "torn": (made.plain_docx()[:2000], "a.docx", "损坏"),
    "torn picture": (made.photo()[:300], "a.jpg", "损坏"),
    "secret": (made.plain_docx("机密★5年"), "a.docx", "国家秘密"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_nothing(case: str, upload: Upload) -> None:
    data, name, words = REFUSED[case]
    with pytest.raises(ValidationError, match=words):
        upload(data, name)
    assert not StoredFile.objects.exists()
    assert list(store.stored_names()) == []


def test_the_try_to_store_a_secret_is_logged_without_it(upload: Upload) -> None:
    with pytest.raises(ValidationError):
        upload(made.plain_docx("绝密★长期"), "内情.docx")
    event = Event.objects.get(verb="file.refuse")
    assert not event.success
    assert "内情" not in str(event.after) + event.object_name


def test_a_mark_in_the_middle_of_a_text_is_no_mark(upload: Upload) -> None:
    assert upload(made.plain_docx("本办法所称国家秘密，其标志为★。" * 60 + "机密★5年"), "办法.docx").pk


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (made.plain_docx(), "a.docx", "docx"),
        (made.dirty_xlsx(), "a.XLSX", "xlsx"),
        (made.dirty_pptx(), "a.pptx", "pptx"),
        (made.dirty_pdf(), "a.pdf", "pdf"),
        (made.dirty_ofd(), "a.ofd", "ofd"),
        ("公告".encode("gb18030"), "a.txt", "txt"),
        ("项目,金额\n甲,1\n".encode(), "a.csv", "csv"),
        (made.photo(), "a.jpeg", "jpg"),
        (made.photo("PNG"), "a.png", "png"),
        (made.photo("GIF"), "a.gif", "gif"),
        (made.photo("WEBP"), "a.webp", "webp"),
        (made.photo("TIFF"), "a.tif", "tif"),
        (made.mp4(), "a.mp4", "mp4"),
        (made.mp3(), "a.mp3", "mp3"),
    ],
)
def test_what_is_taken_is_cleaned_and_its_original_untouched(data: bytes, name: str, kind: str, upload: Upload) -> None:
    file = upload(data, name)
    assert file.kind == kind
    assert stored(file.original.name) == data
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(data)
    assert file.sm3 == sm3.finalize().hex()
    assert file.size == len(data)
    assert file.scan_state == ScanState.NOT_CONFIGURED
    assert file.cleaning_state == CleaningState.DONE
    copy = stored(file.cleaned.name)
    assert file.cleaned_sha256 == hashlib.sha256(copy).hexdigest()
    assert file.cleaned_size == len(copy)
    assert is_random(file.original.name)
    assert is_random(file.cleaned.name)
    assert {event.verb for event in Event.objects.of_object("file", file.public_id)} >= {"file.upload", "file.clean"}


def test_a_name_is_data_and_no_path(upload: Upload) -> None:
    file = upload(b"text", "..\\..\\etc\\县 政府公告.txt")
    assert file.original_name == "县 政府公告.txt"
    assert file.title == "县 政府公告"
    assert is_random(file.original.name)


def test_an_old_format_is_kept_and_never_public(upload: Upload, officer: Actor) -> None:
    ole = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Root Entry\0WordDocument\0".encode("utf-16-le") + bytes(600)
    )
    file = upload(ole, "旧文件.wps")
    assert file.cleaning_state == CleaningState.NOT_POSSIBLE
    assert "另存为docx" in file.remarks[0]
    with pytest.raises(ValidationError, match="不能公开"):
        publish_file(file, by=officer)


def test_a_seal_is_asked_about(upload: Upload, officer: Actor) -> None:
    data = made.dirty_pdf(sealed=True)
    file = upload(data, "通知.pdf")
    assert file.cleaning_state == CleaningState.SEALED
    with pytest.raises(ValidationError, match="签章"):
        publish_file(file, by=officer)
    kept = keep_seal(file, by=officer)
    assert stored(kept.cleaned.name) == data
    assert publish_file(kept, by=officer).is_public
    broken = break_seal(upload(data, "通知.pdf"), by=officer)
    assert broken.cleaning_state == CleaningState.DONE
    assert made.SECRET.encode() not in stored(broken.cleaned.name)
    with pytest.raises(ValidationError):
        keep_seal(broken, by=officer)


def test_the_same_content_is_told_and_not_merged(upload: Upload) -> None:
    first, second = upload(b"text", "甲.txt"), upload(b"text", "乙.txt")
    assert first.original.name != second.original.name
    assert "《甲》" in second.remarks[0]


def test_publishing_withdrawing_and_publishing_again(upload: Upload, officer: Actor) -> None:
    file = publish_file(upload(b"text", "甲.txt"), by=officer)
    assert list(StoredFile.objects.public()) == [file]
    with pytest.raises(ValidationError):
        withdraw_file(file, reason=" ", by=officer)
    gone = withdraw_file(file, reason="内容有误", by=officer)
    assert not gone.is_public
    assert gone.withdrawn_reason == "内容有误"
    assert stored(gone.cleaned.name) == b"text"
    again = publish_file(gone, by=officer)
    assert again.withdrawn_at is None
    assert rename_file(again, title="丙", by=officer).download_name == "丙.txt"


def test_the_database_holds_that_a_public_file_is_clean(upload: Upload) -> None:
    file = upload(b"text", "甲.txt")
    for wrong in (
        {"cleaned": ""},
        {"scan_state": "infected"},
        {"scan_state": "waiting"},
        {"cleaning_state": "waiting"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(access="public", **wrong)


def test_a_file_without_a_row_is_found(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    file = upload(b"text", "甲.txt")
    from django.utils import timezone

    lost = store.put(io_file(b"lost"))
    assert orphans() == []  # an upload may be under way
    assert orphans(before=timezone.now() + timezone.timedelta(seconds=5)) == [lost]
    assert missing() == []
    default_storage.delete(file.original.name)
    assert missing() == [file]


def io_file(data: bytes):
    from django.core.files.base import ContentFile

    return ContentFile(data)


def test_no_file_stays_when_the_row_cannot_be_written(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise IntegrityError("the database is away")

    monkeypatch.setattr("gongkai_web.files.actions.record", fail)
    with pytest.raises(IntegrityError):
        upload(b"text", "甲.txt")
    assert not StoredFile.objects.exists()
    assert list(store.stored_names()) == []
