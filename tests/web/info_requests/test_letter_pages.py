"""Letters through the pages: from the step that asks for one to the file that the applicant gets; templates."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions.letters import end_template, issue, keep_template, prepare
from gongkai_web.info_requests.letters.catalogue import spec, specs
from gongkai_web.info_requests.letters.checking import check_template, words_of_pdf
from gongkai_web.info_requests.letters.shipped import shipped_template
from gongkai_web.info_requests.models import InfoRequest, Letter, LetterTemplate, Matter
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.letter_cases import case_for, decided


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}


def filled(client: Any, url: str, **values: Any) -> Any:
    """Sends the form of a page with what it shows and with these values."""
    form = client.get(url).context["form"]
    given = {one.html_name: one.value() for one in [*form.hidden_fields(), *form.visible_fields()]} | values
    return client.post(url, {key: value for key, value in given.items() if value is not None})


def begun(client: Any, request: InfoRequest) -> Letter:
    """The first letter that is due, written by its button."""
    page = html.document_fromstring(client.get(request.get_absolute_url()).content.decode())
    form = page.xpath("//section[@id='letters']//form")[0]
    sent = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    answer = client.post(f"{request.get_absolute_url()}acts/letter/", sent)
    assert answer.status_code == 302
    request.refresh_from_db()
    again = client.post(f"{request.get_absolute_url()}acts/letter/", sent)  # a double click
    assert again.status_code == 302
    letter = request.letters.get()
    assert answer.url.endswith(f"/letters/{letter.public_id}/")
    return letter


def test_from_the_step_to_the_file(desk: TestDesk, enter: Any) -> None:
    case = case_for(desk, "L04")
    request = case.about
    assert isinstance(request, InfoRequest)
    handler = enter(Role.HANDLER)
    request.refresh_from_db()
    letter = begun(handler, request)
    url = f"{request.get_absolute_url()}letters/{letter.public_id}/"
    page = handler.get(url)
    assert page.status_code == 200
    assert "page-1.png" in page.content.decode()
    assert handler.get(f"{url}page-1.png").content[:4] == b"\x89PNG"
    assert handler.get(f"{url}page-9.png").status_code == 404
    assert handler.get(f"{url}letter.pdf").status_code == 404  # not before it has gone out
    day = date(2026, 9, 24)
    answer = filled(handler, url, on="2020-01-01", issue="1")
    assert "成文日期不能早于" in answer.content.decode()
    assert filled(handler, url, on=day.isoformat(), issue="1").status_code == 302
    letter.refresh_from_db()
    assert letter.issued_on == day
    pdf = handler.get(f"{url}letter.pdf")
    body = b"".join(pdf.streaming_content)
    assert request.number in words_of_pdf(body)
    assert "no-store" in pdf.headers["Cache-Control"]
    assert "测试申请人" not in pdf.headers["Content-Disposition"]
    assert Event.objects.filter(verb="letter.download", object_key=letter.public_id).exists()
    assert handler.get(f"{url}letter.docx").status_code == 200
    assert handler.get(f"{url}letter.exe").status_code == 404
    version = InfoRequest.objects.get(pk=request.pk).version
    refused = handler.post(url, {"version": version, "token": "x1"})
    assert refused.status_code == 409
    shown = handler.get(request.get_absolute_url()).content.decode()
    assert "已经发出" in shown


def test_words_are_kept_and_gaps_hold_it_back(desk: TestDesk, enter: Any) -> None:
    request = desk.register(date(2026, 9, 1))
    draft = prepare(request, "L02", by=BY)
    request.refresh_from_db()
    office = enter(Role.DISCLOSURE_OFFICE)
    url = f"{request.get_absolute_url()}letters/{draft.public_id}/"
    assert "还没有内容：需要补正的事项、补正的方式" in office.get(url).content.decode()
    answer = filled(office, url, f_补正的方式="书面补正。", on="2026-09-03", issue="1")
    assert "请填写“需要补正的事项”" in answer.content.decode()
    assert "书面补正" in answer.content.decode()  # nothing typed is lost
    assert filled(office, url, f_补正的方式="书面补正。", f_需要补正的事项="写明年度").status_code == 302
    assert "还没有内容" not in office.get(url).content.decode()
    assert filled(office, url, on="2026-09-03", issue="1").status_code == 302
    assert Letter.objects.get(pk=draft.pk).is_issued


def test_two_officers_at_once(desk: TestDesk, enter: Any) -> None:
    request = desk.register(date(2026, 9, 1))
    draft = prepare(request, "L02", by=BY)
    office = enter(Role.DISCLOSURE_OFFICE)
    url = f"{request.get_absolute_url()}letters/{draft.public_id}/"
    form = office.get(url).context["form"]
    old = form["version"].value()
    assert filled(office, url, f_补正的方式="书面").status_code == 302
    answer = office.post(url, {"version": old, "token": "second", "f_补正的方式": "口头", "f_需要补正的事项": "年度"})
    assert answer.status_code == 409
    assert "口头" in answer.content.decode()


def test_who_may(desk: TestDesk, enter: Any) -> None:
    request = desk.register(date(2026, 9, 1))
    draft = prepare(request, "L02", by=BY)
    request.refresh_from_db()
    url = f"{request.get_absolute_url()}letters/{draft.public_id}/"
    leader = enter(Role.LEADER)
    assert leader.get(url).status_code == 200
    assert "发出文书" not in leader.get(url).content.decode()
    assert leader.post(url, {"version": request.version, "token": "a"}).status_code == 403
    assert enter("other").get(url).status_code in (302, 403, 404)
    assert enter(Role.SUPERVISOR).get(url).status_code in (302, 403, 404)
    other = TestDesk(desk.agency).register(date(2026, 9, 1))
    assert leader.get(f"{other.get_absolute_url()}letters/{draft.public_id}/").status_code == 404


def changed(code: str, old: str, new: str) -> bytes:
    """The shipped template with other words."""
    document = docx.Document(io.BytesIO(shipped_template(code)))
    for paragraph in document.paragraphs:
        if old in paragraph.text:
            text = paragraph.text.replace(old, new)
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("code", [one.code for one in specs()])
def test_what_ships_passes_its_own_check(code: str) -> None:
    check_template(code, shipped_template(code))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{需要补正的事项}}", "事项", "缺少字段“需要补正的事项”（文书应当写明需要补正的全部事项）"),
        ("{{需要补正的事项}}", "{{需要补正的事项}}{{身份证号}}", "字段“身份证号”不是本文书的字段"),
        ("{{需要补正的事项}}", "{{需要补正的事项}}{{ 7*7 }}", "不能使用运算"),
        ("{{需要补正的事项}}", "{{需要补正的事项|upper}}", "不能使用运算"),
        ("{{需要补正的事项}}", "{{需要补正的事项.__class__}}", "不能使用运算"),
        ("{{需要补正的事项}}", "{{需要补正的事项}}{% set x = 1 %}", "不能使用运算"),
        ("{{需要补正的事项}}", "{% if 机关名称 %}{{需要补正的事项}}{% endif %}", "条件只能用于可以为空的字段"),
        ("{{需要补正的事项}}", "{% if 称谓 %}{{需要补正的事项}}{% endif %}", "需要补正的事项”填入后在文书上看不到"),
        ("{{需要补正的事项}}", "{{需要补正的事项}}{% for x in 机关名称 %}x{% endfor %}", "循环只能"),
        ("{{需要补正的事项}}", "{{需要补正的事项}", "写法有误"),
        ("{{需要补正的事项}}", "{% include 'x' %}", "不能使用"),
    ],
)  # fmt: skip
def test_templates_that_are_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        check_template("L02", changed("L02", old, new))
    assert told in "".join(refusal.value.messages)


def with_element(xml: str) -> bytes:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document(io.BytesIO(shipped_template("L02")))
    document.paragraphs[2]._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        ("<w:r><w:object/></w:r>", "嵌入的对象"),
        ("<w:r><w:pict/></w:r>", "水印"),
        ("<w:ins><w:r><w:t>x</w:t></w:r></w:ins>", "修订"),
        ("<w:r><w:commentReference w:id='1'/></w:r>", "批注"),
        ("<w:r><w:instrText>DDEAUTO c:\\x</w:instrText></w:r>", "页码以外的域"),
        ('<w:r><w:instrText> INCLUDETEXT "http://x"</w:instrText></w:r>', "页码以外的域"),
        ("<w:altChunk></w:altChunk>", "嵌入的文档"),
    ],
)
def test_what_word_hides_is_refused(xml: str, told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        check_template("L02", with_element(xml))
    assert told in "".join(refusal.value.messages)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nonsense", b"%PDF-1.4", b"x" * (1024 * 1024 + 1)])
def test_files_that_are_none(data: bytes) -> None:
    with pytest.raises(ValidationError):
        check_template("L02", data)


def test_an_agencys_own_template(desk: TestDesk, enter: Any) -> None:
    office, url = enter(Role.DISCLOSURE_OFFICE), "/staff/letter-templates/"
    assert office.get(url).status_code == 200
    assert office.get(f"{url}L02/").status_code == 200
    assert office.get(f"{url}L99/").status_code == 404
    assert office.get(f"{url}L02/sample.pdf").content[:4] == b"%PDF"
    own = changed("L02", "补正的方式：", "本机关特有的说明，补正的方式：")
    sent = SimpleUploadedFile("模板.docx", own)
    looked_at = office.post(f"{url}L02/", {"docx": sent, "preview": "1"})
    assert "本机关特有的说明" in words_of_pdf(looked_at.content)
    assert not LetterTemplate.objects.exists()
    bad = SimpleUploadedFile("模板.docx", changed("L02", "{{补正的方式}}", "x"))
    assert "缺少字段“补正的方式”" in office.post(f"{url}L02/", {"docx": bad}).content.decode()
    sent.seek(0)
    assert office.post(f"{url}L02/", {"docx": sent}).status_code == 302
    row = LetterTemplate.objects.get()
    assert office.get(f"{url}L02/template.docx").content == own
    request = desk.register(date(2026, 9, 1))
    words = {"需要补正的事项": "年度", "补正的方式": "书面"}
    letter = issue(prepare(request, "L02", extra=words, by=BY), on=date(2026, 9, 3), by=BY)
    with letter.pdf.open("rb") as file:
        assert "本机关特有的说明" in words_of_pdf(file.read())
    assert letter.digest == row.digest
    keep_template(desk.agency, "L02", own, by=BY)
    assert LetterTemplate.objects.filter(ended_at=None).count() == 1
    assert office.post(f"{url}L02/end/").status_code == 302
    assert not LetterTemplate.objects.filter(ended_at=None).exists()
    end_template(row, by=BY)
    assert enter(Role.HANDLER).get(url).status_code == 403


def test_the_reply_reaches_the_applicant_only_when_served(desk: TestDesk) -> None:
    from gongkai_web.info_requests.queries.given import letters_given

    request = desk.register(date(2026, 9, 1))
    decided(request, "D2")
    reply = issue(prepare(request, "L10", by=BY), on=date(2026, 9, 22), by=BY)
    assert letters_given(request) == []
    reply.sent_on = reply.issued_on
    reply.save()
    assert letters_given(request) == [reply]


def test_a_plain_word_document_will_do(tmp_path: Path) -> None:
    from PIL import Image

    from gongkai_web.info_requests.letters.pdf import to_pdf
    from gongkai_web.info_requests.letters.render import render
    from gongkai_web.info_requests.letters.sample import sample_values

    picture = tmp_path / "mark.png"
    Image.new("RGB", (60, 60), (200, 0, 0)).save(picture)
    document = docx.Document()
    document.add_heading("{{文书标题}}", level=0)
    document.add_picture(str(picture))
    table = document.add_table(rows=0, cols=2, style="Light Grid Accent 1")
    for field in spec("L02").required:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = field.name, f"{{{{{field.name}}}}}"
    document.add_paragraph("说明：{{逾期不补正的后果}}", style="List Paragraph").paragraph_format.line_spacing = 1.5
    out = io.BytesIO()
    document.save(out)
    check_template("L02", out.getvalue())
    values = sample_values("L02")
    pdf = to_pdf(render(out.getvalue(), values, title="标题", author="机关"))
    assert "".join(values["逾期不补正的后果"].split()) in words_of_pdf(pdf)
    assert any(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for one in pypdfium2.PdfDocument(pdf)[0].get_objects())


def test_the_answer_to_a_correction(desk: TestDesk, enter: Any) -> None:
    matter = case_for(desk, "L20").about
    assert isinstance(matter, Matter)
    url, registrar, leader = f"/staff/matter-letters/{matter.public_id}/", enter(Role.REGISTRAR), enter(Role.LEADER)
    assert "更正答复书" in registrar.get(f"/staff/matters/inspect/{matter.pk}/").content.decode()
    assert leader.post(url).status_code == 403
    assert registrar.post(url).status_code == 302
    letter = matter.letters.get()
    assert registrar.get(f"{url}{letter.public_id}/page-1.png").status_code == 200
    first = filled(registrar, url, f_理由="记录与档案一致。")
    assert first.status_code == 302
    stale = registrar.post(url, {"stamp": "older", "f_理由": "另写"})
    assert "其他人刚刚修改" in stale.content.decode()
    assert "另写" in stale.content.decode()
    assert filled(registrar, url, on="2026-09-25", issue="1").status_code == 302
    body = b"".join(registrar.get(f"{url}{letter.public_id}/letter.pdf").streaming_content)
    assert "记录与档案一致" in words_of_pdf(body)
    assert "不予更正" in words_of_pdf(body)
    assert enter("other").get(url).status_code in (302, 403, 404)
    assert registrar.get(f"{url}{letter.public_id}/letter.exe").status_code == 404
