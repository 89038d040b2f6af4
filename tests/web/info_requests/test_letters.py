"""Letters L01 to L22: each written for a fitting case, opened again, and its required contents found."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gongkai.law import letters as law
from gongkai.law.clauses import clause
from gongkai.law.outcomes import outcome as law_outcome
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions.letters import discard_draft, issue, prepare, preview, read_values
from gongkai_web.info_requests.letters.catalogue import spec, specs
from gongkai_web.info_requests.letters.checking import words_of_docx, words_of_pdf
from gongkai_web.info_requests.letters.plain import plain
from gongkai_web.info_requests.letters.sentences import decision_text
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest, Letter
from gongkai_web.info_requests.queries.letters import letters_due, letters_for_applicant
from tests.web.info_requests.acts import DRAFTS
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.letter_cases import RECEIVED, SIGNED, case_for, decided, party_of

CODES = [one.id for one in law.letters()]
ISSUED = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def _storage(settings: object, tmp_path: Path) -> None:
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


def written(desk: TestDesk, code: str, **changed: str) -> Letter:
    """The letter, issued."""
    case = case_for(desk, code)
    draft = prepare(case.about, code, party=case.party, step=case.step, extra={**case.extra, **changed}, by=BY)
    return issue(draft, on=ISSUED, by=BY)


def bytes_of(letter: Letter, kind: str) -> bytes:
    with getattr(letter, kind).open("rb") as file:
        return bytes(file.read())


def texts(letter: Letter) -> tuple[str, str]:
    """Its words as docx and as PDF, without spaces."""
    return words_of_docx(bytes_of(letter, "docx")), words_of_pdf(bytes_of(letter, "pdf"))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("code", CODES)
def test_required_contents_stand_in_docx_and_pdf(desk: TestDesk, code: str) -> None:
    letter = written(desk, code)
    values = read_values(letter)
    for text in texts(letter):
        assert squeezed(letter.title) in text or code == "L22"
        for content in law.letter(code).contents:
            for name in spec(code).contents[content]:
                shown = values[name]
                told = [line for row in shown for line in row.values()] if isinstance(shown, list) else [shown]
                for one in told:
                    for line in one.splitlines():
                        assert squeezed(line) in text, (content, name)
        for field in spec(code).required:
            assert field.optional or values[field.name]
    opened = docx.Document(io.BytesIO(bytes_of(letter, "docx")))
    assert opened.core_properties.author == desk.agency.name
    assert "{{" not in texts(letter)[0]
    assert bool(letter.number) == spec(code).numbered


@pytest.mark.parametrize("code", ["L05", "L07", "L08"])
def test_others_learn_nothing_of_the_applicant(desk: TestDesk, code: str) -> None:
    letter = written(desk, code)
    request = letter.request
    assert request is not None
    for text in texts(letter):
        for secret in (request.applicant_name, request.phone, request.identity_number, request.address, request.email):
            assert secret
            assert secret not in text


def test_dates_and_terms_are_those_of_the_law(desk: TestDesk) -> None:
    receipt = read_values(written(desk, "L01"))
    assert receipt["答复期限"] == "2026年9月29日"
    extension = read_values(written(desk, "L04"))
    assert (extension["原答复期限"], extension["延长后的期限"]) == ("2026年9月29日", "2026年11月2日")
    assert "15个工作日" in read_values(written(desk, "L05"))["答复的期限"]
    assert "20个工作日" in read_values(written(desk, "L09"))["缴纳期限"]
    lapsed = read_values(written(desk, "L19"))["通知和届满的日期"]
    assert "2026年9月3日" in lapsed
    assert "届满" in lapsed


@pytest.mark.parametrize(
    ("outcome", "ground", "first"),
    [("D2", "", False), ("D4-E15", "E15", True), ("D4-E16B", "E16B", True), ("D3", "E15", True), ("D6", "", False)],
)
def test_remedy_by_ground(desk: TestDesk, outcome: str, ground: str, first: bool) -> None:
    request = desk.register(RECEIVED)
    decided(request, outcome, ground=ground)
    letter = issue(prepare(request, law_outcome(outcome).letter, by=BY), on=SIGNED, by=BY)
    told = read_values(letter)["救济途径"]
    assert ("先向清溪县人民政府申请行政复议" in told) is first
    assert ("6个月" in told) is not first
    assert "有管辖权的基层人民法院" in told


def test_remedy_before_2024_leaves_the_choice(desk: TestDesk) -> None:
    request = desk.register(date(2023, 11, 1))
    decided(request, "D4-E15", signed_on=date(2023, 12, 20))
    letter = issue(prepare(request, "L12", by=BY), on=date(2023, 12, 29), by=BY)
    assert "先向" not in read_values(letter)["救济途径"]
    assert letter.number.endswith("公复〔2023〕1号")


def test_remedy_names_the_agencys_own_organ_and_court(desk: TestDesk) -> None:
    desk.agency.reviewing_organ, desk.agency.court = "测试复议局", "测试铁路运输法院"
    desk.agency.save()
    told = read_values(written(desk, "L12"))["救济途径"]
    assert "测试复议局" in told
    assert "测试铁路运输法院" in told


def test_remedy_of_a_government_is_the_one_above(desk: TestDesk) -> None:
    desk.agency.kind = "government"
    desk.agency.save()
    told = read_values(written(desk, "L13"))["救济途径"]
    assert "云岭省人民政府" in told or "清溪县人民政府" in told
    assert "中级人民法院" in told


HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in ().__class__.__mro__ %}x{% endfor %}",
    "{{ 机关名称 }}{_{ 7 }_}",
    "</w:t></w:r><w:r><w:t>注入</w:t>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "A & B < C > \"D\" 'E'",
    "\x00\x07\x1b[31m控制\x0c符\x1f",
    "\u202e反向\u2066隔离\u2069\ufeff零宽\u200b",
    "残缺\ud800代理\udfff对",
    "#set text(red) $x$ *粗* `code` @ref <label> \\u{41}",
    "𠮷𡈽 ﷽ 🈶 ͟͟͟͟",
    "长" * 5000,
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_typed_comes_out_as_text(desk: TestDesk, hostile: str) -> None:
    letter = written(desk, "L12", 理由=hostile, 查明的情况=hostile)
    expected = squeezed(plain(hostile))
    docx_text, pdf_text = texts(letter)
    assert expected in docx_text
    if len(hostile) > 1000:
        assert pdf_text.count("长") == 2 * len(hostile)  # with the numbers of pages between
    elif not set(hostile) & set("𠮷﷽🈶"):  # what has no glyph in any font has no place in a PDF
        assert expected in pdf_text
    assert "49" not in docx_text.replace("1049", "")
    with pytest.raises(ValidationError):
        prepare(letter.request, "L12", extra={"理由": "长" * 5001}, by=BY)  # type: ignore[arg-type]


def test_an_officer_cannot_write_what_the_law_writes(desk: TestDesk) -> None:
    case = case_for(desk, "L12")
    for name in ("救济途径", "决定", "文号", "收件人", "别的"):
        with pytest.raises(ValidationError, match="不能由承办人填写"):
            prepare(case.about, "L12", extra={name: "x"}, by=BY)


def test_a_letter_goes_out_once_and_stays(desk: TestDesk) -> None:
    letter = written(desk, "L02")
    before = bytes_of(letter, "pdf")
    with pytest.raises(ValidationError, match="已经发出"):
        issue(letter, on=ISSUED, by=BY)
    with pytest.raises(ValidationError, match="不能删除"):
        discard_draft(letter, by=BY)
    case = letter.request
    assert case is not None
    again = prepare(case, "L02", step=letter.step, by=BY)
    assert again.pk != letter.pk
    letter.refresh_from_db()
    assert bytes_of(letter, "pdf") == before
    told = Event.objects.filter(verb="letter.issue").latest("number")
    assert letter.pdf_sha256 in str(told.after)
    assert "测试申请人" not in str(told.after) + told.object_name


def test_numbers_have_no_gap(desk: TestDesk) -> None:
    request = desk.register(RECEIVED)
    desk.take(request, "assigned", date(2026, 9, 2))
    step = desk.take(request, "extended", date(2026, 9, 21), days=20, reason="数量较多")
    first = issue(prepare(request, "L04", step=step, by=BY), on=ISSUED, by=BY)
    empty = prepare(request, "L02", by=BY)
    with pytest.raises(ValidationError, match="需要补正的事项"):
        issue(empty, on=ISSUED, by=BY)
    words = {"需要补正的事项": "年度", "补正的方式": "书面"}

    def issued_and_failed() -> None:
        with transaction.atomic():
            issue(prepare(request, "L02", extra=words, by=BY), on=ISSUED, by=BY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        issued_and_failed()
    second = issue(prepare(request, "L02", extra=words, by=BY), on=ISSUED, by=BY)
    assert [first.number, second.number] == [
        "清溪县工业和信息化局公复〔2026〕1号",
        "清溪县工业和信息化局公复〔2026〕2号",
    ]
    Desk.objects.create(agency=desk.agency, letter_prefix="清工信公复")
    third = issue(prepare(request, "L04", step=step, by=BY), on=ISSUED, by=BY)
    assert third.number == "清工信公复〔2026〕3号"


def test_practice_takes_no_number_of_real_letters(desk: TestDesk) -> None:
    request = desk.register(RECEIVED, practice=True)
    desk.take(request, "assigned", date(2026, 9, 2))
    step = desk.take(request, "extended", date(2026, 9, 21), days=20, reason="数量较多")
    letter = issue(prepare(request, "L04", step=step, by=BY), on=ISSUED, by=BY)
    assert letter.number.startswith("练习")
    assert letter.title.startswith("【练习】")
    assert written(desk, "L04").number.endswith("〔2026〕1号")


def test_days_that_cannot_be(desk: TestDesk) -> None:
    case = case_for(desk, "L12")
    draft = prepare(case.about, "L12", by=BY)
    for day in (date(2099, 1, 1), date(2026, 8, 31), date(2026, 9, 21)):
        with pytest.raises(ValidationError):
            issue(draft, on=day, by=BY)


def test_a_reply_waits_for_its_signature(desk: TestDesk) -> None:
    request = desk.register(RECEIVED)
    decided(request, "D2", signed_on=None)
    draft = prepare(request, "L10", by=BY)
    assert b"%PDF" in preview(draft)[:8]
    with pytest.raises(ValidationError, match="签发以后"):
        issue(draft, on=ISSUED, by=BY)


def test_addressees(desk: TestDesk) -> None:
    case = case_for(desk, "L05")
    with pytest.raises(ValidationError, match="请选择收件"):
        prepare(case.about, "L05", by=BY)
    with pytest.raises(ValidationError, match="不发给第三方"):
        prepare(case.about, "L06", party=case.party, by=BY)
    other = desk.register(RECEIVED)
    with pytest.raises(ValidationError, match="不在本案"):
        prepare(other, "L05", party=case.party, by=BY)


def test_what_the_applicant_may_have(desk: TestDesk) -> None:
    case = case_for(desk, "L05")
    request = case.about
    assert isinstance(request, InfoRequest)
    issue(prepare(request, "L05", party=case.party, step=case.step, by=BY), on=ISSUED, by=BY)
    told = issue(prepare(request, "L06", step=case.step, by=BY), on=ISSUED, by=BY)
    decided(request, "D2")
    reply = issue(prepare(request, "L10", by=BY), on=ISSUED, by=BY)
    prepare(request, "L13", by=BY)
    assert letters_for_applicant(request) == [told]
    reply.sent_on = ISSUED
    reply.save()
    assert letters_for_applicant(request) == [told, reply]


def test_letters_due_by_the_steps(desk: TestDesk) -> None:
    case = case_for(desk, "L05")
    request = case.about
    assert isinstance(request, InfoRequest)

    def due() -> list[str]:
        decision = request.decisions.first()
        folder = {"parties": request.parties.all(), "letters": request.letters.select_related("step")}
        return [one.code for one in letters_due(request, list(request.steps.all()), decision=decision, **folder)]

    assert due() == ["L01", "L05", "L06"]
    issue(prepare(request, "L05", party=case.party, step=case.step, by=BY), on=ISSUED, by=BY)
    issue(prepare(request, "L06", step=case.step, by=BY), on=ISSUED, by=BY)
    issue(prepare(request, "L01", step=request.steps.first(), by=BY), on=ISSUED, by=BY)
    assert due() == []


def test_the_same_number_twice_is_held_by_the_database(desk: TestDesk) -> None:
    letter = written(desk, "L04")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(request=letter.request, code="L04", title="x", number=letter.number)


def test_every_field_has_an_example() -> None:
    for one in specs():
        for field in one.fields:
            assert field.sample or field.name in ("文书标题", "救济途径", "归档材料")


@pytest.mark.parametrize("outcome", sorted(DRAFTS))
def test_every_ending_has_its_letter(desk: TestDesk, outcome: str) -> None:
    """With no more than what the form of a draft asks for."""
    request = desk.register(RECEIVED)
    said = {"facts": "查明的情况。", **DRAFTS[outcome]}
    Decision.objects.create(request=request, outcome=outcome, drafted_on=SIGNED, signed_on=SIGNED, **said)
    ending = law_outcome(outcome)
    letter = issue(prepare(request, ending.letter, by=BY), on=SIGNED, by=BY)
    assert letter.title == decision_text(outcome).title
    for text in texts(letter):
        for one in map(clause, ending.clauses):
            assert squeezed(one.title) in text or outcome == "D14"
        for value in said.values():
            assert squeezed(str(value).rstrip("。")) in text or value == "E16B"


@pytest.mark.parametrize(("event", "title"), [("delayed", "延迟答复告知书"), ("opinion_asked", "协办函")])
def test_letters_that_have_another_form(desk: TestDesk, event: str, title: str) -> None:
    request = desk.register(RECEIVED)
    desk.take(request, "assigned", date(2026, 9, 2))
    if event == "delayed":
        desk.take(request, "reasons_asked", date(2026, 9, 3), facts="提出申请46件", days=15)
        desk.take(request, "reasons_given", date(2026, 9, 7), text="研究需要")
        step = desk.take(request, event, date(2026, 9, 8), until="2026-12-31", reason="件数较多")
        letter = issue(prepare(request, "L03", step=step, by=BY), on=ISSUED, by=BY)
        assert "2026年12月31日" in texts(letter)[1]
    else:
        party = party_of(request, "opinion")
        step = desk.take(request, event, date(2026, 9, 4), party="1")
        letter = issue(prepare(request, "L08", party=party, step=step, by=BY), on=ISSUED, by=BY)
        assert "视为同意公开" not in texts(letter)[1]  # the law says so of co-makers alone
    assert title in letter.title
    assert title in texts(letter)[0]


def test_an_unpaid_fee_ends_by_letter(desk: TestDesk) -> None:
    request = desk.register(date(2026, 3, 2))
    desk.take(request, "assigned", date(2026, 3, 3))
    desk.take(request, "fee_notified", date(2026, 3, 4), delivered_on="2026-03-06")
    step = desk.take(request, "fee_lapsed", date(2026, 6, 1))
    letter = issue(prepare(request, "L19", step=step, by=BY), on=date(2026, 6, 1), by=BY)
    told = texts(letter)[1]
    for part in ("2026年3月4日发出信息处理费收费通知书", "2026年3月6日收到", "2026年4月3日届满", "国办函〔2020〕109号"):
        assert part in told


def test_a_letter_written_late_says_what_held_then(desk: TestDesk) -> None:
    case = case_for(desk, "L04")
    request = case.about
    assert isinstance(request, InfoRequest)
    receipt = issue(prepare(request, "L01", step=request.steps.first(), by=BY), on=ISSUED, by=BY)
    assert read_values(receipt)["答复期限"] == "2026年9月29日"  # not the day to which the limit was extended since
    asked = case_for(desk, "L02")
    assert isinstance(asked.about, InfoRequest)
    desk.take(asked.about, "clarified", date(2026, 9, 10))
    letter = issue(prepare(asked.about, "L02", step=asked.step, by=BY), on=ISSUED, by=BY)
    assert "在2026年9月23日以前" in read_values(letter)["补正期限"]
