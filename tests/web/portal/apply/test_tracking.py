"""Progress by number and code: what it says, what it lets one do, and what it does not tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time
from lxml import html

from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.register import register
from gongkai_web.info_requests.actions.tracking import find
from gongkai_web.info_requests.codes import hash_of_code
from gongkai_web.info_requests.models import FeeNotice, FeeRefund, InfoRequest, Letter, Matter
from gongkai_web.info_requests.queries.progress import progress, range_of
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, PERSON, TestDesk
from tests.web.portal.apply.conftest import DELIVERY, INFORMATION, Applicant, picture, shown
from tests.web.portal.pages import faults

CODE = "ABCDEFGH23"


@pytest.fixture
def desk(world: World) -> TestDesk:
    """The desk of the bureau."""
    return TestDesk(world.bureau)


@pytest.fixture
def row(desk: TestDesk) -> InfoRequest:
    """A request that came in over the site, and waits to be confirmed."""
    found = desk.register(channel="internet")
    InfoRequest.objects.filter(pk=found.pk).update(query_code=hash_of_code(CODE))
    found.refresh_from_db()
    return found


def opened(row: InfoRequest) -> Client:
    """A browser in which number and code have opened it."""
    client = Client()
    response = client.post("/apply/track/", {"number": row.number.lower(), "code": f" {CODE.lower()[:5]} {CODE[5:]}"})
    assert response["Location"] == "/apply/track/case/"
    return client


def test_number_and_code_open_this_request_for_half_an_hour(row: InfoRequest) -> None:
    client = opened(row)
    response = client.get("/apply/track/case/")
    text = response.content.decode()
    assert faults(response.content) == []
    assert "no-store" in response["Cache-Control"]
    assert row.title in text
    assert "测试申请人" not in text
    assert "尚未确认，期限没有开始" in text
    cookie = client.cookies["gongkai_track"]
    assert cookie["httponly"]
    assert cookie["max-age"] == 30 * 60
    with freeze_time(timezone.now() + timedelta(minutes=31)):
        assert client.get("/apply/track/case/")["Location"] == "/apply/track/"
    client.post("/apply/track/leave/")
    assert client.get("/apply/track/case/")["Location"] == "/apply/track/"


def test_the_due_day_is_that_of_the_law(row: InfoRequest, desk: TestDesk) -> None:
    desk.take(row, "confirmed")
    told = progress(row, timezone.localdate())
    assert told.clock is not None
    assert row.due_on == told.clock.due
    text = opened(row).get("/apply/track/case/").content.decode()
    assert row.due_on.isoformat() in text
    for step in told.clock.steps:
        assert step.text in text


def test_wrong_codes_and_unknown_numbers_are_answered_alike(row: InfoRequest) -> None:
    client, said = Client(), set()
    for number, code in ((row.number, "ABCDEFGH24"), ("QX-GX-2024-99999", CODE), ("QX-XX-1", "x"), (row.number, "x")):
        response = client.post("/apply/track/", {"number": number, "code": code})
        assert response.status_code == 422
        said.add(" ".join(html.document_fromstring(response.content.decode()).text_content().split()))
    assert len(said) == 1


def test_an_unknown_number_costs_the_same_work(row: InfoRequest, django_assert_num_queries: Any) -> None:
    for number in (row.number, "QX-GX-2024-99999"):
        with django_assert_num_queries(2):
            assert find(number, "wrong") is None


def test_wrong_codes_are_slowed_down(row: InfoRequest) -> None:
    client = Client()
    statuses = [client.post("/apply/track/", {"number": row.number, "code": f"WRNG{n}"}).status_code for n in range(8)]
    assert statuses == [422] * 6 + [429] * 2
    assert client.post("/apply/track/", {"number": row.number, "code": CODE}).status_code == 429  # the right one, too
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/apply/track/", {"number": row.number, "code": CODE}).status_code == 302


def test_right_codes_are_not_slowed_down_and_win_no_guesses(row: InfoRequest) -> None:
    client, right = Client(), {"number": row.number, "code": CODE}
    assert [client.post("/apply/track/", right).status_code for _ in range(9)] == [302] * 9
    statuses = []
    for number in range(8):
        statuses.append(client.post("/apply/track/", {"number": row.number, "code": f"WRNG{number}"}).status_code)
        client.post("/apply/track/", right)
    assert statuses == [422] * 6 + [429] * 2


def test_practice_is_not_found(desk: TestDesk) -> None:
    one = desk.register(practice=True)
    InfoRequest.objects.filter(pk=one.pk).update(query_code=hash_of_code(CODE))
    assert find(one.number, CODE) is None


def _token(response: Any) -> dict[str, str]:
    form = response.context["form"]
    return {name: form[name].value() for name in ("version", "token")}


@pytest.mark.django_db(transaction=True)
def test_a_clarification_is_answered_once_with_files(row: InfoRequest, desk: TestDesk) -> None:
    desk.walk(row, "confirmed")
    desk.take(row, "clarification_asked", items=["写明是哪一批", "写明企业所在的乡镇"], how="书面", days=15)
    client = opened(row)
    text = client.get("/apply/track/case/").content.decode()
    assert "请您补正申请" in text
    page = client.get("/apply/track/clarify/")
    for shown_text in (text, page.content.decode()):
        assert "写明企业所在的乡镇" in shown_text
    assert faults(page.content) == []
    said = {**_token(page), "text": "要的是2025年度第一批的名单。", "files": [picture("张三.png")]}
    assert client.post("/apply/track/clarify/", {**said, "text": "", "files": []}).status_code == 422
    assert client.post("/apply/track/clarify/", said)["Location"] == "/apply/track/case/"
    again = client.post("/apply/track/clarify/", {**said, "files": []}, follow=True)
    assert "没有重复办理" in again.content.decode()
    row.refresh_from_db()
    assert row.state == "corrected"
    step = row.steps.get(event="clarified")
    assert (step.words, step.entered_by_name) == ("要的是2025年度第一批的名单。", "申请人")
    assert "要的是2025年度第一批的名单。" in client.get("/apply/track/case/").content.decode()
    assert row.papers.get().kind == "correction"
    assert "张三" not in row.papers.get().file.original_name


def test_somebody_was_quicker(row: InfoRequest, desk: TestDesk) -> None:
    desk.walk(row, "confirmed", "clarification_asked")
    client = opened(row)
    said = {**_token(client.get("/apply/track/clarify/")), "text": "补充说明"}
    InfoRequest.objects.filter(pk=row.pk).update(version=row.version + 1)
    response = client.post("/apply/track/clarify/", said)
    assert response.status_code == 409
    assert "补充说明" in response.content.decode()
    renewed = _token(response)
    assert renewed["version"] != said["version"]
    assert client.post("/apply/track/clarify/", {**said, **renewed}).status_code == 302


def test_steps_out_of_order_by_address(row: InfoRequest) -> None:
    client = opened(row)
    for name in ("clarify", "reasons"):
        assert client.get(f"/apply/track/{name}/").status_code == 302
        said = {"text": "x", "version": str(row.version), "token": "0" * 32}
        assert client.post(f"/apply/track/{name}/", said).status_code == 422
    row.refresh_from_db()
    assert row.state == "confirm_pending"


def test_reasons_and_withdrawal(row: InfoRequest, desk: TestDesk) -> None:
    desk.walk(row, "confirmed", "reasons_asked")
    client = opened(row)
    page = client.get("/apply/track/reasons/")
    assert client.post("/apply/track/reasons/", {**_token(page), "text": "各件内容不同。"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "processing"
    asked = client.get("/apply/track/withdraw/")
    assert "不能恢复" in asked.content.decode()
    said = {"version": row.version, "token": asked.context["token"]}
    for _ in range(2):
        assert client.post("/apply/track/withdraw/", said).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.outcome, row.is_open) == ("closed", "D17", False)
    assert row.steps.filter(event="withdrawn").count() == 1


def test_fees_and_letters_are_shown(row: InfoRequest, desk: TestDesk, world: World) -> None:
    from django.core.files.storage import default_storage

    desk.walk(row, "confirmed", "assigned", "fee_notified")
    FeeNotice.objects.create(
        request=row, standard="pieces", count=11, yuan=100, how_to_pay="到县财政局指定窗口", notified_on=row.arrived_on
    )
    name = default_storage.save("letters/test", ContentFile(b"%PDF-1.4"))
    shown_one = Letter.objects.create(request=row, code="L09", title="收费通知书", issued_on=row.arrived_on, pdf=name)
    hidden = [
        Letter.objects.create(request=row, code="L05", title="第三方意见征询书", issued_on=row.arrived_on, pdf=name),
        Letter.objects.create(request=row, code="L10", title="还没有发出的答复书", pdf=name),
        Letter.objects.create(
            request=TestDesk(world.other_bureau).register(), code="L01", title="别人的回执", issued_on=row.arrived_on,
            pdf=name,
        ),
    ]  # fmt: skip
    client = opened(row)
    text = client.get("/apply/track/case/").content.decode()
    assert "100元" in text
    assert "到县财政局指定窗口" in text
    got = client.get(f"/apply/track/letters/{shown_one.public_id}.pdf")
    assert b"".join(got.streaming_content) == b"%PDF-1.4"
    told = f"filename*=UTF-8''%E6%94%B6%E8%B4%B9%E9%80%9A%E7%9F%A5%E4%B9%A6{shown_one.pk}.pdf"
    assert got["Content-Disposition"] == f'attachment; filename="{shown_one.pk}.pdf"; {told}'
    assert "no-store" in got["Cache-Control"]
    seen = client.get(f"/apply/track/letters/{shown_one.public_id}.pdf?open")
    assert seen["Content-Disposition"] == f'inline; filename="{shown_one.pk}.pdf"; {told}'
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert ">打开<" in text
    assert ">下载PDF<" in text
    for one in hidden:
        assert one.title not in text
        assert client.get(f"/apply/track/letters/{one.public_id}.pdf").status_code == 404
    assert Client().get(f"/apply/track/letters/{shown_one.public_id}.pdf")["Location"] == "/apply/track/"


def test_information_is_saved_and_shown_only_where_that_is_safe(
    row: InfoRequest, desk: TestDesk, django_capture_on_commit_callbacks: Any
) -> None:
    desk.walk(row, "confirmed", "assigned")
    with django_capture_on_commit_callbacks(execute=True):
        shown = keep_paper(row, picture("现场.png"), kind="other", title="现场照片", by=BY)
        saved = keep_paper(row, ContentFile("甲,乙\n1,2\n".encode(), name="表.csv"), kind="other", title="表", by=BY)
    row.papers.update(given=True)
    InfoRequest.objects.filter(pk=row.pk).update(state="replied")
    client = opened(row)
    page = client.get("/apply/track/case/").content.decode()
    for one, ending, may_open in ((shown, "png", True), (saved, "csv", False)):
        url = f"/apply/track/papers/{one.pk}/"
        assert (f"{url}?open" in page) == may_open
        got = client.get(url)
        assert got["Content-Disposition"].startswith("attachment; filename=")
        assert f".{ending}\"; filename*=UTF-8''" in got["Content-Disposition"]
        assert client.get(f"{url}?open")["Content-Disposition"].startswith("inline" if may_open else "attachment")


def test_how_long_it_takes_is_said_from_five_on(world: World) -> None:
    cache.clear()
    today = timezone.localdate()
    for days in (30, 31, 32, 33):
        _answered(world, today - timedelta(days=days), today)
    assert not range_of(world.bureau.pk, today).enough
    cache.clear()
    _answered(world, today - timedelta(days=1), today)
    _answered(world, today - timedelta(days=500), today - timedelta(days=400))  # too long ago
    told = range_of(world.bureau.pk, today)
    assert told.count == 5
    assert told.median <= told.most


def _answered(world: World, received: Any, concluded: Any) -> None:
    from tests.web.info_requests.conftest import BY

    one = register(world.bureau, dict(PERSON), channel="in_person", arrived_on=received, by=BY).request
    InfoRequest.objects.filter(pk=one.pk).update(
        is_open=False, state="replied", received_on=received, concluded_on=concluded, outcome="D2"
    )


def test_a_complaint_goes_to_the_agency_above(row: InfoRequest, world: World) -> None:
    client = opened(row)
    page = client.get("/apply/track/complain/")
    assert faults(page.content) == []
    said = {
        "token": page.context["form"]["token"].value(), "title": "逾期不答复", "text": "已经超过二十个工作日。",
        "name": "测试申请人", "contact": "13800000001",
    }  # fmt: skip
    first = client.post("/apply/track/complain/", said, follow=True)
    matter = Matter.objects.get()
    assert (matter.agency, matter.about, matter.request) == (world.government, world.bureau, row)
    number, code = shown(first)
    assert number == matter.number
    assert find(number, code) == matter
    text = Client()
    assert text.post("/apply/track/", {"number": number, "code": code}).status_code == 302
    assert "办理中" in text.get("/apply/track/case/").content.decode()


@pytest.mark.parametrize("name", ["correction", "suggestion", "complaint"])
def test_other_matters_are_taken_in_once(applicant: Applicant, world: World, name: str) -> None:
    client = applicant.client
    assert client.get(f"/apply/{name}/").status_code == 200
    page = client.get(f"/apply/{name}/to/QX-GX/")
    assert faults(page.content) == []
    said = {
        "token": page.context["form"]["token"].value(), "title": "测试标题", "text": "测试内容",
        "evidence": "户口簿", "name": "测试", "contact": "ceshi@example.invalid",
    }  # fmt: skip
    assert client.post(f"/apply/{name}/to/QX-GX/", {**said, "text": ""}).status_code == 422
    if name == "correction":
        assert client.post(f"/apply/{name}/to/QX-GX/", {**said, "evidence": ""}).status_code == 422
    first = shown(client.post(f"/apply/{name}/to/QX-GX/", said, follow=True))
    assert shown(client.post(f"/apply/{name}/to/QX-GX/", said, follow=True)) == first
    assert Matter.objects.count() == 1


def _questions(queries: Any) -> int:
    """Without the savepoints, which only the transaction around a test makes of transactions."""
    return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in queries.captured_queries)


def test_no_page_asks_the_database_too_often(row: InfoRequest, desk: TestDesk, applicant: Applicant) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk.walk(row, "confirmed", "assigned")
    client = opened(row)
    applicant.ready()
    asked = {}
    for who, paths in (
        (client, ("track/", "track/case/", "track/withdraw/", "track/complain/")),
        (applicant.client, ("", "?q=工业", "to/QX-GX/", "information/", "applicant/", "attachments/", "review/")),
        (applicant.client, ("complaint/", "complaint/to/QX-GX/")),
    ):
        for path in paths:
            who.get(f"/apply/{path}")  # what is kept for everybody is kept now
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert who.get(f"/apply/{path}").status_code == 200
            asked[path] = _questions(queries)
    for path, data in (("keep/information/", INFORMATION), ("keep/delivery/", DELIVERY), ("send/", {})):
        with CaptureQueriesContext(connection) as queries:
            applicant.client.post(f"/apply/{path}", data)
        asked[path] = _questions(queries)
    # Sending writes the request, its step, its messages, the log; keeping locks and writes, and asks the search.
    sending, keeping = asked.pop("send/"), asked.pop("keep/information/")
    # PostgreSQL's search asks for the newest entries first, and for older ones where these are few.
    more = 0 if connection.vendor == "sqlite" else 8
    assert asked.pop("information/") <= 12 + more
    assert max(asked.values()) <= 12, asked
    assert keeping <= 18 + more, keeping
    assert 20 < sending <= 70, sending


def test_a_due_day_that_rests_on_an_open_question_is_explained(row: InfoRequest, desk: TestDesk) -> None:
    desk.walk(row, "confirmed", "assigned")
    desk.take(row, "third_party_asked", party="p1", delivered_on=timezone.localdate().isoformat())
    told = progress(row, timezone.localdate())
    assert row.due_on.isoformat() in told.lines[-1][0]
    assert "期限相应提前" in told.lines[-1][0]
    assert "第三方" in told.who


def test_what_was_paid_and_what_went_back(row: InfoRequest, desk: TestDesk) -> None:
    desk.take(row, "confirmed")
    today = timezone.localdate()
    notice = FeeNotice.objects.create(
        request=row, standard="pages", count=50, yuan=200, how_to_pay="专户", notified_on=today, paid_on=today,
        paid_yuan=230, receipt_number="测试票据0001",
    )  # fmt: skip
    FeeRefund.objects.create(
        request=row, notice=notice, yuan=30, refunded_on=today, reason="overpaid", receipt_number="测试退票0002"
    )
    response = opened(row).get("/apply/track/case/")
    assert faults(response.content) == []
    text = response.content.decode()
    assert "230元" in text
    assert "测试退票0002" in text
    assert "多缴" in text
    assert "怎样缴纳" not in text
