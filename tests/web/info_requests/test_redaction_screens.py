"""The pages of 区分处理: a paper is marked, the new file looked at and kept, the log tells everything but the text."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.files import store
from gongkai_web.info_requests import redaction_tasks
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.actions.redaction_result import make_preview
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Paper, Redaction
from gongkai_web.info_requests.redaction import paging
from gongkai_web.info_requests.redaction.paging import can_page
from gongkai_web.staff.models import LongWork
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.papers import FIRM, LINE, NAME, NUMBER, PHONE, docx_of, typeset

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(desk: TestDesk) -> InfoRequest:
    request = desk.register()
    desk.walk(request, "assigned") if request.state == "registered" else None
    return request


def put(case: InfoRequest, data: bytes, name: str) -> Paper:
    with transaction.atomic():
        row = lock(case, version=None)
        return add_paper(row, ContentFile(data, name=name), kind=PaperKind.INFORMATION, title="补助审查材料", by=BY)


def enter(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.person(role), backend="gongkai_web.accounts.backend.AccountBackend")
    return client


@pytest.fixture
def handler(world: World) -> Client:
    return enter(world, Role.HANDLER)


def form_of(html: str) -> dict[str, Any]:
    """What a browser would send of the marking form."""
    data: dict[str, Any] = {
        "version": re.search(r'name="version" value="(\d+)"', html)[1],  # type: ignore[index]
        "listed": re.findall(r'name="listed" value="(\d+)"', html),
        "ground": "E15:个人隐私",
        "tick": "on",
    }
    for number in re.findall(r'name="on-(\d+)" checked', html):
        data[f"on-{number}"] = "on"
    return data


def begin(client: Client, paper: Paper) -> str:
    base = f"{paper.request.get_absolute_url()}redaction/{paper.pk}/"
    answer = client.post(f"{base}begin/")
    assert answer.status_code == 302, answer.content.decode()[:500]
    return base


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_paper_is_marked_made_and_kept(handler: Client, case: InfoRequest, kind: str) -> None:
    data = (
        typeset(f"审查意见\n{LINE}\n以上情况属实。") if kind == "pdf" else docx_of("审查意见", LINE, "以上情况属实。")
    )
    paper = put(case, data, f"材料.{kind}")
    base = begin(handler, paper)
    page = handler.get(base).content.decode()
    assert NUMBER in page
    assert "公民身份号码" in page
    sent = form_of(page) | {"do": "text", "text": FIRM, "ground": "E15:商业秘密"}
    page = handler.post(base, sent, follow=True).content.decode()
    assert "已标注1处" in page
    sent = form_of(page) | {"do": "all:name"}
    page = handler.post(base, sent, follow=True).content.decode()
    answer = handler.post(base, form_of(page) | {"do": "make"}, follow=True)
    shown = answer.content.decode()
    assert "已通过检验" in shown, shown
    for text in (NAME, NUMBER, PHONE, FIRM):
        assert text not in shown
    assert "【不予公开】" in shown
    assert "以上情况属实" in shown
    version = re.search(r'name="version" value="(\d+)"', shown)[1]  # type: ignore[index]
    refused = handler.post(
        f"{base}result/", {"version": version, "title": "材料", "seen": ""} | {"title": f"{NAME}的材料", "seen": "on"}
    )
    assert "名称中有被遮盖的内容" in refused.content.decode()
    unseen = handler.post(f"{base}result/", {"version": version, "title": "材料"})
    assert "请逐页核对后" in unseen.content.decode()
    handler.post(f"{base}result/", {"version": version, "title": "审查意见（区分处理）", "seen": "on"})
    kept = Paper.objects.get(kind=PaperKind.REDACTED)
    assert kept.redacted_from == paper
    assert kept.file.kind == kind
    assert kept.file.original_name == f"区分处理后的政府信息.{kind}"
    made = store.read(kept.file.original.name)
    for text in (NAME, NUMBER, PHONE, FIRM):
        assert text.encode() not in made
        assert text not in kept.file.text
    log = json.dumps(kept.redactions, ensure_ascii=False)
    told = json.dumps([[e.after, e.before, e.object_name] for e in Event.objects.all()], ensure_ascii=False)
    row = Redaction.objects.get()
    for text in (NAME, NUMBER, PHONE, FIRM):
        assert text not in log
        assert text not in told
        assert text not in json.dumps(row.marks, ensure_ascii=False)
    assert {one["detail"] for one in kept.redactions} == {"个人隐私", "商业秘密"}
    assert {one["characters"] for one in kept.redactions} >= {18, 11, len(FIRM)}
    assert all(one["by"] and one["at"] and one["clause"] for one in kept.redactions)
    assert row.state == "kept"
    assert not row.result
    page = handler.get(f"{case.get_absolute_url()}redaction/{kept.pk}/log/").content.decode()
    assert "商业秘密" in page
    assert "第十五条" in page
    assert "遮盖记录" in handler.get(case.get_absolute_url()).content.decode()


def test_pages_are_pictures(handler: Client, case: InfoRequest) -> None:
    base = begin(handler, put(case, typeset(LINE, "第二页"), "材料.pdf"))
    for number, status in ((1, 200), (2, 200), (3, 404), (0, 404)):
        answer = handler.get(f"{base}pages/{number}.png")
        assert answer.status_code == status
    assert handler.get(f"{base}pages/1.png")["Cache-Control"].startswith("private, no-store")
    assert handler.get(f"{base}?page=999").status_code == 200
    assert handler.get(f"{base}?page=x").status_code == 200


def test_lines_and_areas(handler: Client, case: InfoRequest) -> None:
    base = begin(handler, put(case, typeset("第一行文字\n第二行秘密\n第三行文字"), "材料.pdf"))
    page = handler.get(base).content.decode()
    wrong = handler.post(base, form_of(page) | {"do": "lines", "first": "9"})
    assert "本页只有3行" in wrong.content.decode()
    page = handler.post(base, form_of(page) | {"do": "lines", "first": "2"}, follow=True).content.decode()
    empty = handler.post(base, form_of(page) | {"do": "area", "left": "1"}).content.decode()
    assert "请填写毫米数" in empty
    assert 'value="1"' in empty
    area = {"do": "area", "left": "0", "top": "0", "wide": "50", "high": "10"}
    page = handler.post(base, form_of(page) | area, follow=True).content.decode()
    shown = handler.post(base, form_of(page) | {"do": "make"}, follow=True).content.decode()
    assert "第二行秘密" not in shown
    assert "第一行文字" in shown
    assert "共遮盖2处" in shown


def test_two_officers_at_once(world: World, handler: Client, case: InfoRequest) -> None:
    base = begin(handler, put(case, typeset(LINE), "材料.pdf"))
    old = form_of(handler.get(base).content.decode())
    handler.post(base, old | {"do": "text", "text": "每吨"})
    answer = handler.post(base, old | {"do": "text", "text": "三千元"})
    assert answer.status_code == 409
    assert "其他人刚刚修改了标注" in answer.content.decode()
    assert 'value="三千元"' in answer.content.decode()


def test_who_may(world: World, handler: Client, case: InfoRequest) -> None:
    paper = put(case, typeset(LINE), "材料.pdf")
    registrar = enter(world, Role.REGISTRAR)
    base = f"{case.get_absolute_url()}redaction/{paper.pk}/"
    registrar.post(f"{base}begin/")
    assert not Redaction.objects.exists()
    assert handler.get(base).status_code == 404
    begin(handler, paper)
    page = registrar.get(base)
    assert page.status_code == 200
    assert 'value="make"' not in page.content.decode()
    registrar.post(base, form_of(page.content.decode()) | {"do": "text", "text": "每吨"})
    assert len(Redaction.objects.get().marks) == len([m for m in Redaction.objects.get().marks if m["k"] != "typed"])


def test_other_kinds_are_refused(handler: Client, case: InfoRequest) -> None:
    paper = put(case, "姓名,电话\n测试,1\n".encode(), "名单.csv")
    page = handler.post(f"{case.get_absolute_url()}redaction/{paper.pk}/begin/", follow=True).content.decode()
    assert "另存为PDF或docx" in page
    assert not Redaction.objects.exists()


def test_dropped_and_begun_again(handler: Client, case: InfoRequest) -> None:
    paper = put(case, typeset(LINE), "材料.pdf")
    base = begin(handler, paper)
    handler.post(base, {"do": "drop"})
    assert Redaction.objects.get().state == "dropped"
    assert handler.get(base).status_code == 404
    begin(handler, paper)
    assert Redaction.objects.filter(state="open").count() == 1


def test_a_long_paper_is_long_work(handler: Client, case: InfoRequest) -> None:
    base = begin(handler, put(case, typeset(*(f"第{n}页\n{LINE}" for n in range(13))), "材料.pdf"))
    assert LongWork.objects.get().state == "done"
    page = handler.get(f"{base}?page=13").content.decode()
    assert "共13页" in page
    answer = handler.post(base, form_of(page) | {"do": "make"}, follow=True)
    assert LongWork.objects.filter(state="done").count() == 2, LongWork.objects.values_list("message")
    assert "请逐页核对" in answer.content.decode()
    assert "已通过检验" in handler.get(f"{base}result/?page=13").content.decode()


HOSTILE = [
    "<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", "{% debug %}", "字" * 600, "\x00", "\u202e翻转", "%00",
    "'; DROP TABLE x; --", "\x07\x1b[31m", "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input(handler: Client, case: InfoRequest, text: str) -> None:
    base = begin(handler, put(case, docx_of(LINE, "<script>alert(1)</script>"), "材料.docx"))
    page = handler.get(base).content.decode()
    assert "<script>alert(1)</script>" not in page
    for what in ("text", "lines", "area", "all:" + text, "none:x", text, "make:x"):
        sent = form_of(handler.get(base).content.decode())
        sent |= {"do": what, "text": text, "first": text, "last": text, "left": text, "ground": text, "listed": text}
        answer = handler.post(f"{base}?page={text[:9]}", sent | {"g-1": text, "picture-0": text, "has_pictures": "1"})
        assert answer.status_code in (200, 302, 409), (what, answer.status_code)
        assert b"<script>alert(1)</script>" not in answer.content
    for query in ("picture=0", "picture=1", f"picture={text[:9]}", "picture=99999999"):
        assert handler.get(f"{base}?{query}").status_code == 200
    assert handler.get(f"{base}inside/1.png").status_code == 404
    assert handler.get(f"{base}pages/99999999999999999999.png").status_code == 404
    assert handler.get(f"{case.get_absolute_url()}redaction/{10**25}/").status_code == 404


def test_a_proof_that_fails_keeps_nothing(handler: Client, case: InfoRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer is made to forget one mark: the file is refused, and the page says where."""
    from gongkai_web.info_requests.redaction import docx_write

    real = docx_write._strike
    base = begin(handler, put(case, docx_of(LINE), "材料.docx"))
    page = handler.get(base).content.decode()
    with monkeypatch.context() as patch:
        patch.setattr(docx_write, "_strike", lambda paragraph, marks: real(paragraph, marks[1:]))
        shown = handler.post(base, form_of(page) | {"do": "make"}, follow=True).content.decode()
    assert "检验没有通过，文件没有保存" in shown
    assert "第1处遮盖的内容在" in shown
    row = Redaction.objects.get()
    assert row.state == "refused"
    assert not row.result
    assert not Paper.objects.filter(kind=PaperKind.REDACTED).exists()
    shown = handler.post(base, form_of(handler.get(base).content.decode()) | {"do": "make"}, follow=True).content
    assert "已通过检验" in shown.decode()


