"""The demonstration's requests: the real tables of 2023, every list with something in it, nobody real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from docx import Document

from gongkai.law.outcomes import outcome
from gongkai.report.model import Table
from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.clock import clock_of
from gongkai_web.info_requests.codes import matches
from gongkai_web.info_requests.models import Desk, InfoRequest, Letter, MailItem, Matter, Order, Party, Proposal
from gongkai_web.info_requests.queries.letters import letters_due
from gongkai_web.notify.models import Message
from gongkai_web.organisations.models import Agency
from gongkai_web.remedies.models import RemedyCase
from gongkai_web.remedies.queries.table4 import table4

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]


def read_text(data: bytes) -> str:
    """The words of a docx."""
    return "\n".join(one.text for one in Document(BytesIO(data)).paragraphs)


def _cells(table: Table) -> Iterator[tuple[str, str, int]]:
    """The cells with a number that is not nought, without the totals."""
    for name, cell in table.cells():
        _, row, column = name.split(".")
        if column != "total" and cell.value:
            yield row, column, int(cell.value)


@pytest.mark.parametrize("code", ["350823-BGS", "350823-GXJ"])
def test_table_3_of_2023_is_the_published_one(code: str) -> None:
    published = PublishedReport.objects.get(agency__code=code).report
    cases = InfoRequest.objects.real().filter(agency__code=code, year=2023)
    table = published.tables[1]
    rows = Counter((outcome(one.outcome).row_in("2021"), one.applicant_kind) for one in cases)
    kept = {(row, column): cell for row, column, cell in _cells(table)}
    assert dict(rows) == {place: count for place, count in kept.items() if place[0] not in ("received", "concluded")}
    assert cases.count() == kept["received", "natural_person"] == kept["concluded", "natural_person"]
    assert all(one.concluded_on is not None and one.concluded_on.year == 2023 for one in cases)


def test_the_cases_of_2023_kept_the_law() -> None:
    for one in InfoRequest.objects.real().filter(year=2023):
        assert one.state == "archived"
        assert not one.closed_late
        clock = clock_of(one, calendar=calendar(), settings=Desk().settings, on=timezone.localdate())
        assert clock.violations == (), one.title


def test_the_open_ones_stand_in_every_state() -> None:
    rows = InfoRequest.objects.real().exclude(year=2023)
    states = set(rows.values_list("state", flat=True))
    assert states >= {
        "confirm_pending", "registered", "correction_sent", "processing", "fee_noticed", "drafting", "approving",
        "archived",
    }  # fmt: skip
    assert rows.late(timezone.localdate()).exists()
    assert rows.closed_late().exists()
    assert rows.filter(waits_for="征求第三方意见").exists() or rows.exclude(waits_for="").exists()
    assert InfoRequest.objects.filter(practice=True).exists()


def test_people_are_plainly_invented() -> None:
    for one in InfoRequest.objects.real():
        assert one.applicant_name.startswith(("测试", "练习"))
        assert one.identity_number.startswith("99")
        assert one.email.endswith(".invalid")


def test_a_code_opens_its_request(loaded: Path) -> None:
    lines = [line.split("  ") for line in loaded.read_text(encoding="utf-8").splitlines() if "  " in line]
    codes = {number: code for number, code, _ in lines}
    rows = [*InfoRequest.objects.real(), *Matter.objects.all()]
    assert set(codes) == {row.number for row in rows}
    for row in rows:
        assert matches(codes[row.number], row.query_code)


@pytest.mark.parametrize("code", ["350823-BGS", "350823-GXJ"])
def test_table_4_of_2023_is_the_published_one(code: str) -> None:
    published = PublishedReport.objects.get(agency__code=code).report
    assert not list(_cells(published.tables[2]))
    agency = Agency.objects.get(code=code)
    assert not any(count for group in table4(agency, 2023).values() for count in group.values())


def test_reviews_and_a_lawsuit_after_one_hang_on_their_requests() -> None:
    cases = {one.number.rpartition("〕")[2]: one for one in RemedyCase.objects.filter(group="review")}
    corrected, upheld, waiting = cases["2号"], cases["1号"], cases["3号"]
    assert (corrected.result, corrected.request.round, corrected.request.state) == ("revoked", 2, "archived")
    assert corrected.reopened_on is not None
    assert corrected.request.outcome == "D2"
    suit = RemedyCase.objects.get(group="lawsuit_after_review")
    assert (suit.review, suit.request, suit.request.state) == (upheld, upheld.request, "in_court")
    assert waiting.decided_on is None
    assert waiting.request.state == "under_review"
    assert all(one.noted == "" for one in RemedyCase.objects.all())


def test_letters_are_those_that_the_steps_ask_for_and_keep_their_order() -> None:
    codes = set(Letter.objects.exclude(issued_on=None).values_list("code", flat=True))
    assert codes == {f"L{number:02d}" for number in range(1, 23)}
    for row in InfoRequest.objects.real():
        due = letters_due(
            row, list(row.steps.order_by("number")), decision=row.decisions.filter(round=row.round).first(),
            parties=row.parties.all(), letters=row.letters.all(),
        )  # fmt: skip
        assert not due or row.state == "signed", (row.title, due)
    for letter in Letter.objects.all():
        with letter.docx.open("rb") as file:
            assert read_text(file.read()).strip(), letter
        with letter.pdf.open("rb") as file:
            assert file.read(5) == b"%PDF-", letter
    for agency in Agency.objects.filter(letters__isnull=False).distinct():
        days = list(Letter.objects.filter(agency=agency).exclude(number="").order_by("id").values_list("issued_on"))
        assert days == sorted(days)


def test_requests_are_numbered_as_they_came() -> None:
    for agency in Agency.objects.all():
        rows = InfoRequest.objects.real().filter(agency=agency).order_by("year", "sequence")
        days = list(rows.values_list("arrived_on", flat=True))
        assert days == sorted(days)


def test_what_was_given_in_part_is_covered() -> None:
    row = InfoRequest.objects.get(outcome="D3")
    (paper,) = row.papers.filter(given=True)
    assert paper.redactions
    with paper.file.original.open("rb") as file:
        text = read_text(file.read())
    assert "测试银行" not in text
    assert "按季度支付" in text


def test_every_desk_has_something_to_do() -> None:
    assert set(Matter.objects.values_list("kind", "state")) >= {
        ("correction", "open"), ("correction", "answered"), ("suggestion", "open"), ("suggestion", "answered"),
        ("complaint", "open"), ("complaint", "answered"),
    }  # fmt: skip
    assert set(Proposal.objects.values_list("state", flat=True)) == {"open", "adopted"}
    assert {one.state for one in Order.objects.all()} == {"待整改", "已办结"}
    assert set(MailItem.objects.values_list("state", "suggested__title")) == {
        ("waiting", None), ("waiting", "有关道路的全部文件"),
    }  # fmt: skip
    assert InfoRequest.objects.filter(practice=True, practice_of__username="demo-handler").exists()
    silent = Party.objects.filter(answer_by__lt=timezone.localdate(), opinion="", request__is_open=True)
    assert silent.exists()
    told = set(Message.objects.values_list("template", flat=True))
    of_closed = Message.objects.filter(
        channel="inbox", reference_key__in=InfoRequest.objects.filter(state="archived").values("number")
    )
    assert set(of_closed.values_list("state", flat=True)) == {"read"}
    assert told >= {
        "request.party_silent",
        "request.opinion_wanted",
        "request.late",
        "matter.arrived",
        "order.issued",
        "mail.waiting",
    }
