"""The sheet of art. 44 (L21), written from a proposal: from its page, before and after the decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import proposals
from gongkai_web.info_requests.actions.letters import issue, prepare, read_values
from gongkai_web.info_requests.models import Letter, Proposal
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.test_letter_pages import filled

ALL = frozenset(procedure.roles())


@pytest.fixture
def proposal(desk: TestDesk) -> Proposal:
    """Two requests for the same, proposed yesterday."""
    same = [desk.register(), desk.register()]
    return proposals.propose(
        desk.agency, title="技术改造补助名单", reason="两个申请人先后提出相同的申请", requests=same,
        on=timezone.localdate() - timedelta(days=1), by=BY, roles=ALL,
    )  # fmt: skip


def test_the_sheet_is_written_from_the_page(proposal: Proposal, enter: Any) -> None:
    office, handler = enter(Role.DISCLOSURE_OFFICE), enter(Role.HANDLER)
    url = f"/staff/proposal-letters/{proposal.pk}/"
    page = office.get(f"/staff/proposals/inspect/{proposal.pk}/").content.decode()
    assert url in page
    assert proposal.requests.first().number in page
    assert office.get(url).status_code == 200
    assert handler.get(url).status_code == 200
    assert handler.post(url).status_code == 403
    assert office.post(url).status_code == 302
    letter = proposal.letters.get()
    assert (letter.code, letter.agency, letter.request, letter.matter) == ("L21", proposal.agency, None, None)
    values = read_values(letter)
    assert values["所涉信息"] == "技术改造补助名单"
    assert "有关申请2件" in values["提出的情况"]
    assert values["承办意见"].startswith("两个申请人")
    assert office.get(f"{url}{letter.public_id}/page-1.png").status_code == 200
    refused = filled(office, url, on=timezone.localdate().isoformat(), issue="1")
    assert "请填写“纳入的决定”" in refused.content.decode()
    proposals.decide(
        proposal, adopted=True, reason="属于可以公开的信息", published_at="财政资金栏目", on=timezone.localdate(),
        by=BY, roles=ALL,
    )  # fmt: skip
    assert filled(office, url, on=timezone.localdate().isoformat(), issue="1").status_code == 302
    letter.refresh_from_db()
    assert letter.is_issued
    assert read_values(letter)["纳入的决定"] == "纳入主动公开，公开于财政资金栏目：属于可以公开的信息"
    assert office.get(f"{url}{letter.public_id}/letter.pdf").status_code == 200
    assert office.get(f"{url}{letter.public_id}/letter.exe").status_code == 404
    assert enter("other").get(url).status_code in (302, 403, 404)


def test_only_the_sheet_and_not_before_the_proposal(proposal: Proposal) -> None:
    with pytest.raises(ValidationError, match="只制作审批表"):
        prepare(proposal, "L22", by=BY)
    letter = prepare(proposal, "L21", extra={"纳入的决定": "同意纳入主动公开"}, by=BY)
    assert prepare(proposal, "L21", by=BY) == letter  # written anew, not twice
    with pytest.raises(ValidationError, match="不能早于提出建议之日"):
        issue(letter, on=proposal.proposed_on - timedelta(days=1), by=BY)
    assert issue(letter, on=timezone.localdate(), by=BY).is_issued


def test_another_proposals_letter_is_not_found(proposal: Proposal, desk: TestDesk, enter: Any) -> None:
    other = Proposal.objects.create(
        agency=desk.agency, title="另一建议", reason="多人申请", proposed_on=timezone.localdate()
    )
    letter = prepare(other, "L21", by=BY)
    office = enter(Role.DISCLOSURE_OFFICE)
    assert office.get(f"/staff/proposal-letters/{proposal.pk}/{letter.public_id}/page-1.png").status_code == 404
    assert Letter.objects.filter(proposal=other).count() == 1