def _docx_made(handler: Client, case: InfoRequest) -> tuple[str, str]:
    base = begin(handler, put(case, docx_of("审查意见", LINE, "以上情况属实。"), "材料.docx"))
    page = handler.get(base).content.decode()
    return base, handler.post(base, form_of(page) | {"do": "make"}, follow=True).content.decode()


@pytest.mark.skipif(not can_page(), reason="no LibreOffice here")
def test_a_docx_is_looked_at_as_pages(handler: Client, case: InfoRequest) -> None:
    base, shown = _docx_made(handler, case)
    assert "第1页，共1页" in shown
    assert f"{base}result/1.png" in shown
    assert "页面由LibreOffice显示" in shown
    answer = handler.get(f"{base}result/1.png")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert handler.get(f"{base}result/2.png").status_code == 404
    assert NUMBER not in shown
    draft = Redaction.objects.get()
    preview = draft.preview.name
    assert preview
    handler.post(base, form_of(handler.get(base).content.decode()) | {"do": "text", "text": "属实"})
    draft.refresh_from_db()
    assert not draft.preview, "other marks, another file"
    assert not draft.paper.file.original.storage.exists(preview)


def test_pages_that_are_not_there_yet(handler: Client, case: InfoRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction_tasks, "make_preview", lambda *_: None)
    monkeypatch.setattr(paging.shutil, "which", lambda _: "/bin/false")
    base, shown = _docx_made(handler, case)
    assert "页面正在生成" in shown
    assert "以上情况属实" in shown
    draft = Redaction.objects.get()
    make_preview(draft.pk, draft.version + 1)
    draft.refresh_from_db()
    assert not draft.preview, "of another version"
    make_preview(draft.pk, draft.version)
    assert "LibreOffice不能显示这个文件" in handler.get(f"{base}result/").content.decode()
    assert handler.get(f"{base}result/1.png").status_code == 404


