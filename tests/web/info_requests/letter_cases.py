"""A fitting case for every letter: ``case_for(desk, "L12")`` gives what its draft is prepared from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongkai_web.info_requests.models import Decision, FeeNotice, InfoRequest, Letter, Matter, Party, Step
from tests.web.info_requests.conftest import TestDesk

RECEIVED = date(2026, 9, 1)
SIGNED = date(2026, 9, 22)
ENDINGS = {
    "L10": "D2", "L11": "D3", "L12": "D4-E15", "L13": "D6", "L14": "D7", "L15": "D8", "L16": "D10", "L17": "D5",
    "L18": "D9",
}  # fmt: skip


@dataclass
class LetterCase:
    """What a letter is about, and the officer's words for what the case does not tell."""

    about: InfoRequest | Matter
    party: Party | None = None
    step: Step | None = None
    extra: dict[str, str] = field(default_factory=dict)


def decided(request: InfoRequest, outcome: str, **changed: Any) -> Decision:
    """A signed decision."""
    said: dict[str, Any] = {
        "facts": "经查，该信息由本机关在履行职责中制作。",
        "reasons": "公开会损害第三方的合法权益，第三方不同意公开。",
        "provides": "2025年度技术改造补助名单一份",
        "withholds": "企业的银行账号和联系人电话",
        "basis": "《不动产登记暂行条例》第二十七条" if outcome == "D5" else "",
        "competent": "清溪县财政局，000-0000001",
        "channel": "请向清溪县信访局反映，000-0000002",
        "ground": "E15" if outcome in ("D3", "D4-E15") else "",
    }
    said |= {"signed_on": SIGNED, **changed}
    return Decision.objects.create(request=request, outcome=outcome, drafted_on=SIGNED, **said)


def party_of(request: InfoRequest, kind: str) -> Party:
    """Somebody who was asked."""
    return Party.objects.create(
        request=request,
        kind=kind,
        key="1",
        name="测试被征求方",
        concerns="补助名单中的项目名称和金额",
        asked_on=RECEIVED,
    )


def case_for(desk: TestDesk, code: str) -> LetterCase:
    """The case. Days lie before today, in a year that has its holiday notice."""
    if code == "L20":
        return LetterCase(_matter(desk))
    request = desk.register(RECEIVED)
    if code == "L01":
        return LetterCase(request, step=request.steps.get())
    if code == "L02":
        data = {"items": ["写明年度", "写明文号"], "how": "书面补正", "days": 15}
        return LetterCase(request, step=desk.take(request, "clarification_asked", date(2026, 9, 3), **data))
    if code == "L19":
        desk.take(request, "clarification_asked", date(2026, 9, 3), days=15)
        return LetterCase(request, step=desk.take(request, "correction_lapsed", date(2026, 10, 9)))
    desk.take(request, "assigned", date(2026, 9, 2))
    return _at_work(desk, request, code)


def _at_work(desk: TestDesk, request: InfoRequest, code: str) -> LetterCase:
    if code == "L03":
        data = {"facts": "2026年9月提出申请46件，内容均涉及同一项目。", "days": 15}
        return LetterCase(request, step=desk.take(request, "reasons_asked", date(2026, 9, 4), **data))
    if code == "L04":
        data = {"days": 20, "reason": "所涉信息数量较多，需要逐份核对", "approved_by": "测试负责人"}
        return LetterCase(request, step=desk.take(request, "extended", date(2026, 9, 21), **data))
    if code in ("L05", "L06", "L07"):
        party = party_of(request, "third_party")
        step = desk.take(request, "third_party_asked", date(2026, 9, 4), party="1")
        if code == "L07":
            party.overridden, party.override_reason = True, "补助资金的分配涉及公共利益"
            party.save()
        return LetterCase(request, None if code == "L06" else party, step)
    if code == "L08":
        party = party_of(request, "co_maker")
        return LetterCase(request, party, desk.take(request, "co_maker_asked", date(2026, 9, 4), party="1"))
    if code == "L09":
        return LetterCase(request, step=_fee(desk, request))
    if code in ENDINGS:
        decided(request, ENDINGS[code])
        return LetterCase(request)
    if code == "L21":
        extra = {
            "提出的情况": "三名申请人就同一信息提出申请",
            "承办意见": "建议主动公开",
            "纳入的决定": "同意纳入主动公开",
        }
        return LetterCase(request, extra=extra)
    decided(request, "D2")
    Letter.objects.create(
        request=request, code="L10", title="政府信息予以公开答复书", number="清工信公复〔2026〕3号", issued_on=SIGNED,
        route="post", sent_on=SIGNED, delivered_on=date(2026, 9, 25), proof="EX000000001CN",
    )  # fmt: skip
    return LetterCase(request)


def _fee(desk: TestDesk, request: InfoRequest) -> Step:
    FeeNotice.objects.create(
        request=request, standard="pieces", count=2, already=10, yuan=200, notified_on=date(2026, 9, 7),
        derivation=["第11至12件：2件×100元＝200元", "合计200元，依据国办函〔2020〕109号"],
        how_to_pay="到本机关办公室缴纳",
    )  # fmt: skip
    return desk.take(request, "fee_notified", date(2026, 9, 7))


def _matter(desk: TestDesk) -> Matter:
    return Matter.objects.create(
        agency=desk.agency, kind="correction", number="GZ-2026-1", name="测试申请人", contact="13800000001",
        title="更正企业信用信息中的法定代表人姓名", text="姓名有误", received_on=RECEIVED, decision="不予更正",
        reply="经核对登记档案，记录与档案一致", answered_on=SIGNED,
    )  # fmt: skip
