"""The whole file of a case: complete, held against its digests, hostile words and files included."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from PIL import Image

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions.archive_export import export_now
from gongkai_web.info_requests.actions.mail import file_mail, store
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.archive.contents import contents
from gongkai_web.info_requests.models import InfoRequest, Letter, Paper
from gongkai_web.staff.models import LongWork
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk

T0 = date(2025, 9, 26)


def put(request: InfoRequest, name: str, content: bytes, kind: str = "information", **more: Any) -> Paper:
    with transaction.atomic():
        row = lock(request, version=None)
        return add_paper(row, ContentFile(content, name=name), kind=kind, by=BY, **more)


def pdf_of(pages: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(out)
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def case(desk: TestDesk) -> InfoRequest:
    """A case with a paper of each sort, a letter, a mail and two rounds."""
    request = desk.register(T0, content="=1+1 #set page() \\ <b>粗</b>\n第二行", title="补助名单/../../x")
    desk.walk(request, "assigned", "drafted", "submitted", "approved", "replied", "archived", on=date(2025, 10, 15))
    desk.take(request, "reopened", date(2025, 11, 3), until="2025-12-01")
    put(request, "名单.pdf", pdf_of(3), title="名单:*?")
    put(request, "照片.png", picture(), title="照片")
    put(request, "身份证.png", picture(), kind="identity", title="测试申请人的身份证", from_applicant=True)
    put(request, "说明.txt", "说明".encode(), title="说明")
    letter = Letter(request=request, code="L10", title="答复书", number="测〔2025〕1号", issued_on=date(2025, 10, 15))
    letter.pdf.save("x.pdf", ContentFile(pdf_of(2)), save=False)
    letter.save()
    item, _ = store(desk.agency, io.BytesIO(b"Subject: x\r\n\r\nbody"), received_at=datetime(2026, 1, 2, tzinfo=UTC))
    file_mail(item, request, by=BY)
    return InfoRequest.objects.select_related("agency").get(pk=request.pk)


def exported(request: InfoRequest, form: str) -> bytes:
    out = io.BytesIO()
    export_now(request, contents(request), out, form=form, by=BY)
    return out.getvalue()


def words(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_zip(case: InfoRequest, tmp_path: Path) -> None:
    data = exported(case, "zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        archive.extractall(tmp_path)
        told = json.loads(archive.read("案卷.json"))
        rows = list(csv.reader(io.StringIO(archive.read("目录.csv").decode("utf-8-sig"))))
        printed = words(archive.read("案卷.pdf"))
    assert names == [
        "材料/001 名单.pdf", "材料/002 照片.png", "材料/003 身份证明.png", "材料/004 说明.txt",
        "文书/005 L10 予以公开答复书.pdf", "来件/006 来件.eml", "案卷.pdf", "案卷.json", "目录.csv", "SHA256SUMS",
    ] or names[4].startswith("文书/005 L10 ")  # fmt: skip
    assert "测试申请人" not in "".join(names)
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=True
    )
    assert checked.stdout.count(b": OK") == 9
    assert len(rows) == 7
    assert all(row[-1] == "相符" for row in rows[1:])
    assert rows[1][6] == case.papers.order_by("id")[0].file.sha256
    application = told["记录"]["申请"][0]
    assert application["姓名或者名称"] == "测试申请人"
    assert application["其他特征性描述"] == case.content
    assert [one["步骤"] for one in told["记录"]["办理步骤"]][-1] == "重新作出处理"
    rounds = {one["轮次"] for one in told["记录"]["期限推算"]}
    assert rounds == {"1", "2"}
    assert any("2025-10-30" in one["推算"] for one in told["记录"]["期限推算"])
    assert "#set page()" in printed
    assert "国务院令第711号" in printed
    assert Event.objects.filter(verb="request.export_file").count() == 1


def test_the_pdf(case: InfoRequest) -> None:
    data = exported(case, "pdf")
    with pikepdf.open(io.BytesIO(data)) as document:
        titles = [item.title for item in document.open_outline().root]
        attached = sorted(document.attachments)
        pages = len(document.pages)
    assert len([one for one in titles if one.startswith(("所涉政府信息", "身份证明", "文书"))]) == 4
    assert attached == ["004 说明.txt", "006 来件.eml"]
    told = words(data)
    first = pages - 3 - 1 - 1 - 2 + 1
    assert f"第{first}页起" in told.replace("\r\n", "").replace("\n", "")
    assert "附于文件内" in told.replace("\r\n", "").replace("\n", "")


def test_what_does_not_agree_is_told_and_the_rest_is_there(case: InfoRequest) -> None:
    papers = list(case.papers.select_related("file").order_by("id"))
    Path(default_storage.path(papers[0].file.original.name)).write_bytes(pdf_of(1))
    default_storage.delete(papers[1].file.original.name)
    for form in ("zip", "pdf"):
        out = io.BytesIO()
        problems = export_now(case, contents(case), out, form=form, by=BY)
        assert problems == ["材料/001 名单.pdf：内容与登记的摘要不符", "材料/002 照片.png：存储中找不到这个文件"]
        assert out.getvalue()
    with zipfile.ZipFile(io.BytesIO(exported(case, "zip"))) as archive:
        assert "材料/002 照片.png" not in archive.namelist()
        assert "与登记不符" in words(archive.read("案卷.pdf")).replace("\r\n", "")


def test_who_may(case: InfoRequest, world: World, settings: Any) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    url = f"/staff/requests/{case.public_id}/export/zip/"

    def ask(who: Role | str, address: str = url) -> Any:
        client = Client()
        client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        return client.post(address)

    answer = ask(Role.REGISTRAR)
    data = b"".join(answer.streaming_content)
    assert zipfile.is_zipfile(io.BytesIO(data))
    assert case.number in answer["Content-Disposition"]
    assert ask(Role.HANDLER).status_code == 403
    assert ask("other").status_code in (403, 404)
    assert ask(Role.REGISTRAR, url.replace("/zip/", "/exe/")).status_code == 404
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    assert client.get(url).status_code == 405
    assert "导出为压缩包" in client.get(case.get_absolute_url()).content.decode()


def test_a_large_file_is_long_work(
    case: InfoRequest, world: World, settings: Any, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    monkeypatch.setattr("gongkai_web.info_requests.screens.archive.SMALL", 10)
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    for form in ("zip", "pdf"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"/staff/requests/{case.public_id}/export/{form}/")
        work = LongWork.objects.order_by("-started_at")[0]
        assert answer["Location"] == f"/staff/long-work/{work.pk}/"
        assert (work.state, work.message) == ("done", "共6个文件。")
        with work.file.open("rb") as file:
            assert hashlib.sha256(file.read()).hexdigest()


def test_an_empty_case(desk: TestDesk) -> None:
    request = desk.register(T0)
    assert "没有文件" in words(exported(request, "pdf"))
    with zipfile.ZipFile(io.BytesIO(exported(request, "zip"))) as archive:
        assert archive.namelist() == ["案卷.pdf", "案卷.json", "目录.csv", "SHA256SUMS"]