def test_without_libreoffice_the_text_is_looked_at(
    handler: Client, case: InfoRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COMMANDS", ("no-such-program",))
    base, shown = _docx_made(handler, case)
    assert "本机没有安装LibreOffice，不能显示页面，下面只有文字" in shown
    assert "以上情况属实" in shown
    assert handler.get(f"{base}result/1.png").status_code == 404


def test_an_area_is_taken_away(handler: Client, case: InfoRequest) -> None:
    base = begin(handler, put(case, typeset(LINE), "材料.pdf"))
    area = {"do": "area", "left": "10", "top": "10", "wide": "50", "high": "10"}
    page = handler.post(base, form_of(handler.get(base).content.decode()) | area, follow=True).content.decode()
    number = next(one["n"] for one in Redaction.objects.get().marks if "box" in one)
    assert f'value="remove:{number}"' in page
    page = handler.post(base, form_of(page) | {"do": f"remove:{number}"}, follow=True).content.decode()
    assert "已去掉这处标注" in page
    assert not [one for one in Redaction.objects.get().marks if "box" in one]
    # A proposal stays listed, without its tick.
    proposed = next(one["n"] for one in Redaction.objects.get().marks if one["k"] == "identity")
    handler.post(base, form_of(page) | {"do": f"remove:{proposed}"})
    assert next(one for one in Redaction.objects.get().marks if one["n"] == proposed)["on"] is False
    for what in ("remove:", "remove:x", "remove:99999999", "remove:9999"):
        assert handler.post(base, form_of(handler.get(base).content.decode()) | {"do": what}).status_code == 302
