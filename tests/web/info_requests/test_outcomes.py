"""Every ending D1–D17: refused with the Chinese name of what is missing, then reached by actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from gongkai.law.outcomes import outcome, outcomes, preconditions
from gongkai_web.info_requests.actions import archiving, decisions, delivery, fees, lapses, parties
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import ClosedFile, Decision, Desk, InfoRequest, Paper, Withheld
from gongkai_web.info_requests.replies import draftable, empty_fields
from tests.web.info_requests.acts import DAY, DRAFTS, act, agree, draft_of, search, to_reply
from tests.web.info_requests.conftest import BY, TestDesk


def _consulted(request: InfoRequest, desk: TestDesk) -> None:
    asked = [parties.Asked("测试科技有限公司", "成本数据")]
    (party,) = act(request, parties.ask, "third_party", asked, on=DAY)
    act(request, parties.answered, party, on=DAY + timedelta(3), opinion="objects", answer="属于商业秘密。")


def _clarified(request: InfoRequest, desk: TestDesk) -> None:
    desk.take(request, "clarification_asked", DAY)
    desk.take(request, "clarified", DAY + timedelta(3))
    desk.take(request, "assigned", DAY + timedelta(3))


def _reasons(request: InfoRequest, desk: TestDesk) -> None:
    desk.take(request, "reasons_asked", DAY)
    desk.take(request, "reasons_given", DAY + timedelta(3))


def _basis(request: InfoRequest, desk: TestDesk) -> None:
    agree(request, "secrecy", basis="文件首页标有“机密★10年”，由县委办公室确定。")


def _review(request: InfoRequest, desk: TestDesk) -> None:
    agree(request, "disclosure")


PUTS_ON_FILE: dict[str, Callable[[InfoRequest, TestDesk], None]] = {
    "review": _review,
    "secrecy_basis": _basis,
    "third_party_consultation": _consulted,
    "search_record": lambda request, _desk: search(request),
    "clarification": _clarified,
    "reasons_asked": _reasons,
}
IN_THE_DRAFT = {"ground", "prohibiting_law", "special_rule", "earlier_reply"}


@pytest.mark.parametrize("chosen", [one.id for one in draftable()])
def test_an_ending_with_its_preconditions(desk: TestDesk, chosen: str) -> None:
    request = desk.register(DAY)
    earlier = desk.register(DAY)
    desk.walk(earlier, "assigned", on=DAY)
    act(earlier, decisions.draft, draft_of("D8"), on=DAY)
    to_reply(earlier)
    if chosen != "D9":
        desk.take(request, "assigned", DAY)
    else:
        desk.take(request, "assigned", DAY)
    given = draft_of(chosen)
    needs = preconditions(chosen, given.get("ground"))
    act(request, decisions.draft, {**given, "basis": "", "ground": "", "competent": "", "outcome": chosen}, on=DAY)
    if needs:
        with pytest.raises(ValidationError) as refused:
            act(request, decisions.submit, on=DAY)
        told = "".join(refused.value.messages)
        assert request.state == "drafting"
        for need in needs:
            assert f"缺少“{need.label}”" in told
    for need in needs:
        if need.id in PUTS_ON_FILE:
            if request.state == "drafting" and need.id in ("clarification", "reasons_asked"):
                desk.take(request, "co_maker_asked", DAY, party="9")
                desk.take(request, "co_maker_answered", DAY, party="9")  # back to 办理
            PUTS_ON_FILE[need.id](request, desk)
    if chosen == "D11":
        given["earlier"] = earlier
    day = DAY + timedelta(days=7)
    again = decisions.draft if request.state == "processing" else decisions.change
    act(request, again, given, **({"on": day} if again is decisions.draft else {}))
    if "review" in {need.id for need in needs}:
        agree(request, "disclosure", on=day)
    if chosen == "D4-E14A":
        agree(request, "secrecy", on=day, basis="文件首页标有“机密★10年”。")
    act(request, decisions.submit, on=day)
    agree(request, "secrecy", on=day, basis="文件首页标有“机密★10年”。")
    act(request, decisions.approve, on=day)
    act(request, delivery.reply, on=day, route="post", proof="XA12345678901")
    decision = request.decisions.get()
    assert (request.state, request.outcome, request.concluded_on, decision.served_on) == ("replied", chosen, day, day)
    assert decision.remedy_rule == outcome(chosen).remedy
    assert not request.closed_late
    letter = request.letters.get(code=outcome(chosen).letter)
    assert (letter.issued_on, letter.sent_on, letter.delivered_on, letter.proof) == (day, day, None, "XA12345678901")
    assert letter.pdf_sha256
    withholds = chosen == "D3" or chosen.startswith("D4")
    assert Withheld.objects.filter(request=request).count() == withholds
    step = act(request, archiving.archive, on=day)
    assert request.state == "archived"
    listed = {one.key: one.digest for one in step.closed_files.all()}
    assert listed[f"letter-{letter.pk}"] == letter.pdf_sha256


def test_every_ending_is_walked() -> None:
    assert {one.id for one in draftable()} == set(DRAFTS)
    assert {one.id for one in outcomes()} - set(DRAFTS) == {"D15", "D16", "D17"}


@pytest.mark.parametrize("chosen", list(DRAFTS))
def test_what_an_ending_asks_for_must_be_written(desk: TestDesk, chosen: str) -> None:
    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    decision = act(request, decisions.draft, {"outcome": chosen}, on=DAY)
    wanted = empty_fields(decision)
    assert "facts" in wanted
    with pytest.raises(ValidationError) as refused:
        act(request, decisions.submit, on=DAY)
    told = "".join(refused.value.messages)
    assert all(f"缺少“{label}”：没有填写" in told for label in wanted.values())


def test_d15_only_after_the_time_to_correct(desk: TestDesk) -> None:
    request = desk.register(DAY)
    with pytest.raises(ValidationError, match="没有在等待"):
        act(request, lapses.lapse, on=DAY)
    desk.take(request, "clarification_asked", DAY, days=15)
    with pytest.raises(ValidationError, match="2025-10-23，还没有届满"):
        act(request, lapses.lapse, on=date(2025, 10, 23))
    act(request, lapses.lapse, on=date(2025, 10, 24))
    decision = request.decisions.get()
    assert (request.state, request.outcome, decision.outcome) == ("closed", "D15", "D15")
    assert (decision.served_on, request.concluded_on, decision.remedy_rule) == (
        date(2025, 10, 24), date(2025, 10, 24), "either",
    )  # fmt: skip


def test_d16_only_after_the_time_to_pay(desk: TestDesk) -> None:
    Desk.objects.create(agency=desk.agency, charges_fees=True, how_to_pay="清溪县非税收入专户。")
    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    act(request, fees.notify, standard="pages", pages=120, on=DAY)
    with pytest.raises(ValidationError, match="2025-10-30，还没有届满"):
        act(request, lapses.lapse, on=date(2025, 10, 30))
    with pytest.raises(ValidationError, match="收到收费通知的日期"):
        act(request, lapses.lapse, on=date(2025, 10, 31))
    act(request, fees.delivered, on=date(2025, 9, 29))
    act(request, lapses.lapse, on=date(2025, 11, 4))
    assert (request.state, request.outcome, request.decisions.get().outcome) == ("closed", "D16", "D16")


@pytest.mark.parametrize("event", ["withdrawn", "transferred"])
def test_d17(desk: TestDesk, event: str) -> None:
    request = desk.register(DAY)
    desk.take(request, event, DAY)
    decision = request.decisions.get()
    assert (request.outcome, decision.outcome, decision.served_on, decision.remedy_rule) == ("D17", "D17", DAY, "none")


def test_a_draft_survives_a_withdrawal_entered_by_mistake(desk: TestDesk) -> None:
    from django.db import transaction

    from gongkai_web.info_requests.actions.steps import lock, strike
    from tests.web.info_requests.conftest import BY

    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    act(request, decisions.draft, draft_of("D8"), on=DAY)
    step = desk.take(request, "withdrawn", DAY)
    assert request.decisions.get().outcome == "D17"
    with transaction.atomic():
        strike(lock(request, version=None), step, reason="误办", by=BY)
    request.refresh_from_db()
    decision = request.decisions.get()
    assert (request.state, request.outcome, decision.outcome, decision.served_on) == ("drafting", "", "D8", None)


def test_a_new_round_has_a_decision_of_its_own(desk: TestDesk) -> None:
    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    act(request, decisions.draft, draft_of("D4-E16C"), on=DAY)
    agree(request, "disclosure")
    to_reply(request)
    act(request, archiving.archive, on=DAY)
    first = ClosedFile.objects.count()
    assert first > 6
    desk.take(request, "reopened", date(2025, 12, 1))
    assert (request.outcome, request.round) == ("", 2)
    act(request, decisions.draft, draft_of("D2"), on=date(2025, 12, 2))
    with pytest.raises(ValidationError, match="公开审查记录"):
        act(request, decisions.submit, on=date(2025, 12, 2))  # the opinion of the first round does not count
    agree(request, "disclosure", on=date(2025, 12, 2))
    to_reply(request, on=date(2025, 12, 2))
    act(request, archiving.archive, on=date(2025, 12, 3))
    assert list(Decision.objects.filter(request=request).values_list("round", "outcome")) == [
        (1, "D4-E16C"), (2, "D2"),
    ]  # fmt: skip
    entry = Withheld.objects.get(request=request)
    assert entry.released_on == date(2025, 12, 2)
    assert ClosedFile.objects.filter(step__round=2).count() > first


def test_grounds_of_a_partial_disclosure_ask_for_their_own(desk: TestDesk) -> None:
    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    with pytest.raises(ValidationError, match="请选择不予公开的情形"):
        act(request, decisions.draft, draft_of("D3", ground="E36G"), on=DAY)
    with pytest.raises(ValidationError, match="商业秘密、个人隐私、其他合法权益"):
        act(request, decisions.draft, draft_of("D3", ground="E15", ground_detail="讨论记录"), on=DAY)
    act(request, decisions.draft, draft_of("D3", ground="E15", ground_detail="个人隐私"), on=DAY)
    with pytest.raises(ValidationError, match="征求第三方意见的记录"):
        act(request, decisions.submit, on=DAY)
    given = draft_of("D3", ground="E15", ground_detail="个人隐私", not_consulted="第三方下落不明。")
    act(request, decisions.change, given)
    agree(request, "disclosure")
    act(request, decisions.submit, on=DAY)


def test_only_what_is_in_the_folder_is_given(desk: TestDesk) -> None:
    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    with pytest.raises(ValidationError, match="案卷里"):
        act(request, decisions.draft, draft_of("D2", gives=[12345]), on=DAY)
    assert PaperKind.INFORMATION in decisions.GIVEN


def _paper(request: InfoRequest, kind: str, title: str) -> Paper:
    with transaction.atomic():
        content = ContentFile(title.encode(), name=f"{title}.txt")
        return add_paper(lock(request, version=None), content, kind=kind, title=title, by=BY)


def test_a_partial_disclosure_gives_what_was_redacted_for_it(desk: TestDesk) -> None:
    request = desk.register(DAY)
    desk.take(request, "assigned", DAY)
    original, redacted = (
        _paper(request, kind, title)
        for kind, title in ((PaperKind.INFORMATION, "补助名单"), (PaperKind.REDACTED, "补助名单（处理后）"))
    )
    redacted.redacted_from = original
    redacted.save()
    search(request, found=True)
    act(request, decisions.draft, draft_of("D3"), on=DAY)
    with pytest.raises(ValidationError, match="没有选为提供的材料"):
        act(request, decisions.submit, on=DAY)
    act(request, decisions.change, draft_of("D3", gives=[original.pk]))
    with pytest.raises(ValidationError, match="已有区分处理的版本"):
        act(request, decisions.submit, on=DAY)
    act(request, decisions.change, draft_of("D3", gives=[redacted.pk]))
    agree(request, "disclosure")
    act(request, decisions.submit, on=DAY)
    assert request.state == "approving"
