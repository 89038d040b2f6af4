"""Every section of the page of a case, with rows of every table whose texts nobody should have written."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import fees, meetings, parties, refunds
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import (
    ClosedFile,
    Decision,
    Desk,
    ExtensionProposal,
    InfoRequest,
    Letter,
    MailItem,
    Meeting,
    Opinion,
    Paper,
    Party,
    SearchRecord,
    Step,
    Withheld,
)
from gongkai_web.info_requests.screens.parts import all_parts
from gongkai_web.remedies.models import RemedyCase
from tests.web.conftest import World
from tests.web.info_requests.acts import act, agree, search
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.hostile import HOSTILE, harmless

TODAY = timezone.localdate()
TEXT = HOSTILE["scripts"][:60]
WRITTEN: dict[type[Any], tuple[str, ...]] = {
    Paper: ("title", "added_by_name"),
    Party: ("name", "concerns", "answer", "override_reason"),
    SearchRecord: ("places", "keywords", "people", "result"),
    Meeting: ("participants", "opinions", "conclusion"),
    Opinion: ("text", "basis", "entered_by_name"),
}
"""What people wrote in rows that the acts have made."""
UNWRITTEN = {"clock", "export", "remedies"}
"""Sections that show nothing that anybody typed; of remedies see below."""


@pytest.fixture
def full(desk: TestDesk) -> InfoRequest:
    """A case at work with something in every section but the list of its files."""
    Desk.objects.create(agency=desk.agency, charges_fees=True, how_to_pay="测试专户", monthly_excess=1)
    typed = {"title": TEXT, "content": TEXT, "assistance": TEXT, "identity_note": TEXT, "applicant_name": TEXT}
    row = desk.register(TODAY, **typed)
    desk.register(TODAY, **typed)
    with transaction.atomic():
        add_paper(lock(row, version=None), ContentFile(b"text", name="a.txt"), kind=PaperKind.INFORMATION, by=BY)
    row.refresh_from_db()
    desk.take(row, "assigned", section=TEXT)
    act(row, parties.ask, "third_party", [parties.Asked("测试公司", "成本")], on=TODAY)
    search(row, on=TODAY)
    act(row, meetings.add_meeting, held_on=TODAY, participants="甲", opinions="可以。", conclusion="公开。")
    agree(row, "disclosure", on=TODAY)
    act(row, fees.notify, standard="pages", pages=120, on=TODAY)
    act(row, fees.paid, on=TODAY, receipt_number=TEXT[:30])
    back = {"yuan": 1, "on": TODAY, "reason": "other", "explanation": TEXT, "receipt_number": TEXT[:30]}
    act(row, refunds.refund, row.fees.get(), token="t" * 32, **back)
    for model, names in WRITTEN.items():
        model._base_manager.filter(request=row).update(**dict.fromkeys(names, TEXT))
    Party.objects.filter(request=row).update(opinion="objects", answered_on=TODAY, overridden=True)
    texts = dict.fromkeys(("facts", "reasons", "basis", "provides", "withholds"), TEXT) | {"ground_detail": TEXT[:30]}
    Decision.objects.create(request=row, outcome="D3", ground="E16B", drafted_on=TODAY, drafted_by_name=TEXT, **texts)
    Withheld.objects.create(
        request=row, agency=row.agency, title=TEXT, what=TEXT, ground="E16B", decided_on=TODAY, review_on=TODAY
    )
    named = {"request": row, "agency": row.agency, "title": TEXT, "created_by_name": TEXT}
    Letter.objects.create(code="L01", failure=TEXT, **named)
    Letter.objects.create(code="L02", number=TEXT[:30], issued_on=TODAY, **named)
    ExtensionProposal.objects.create(
        request=row, days=20, reason=TEXT, proposed_on=TODAY, proposed_by_name=TEXT, answer=TEXT
    )
    mail = {"message_id": "<1@example.invalid>", "digest": "1" * 64, "received_at": timezone.now(), "sender": TEXT}
    MailItem.objects.create(agency=row.agency, request=row, state="linked", reason=TEXT, raw="mail/1.eml", **mail)
    RemedyCase.objects.create(
        request=row, agency=row.agency, group="review", organ=TEXT, number=TEXT, subject="other", filed_on=TODAY
    )
    row.refresh_from_db()
    return row


def sections(client: Client, row: InfoRequest) -> dict[str, str]:
    """Id → the text of each section of the page, which holds nothing hostile as markup."""
    answer = client.get(row.get_absolute_url())
    assert answer.status_code == 200
    page = answer.content.decode()
    assert harmless(page)
    return {one.get("id"): one.text_content() for one in html.document_fromstring(page).xpath("//section")}


@pytest.mark.parametrize("who", [Role.HANDLER, Role.DISCLOSURE_OFFICE, Role.DISCLOSURE_OFFICE_HEAD, Role.REGISTRAR])
def test_every_section_shows_what_was_typed_as_text(who: Role, full: InfoRequest, enter: Any, world: World) -> None:
    shown = sections(enter(who), full)
    for one in all_parts():
        if one.key == "file_list" or (one.key == "export" and one.key not in shown):
            continue
        assert one.key in shown, one.key
        assert one.key in UNWRITTEN or TEXT[:30] in shown[one.key], one.key
    assert TEXT in shown["remedies"]


def test_the_list_of_the_files_of_an_archived_case(desk: TestDesk, enter: Any) -> None:
    row = desk.walk(desk.register(), "assigned", "drafted", "submitted", "approved", "replied", "archived")
    step = Step.objects.get(request=row, event="archived")
    ClosedFile.objects.create(step=step, number=1, kind=TEXT[:20], key="paper:1", title=TEXT, on=None, digest="a" * 64)
    shown = sections(enter(Role.DISCLOSURE_OFFICE), row)
    assert TEXT in shown["file_list"]
    assert "—" in shown["file_list"]
