"""The ledger of art. 18 and the proposals of art. 44: written by decisions, looked at again, released; grouped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import decisions, proposals, withheld
from gongkai_web.info_requests.models import Desk, Proposal, Withheld
from gongkai_web.info_requests.queries.similar import groups, similar_to
from tests.web.info_requests.acts import DAY, act, agree, draft_of, to_reply
from tests.web.info_requests.conftest import BY, TestDesk

OFFICE = {"disclosure_office"}


def _withheld(desk: TestDesk) -> Withheld:
    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    act(request, decisions.draft, draft_of("D4-E16B"), on=DAY)
    agree(request, "disclosure")
    to_reply(request)
    return Withheld.objects.get(request=request)


def test_the_next_review_is_a_year_on_or_as_the_desk_says(desk: TestDesk) -> None:
    assert _withheld(desk).review_on == date(2026, 9, 26)
    Desk.objects.create(agency=desk.agency, review_months=6)
    assert _withheld(desk).review_on == date(2026, 3, 26)


def test_reviewed_and_released(desk: TestDesk) -> None:
    entry = _withheld(desk)
    with pytest.raises(ValidationError, match="公开工作机构"):
        withheld.review(entry, on=DAY, result="仍属于过程性信息。", by=BY, roles={"handler"})
    with pytest.raises(ValidationError, match="不能早于"):
        withheld.review(entry, on=DAY - timedelta(1), result="仍属于过程性信息。", by=BY, roles=OFFICE)
    with pytest.raises(ValidationError, match="写明"):
        withheld.review(entry, on=DAY, result=" ", by=BY, roles=OFFICE)
    entry = withheld.review(entry, on=date(2026, 9, 1), result="仍属于过程性信息。", by=BY, roles=OFFICE)
    assert (entry.review_on, entry.reviewed_on) == (date(2027, 9, 1), date(2026, 9, 1))
    entry = withheld.release(entry, on=date(2026, 10, 9), result="事项已经办结，在网站公开。", by=BY, roles=OFFICE)
    assert entry.released_on == date(2026, 10, 9)
    assert [one["on"] for one in entry.history] == ["2026-09-01", "2026-10-09"]
    with pytest.raises(ValidationError, match="已经转为公开"):
        withheld.release(entry, on=date(2026, 10, 9), result="再一次。", by=BY, roles=OFFICE)


def test_a_practice_case_is_not_on_the_ledger(desk: TestDesk) -> None:
    request = desk.register(DAY, practice=True)
    desk.take(request, "assigned", DAY)
    act(request, decisions.draft, draft_of("D4-E16B"), on=DAY)
    agree(request, "disclosure")
    to_reply(request)
    assert not Withheld.objects.exists()


def test_the_screens(desk: TestDesk, enter: Any) -> None:
    entry = _withheld(desk)
    office = enter(Role.DISCLOSURE_OFFICE)
    today = timezone.localdate()
    for review_on, released_on, said in (
        (today, None, True),
        (today + timedelta(1), None, False),
        (today, today, False),
    ):
        Withheld.objects.update(review_on=review_on, released_on=released_on)
        page = office.get("/staff/withheld/").content.decode()
        assert entry.title in page
        assert (f"{review_on}（已到期）" in page) is said
    Withheld.objects.update(review_on=entry.review_on, released_on=None)
    url = f"/staff/withheld/edit/{entry.pk}/"
    assert "讨论记录" not in office.get(url).content.decode()
    assert "不予公开的内容：请示。" in office.get(url).content.decode()
    sent = {"keeps": "keep", "on": timezone.localdate().isoformat(), "result": "仍属于过程性信息。"}
    assert office.post(url, sent).status_code == 302
    entry.refresh_from_db()
    assert entry.reviewed_on == timezone.localdate()
    assert enter(Role.HANDLER).post(url, sent).status_code in (302, 403)
    page = office.get(entry.request.get_absolute_url()).content.decode()
    assert "不予公开信息台账" in page


def test_the_same_and_what_is_alike_is_grouped(desk: TestDesk) -> None:
    today = timezone.localdate()
    first = desk.register(today)
    same = desk.register(today, applicant_name="测试第二人")
    alike = desk.register(
        today, applicant_name="测试第三人", title="2025年度工业企业技术改造补助企业名单", content="名单。"
    )
    desk.register(today, applicant_name="测试第四人", title="教育经费决算", content="决算。")
    assert {one.pk for one in similar_to(first)} == {same.pk, alike.pk}
    (group,) = groups(desk.agency.pk)
    assert (group.applicants, len(group.requests)) == (3, 3)
    desk.register(today, title="清溪县教育经费决算", content="别的。", applicant_name="测试第四人")
    assert len(groups(desk.agency.pk)) == 1  # twice by one applicant is no demand


def test_a_proposal_is_made_and_decided_once(desk: TestDesk, enter: Any) -> None:
    today = timezone.localdate()
    first = desk.register(today)
    desk.register(today, applicant_name="测试第二人")
    office = enter(Role.DISCLOSURE_OFFICE)
    assert "2个申请人" in office.get("/staff/similar/").content.decode()
    url = f"/staff/similar/{first.public_id}/propose/"
    assert "2个申请人先后提出2件" in office.get(url).content.decode()
    assert office.post(url, {"title": "技术改造补助名单", "reason": "多人申请。"}).status_code == 302
    row = Proposal.objects.get()
    assert row.requests.count() == 2
    page = office.get("/staff/similar/").content.decode()
    assert "已经建议转为主动公开</a>（待决定）" in page
    assert "propose/" not in page
    assert enter(Role.HANDLER).get(url).status_code == 403
    with pytest.raises(ValidationError, match="栏目或者网址"):
        proposals.decide(row, adopted=True, reason="属于主动公开范围。", on=today, by=BY, roles=OFFICE)
    edit = f"/staff/proposals/edit/{row.pk}/"
    assert first.number in office.get(edit).content.decode()
    sent = {"adopted": "1", "on": today.isoformat(), "reason": "属于主动公开范围。", "published_at": "补助资金栏目"}
    assert office.post(edit, sent).status_code == 302
    row.refresh_from_db()
    assert row.state == Proposal.ADOPTED
    with pytest.raises(ValidationError, match="已经决定"):
        proposals.decide(row, adopted=False, reason="改了。", on=today, by=BY, roles=OFFICE)
