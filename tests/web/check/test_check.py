"""Drop a report, see the verdict: what the page says, what it refuses, and that nothing is kept."""

from __future__ import annotations

import base64
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from gongkai_web.portal.check import upload
from gongkai_web.portal.check.pool import POOL, Busy, Pool

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "reports"
SHARED = ROOT.parent / "shared" / "samples"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _pool() -> Iterator[None]:
    yield
    POOL.end()


def example(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (EXAMPLES / name).read_bytes())


def post(client: Client, *files: SimpleUploadedFile, **more: Any) -> Any:
    return client.post("/check/", {"reports": list(files), **more})


def downloaded(page: str) -> list[dict[str, Any]]:
    data = re.search(r'href="data:application/json;base64,([^"]+)"', page)
    assert data is not None
    told: list[dict[str, Any]] = json.loads(base64.b64decode(data[1]))
    return told


def test_the_form(client: Client) -> None:
    answer = client.get("/check/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "不留存任何文件" in page
    assert "no-store" in answer["Cache-Control"]
    assert "<style" not in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_each_example_has_the_findings_of_the_command_line(client: Client, name: str) -> None:
    from gongkai.checks import check_report
    from gongkai.checks.json_form import verdict_to_json
    from gongkai.readers.report import read_report

    answer = post(client, example(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    report = read_report(EXAMPLES / name)
    expected = json.loads(json.dumps(verdict_to_json(name, report, check_report(report))))
    assert downloaded(page) == [expected]
    tree = LexborHTMLParser(page)
    assert len(tree.css(".finding")) == len(expected["findings"])
    ids = [element.attributes["id"] for element in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    anchors = {str(a.attributes["href"])[1:] for a in tree.css("main a[href^='#']")}
    assert anchors <= set(ids)
    for found in expected["findings"]:
        assert found["basis"] in page


def test_wrong_cells_are_marked(client: Client) -> None:
    tree = LexborHTMLParser(post(client, example("old-format.pdf")).content.decode())
    assert "201" in [cell.text() for cell in tree.css("td.wrong")]  # 20 with the mark 1
    assert tree.css_first("td #c1-1") is not None
    assert len([cell for cell in tree.css("td.wrong") if "空白" in cell.text()]) == 16
    tree = LexborHTMLParser(post(client, example("lost-values.txt")).content.decode())
    assert len(tree.css("th.label.wrong")) == 18


def test_last_years_report(client: Client) -> None:
    before = example("clean.docx")
    page = post(client, example("totals.html"), previous=before).content.decode()
    assert "Y-PREVIOUS" in page
    unreadable = SimpleUploadedFile("去年.docx", b"PK\x03\x04 broken")
    page = post(client, example("clean.docx"), previous=unreadable).content.decode()
    assert "没有作跨年核对" in page


def test_several_files(client: Client) -> None:
    bad = SimpleUploadedFile("说明.docx", b"nothing")
    page = post(client, example("clean.docx"), example("ratio.md"), bad).content.decode()
    told = downloaded(page)
    assert [one["file"] for one in told] == ["clean.docx", "ratio.md", "说明.docx"]
    assert "error" in told[2]
    assert "不能读取" in page


def test_what_is_no_report(client: Client) -> None:
    def said(name: str, data: bytes) -> str:
        [one] = downloaded(post(client, SimpleUploadedFile(name, data)).content.decode())
        return str(one["error"])

    assert "看不出是政府信息公开工作年度报告" in said("a.txt", "今天天气很好。".encode())
    assert said("a.docx", b"")
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("x", "y")
        assert "压缩包" in said("a.zip", file.getvalue())


def test_an_uploaded_name_and_its_words_are_escaped(client: Client) -> None:
    page = post(client, SimpleUploadedFile("<script>alert(1)</script>.txt", b"x" * 10)).content.decode()
    assert "<script>alert" not in page
    text = (EXAMPLES / "ratio.md").read_text(encoding="utf-8").replace("及进跟踪", "及进跟踪<img src=x onerror=y>")
    page = post(client, SimpleUploadedFile("a.md", text.encode())).content.decode()
    assert "<img src=x" not in page


def test_nothing_and_too_many(client: Client) -> None:
    assert client.post("/check/").status_code == 400
    many = [example("clean.docx") for _ in range(6)]
    answer = post(client, *many)
    assert answer.status_code == 400
    assert "一次最多" in answer.content.decode()


def test_too_large(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_FILE", 1000)
    monkeypatch.setattr("gongkai_web.portal.check.views.MAX_FILE", 1000)
    [one] = downloaded(post(client, example("clean.docx")).content.decode())
    assert "超过" in one["error"]
    monkeypatch.setattr(upload, "MAX_REQUEST", 1000)
    assert post(client, example("clean.docx")).status_code == 413


def test_the_token_is_asked_for() -> None:
    assert Client(enforce_csrf_checks=True).post("/check/", {"reports": [example("clean.docx")]}).status_code == 403


def test_nothing_touches_the_disk(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A file far above the size from which Django's own handler writes to disk."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    data = io.BytesIO((EXAMPLES / "wording.docx").read_bytes())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/media/image9.bin", random.Random(1).randbytes(6_000_000))
    answer = post(client, SimpleUploadedFile("a.docx", data.getvalue()))
    assert "W-ARTEFACT" in answer.content.decode()
    assert list(tmp_path.iterdir()) == []


def test_too_often(client: Client) -> None:
    for _ in range(60):
        client.post("/check/")
    answer = client.post("/check/")
    assert answer.status_code == 429
    assert client.get("/check/").status_code == 200


@pytest.mark.parametrize("kind", ["docx", "pdf", "html", "xlsx", "json"])
def test_conversion(client: Client, kind: str) -> None:
    from gongkai.readers.report import read_report_bytes

    answer = client.post("/check/convert/", {"report": example("totals.html"), "kind": kind})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    again = read_report_bytes(answer.content, f"x.{kind}")
    assert again.year == 2023


def test_conversion_refused(client: Client) -> None:
    for told in ({}, {"report": example("clean.docx"), "kind": "exe"}):
        assert client.post("/check/convert/", told).status_code == 400
    bad = client.post("/check/convert/", {"report": SimpleUploadedFile("a.docx", b"x"), "kind": "pdf"})
    assert "不能转换" in bad.content.decode()
    assert client.get("/check/convert/")["Location"] == "/check/"


def test_when_all_are_busy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise Busy

    monkeypatch.setattr(POOL, "ask", busy)
    answer = post(client, example("clean.docx"))
    assert answer.status_code == 503
    assert "过一会儿" in answer.content.decode()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
def test_real_reports(client: Client) -> None:
    names = [
        path
        for path in sorted(SHARED.rglob("*"))
        if path.is_file() and path.suffix in (".docx", ".pdf", ".html", ".htm", ".md", ".txt")
    ]
    assert names
    for path in names[:12]:
        [one] = downloaded(post(client, SimpleUploadedFile(path.name, path.read_bytes())).content.decode())
        assert "findings" in one or one["error"], path


def test_a_pool_of_its_own_gives_room_to_few() -> None:
    pool = Pool(room=1, patience=0.05)
    assert pool._room.acquire()
    with pytest.raises(Busy):
        pool.ask({"do": "check", "name": "a", "previous": ""}, b"")
