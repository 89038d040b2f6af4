"""Where a request stands, in the words of whoever waits for it: what happened, who must act, by when and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from gongkai.law.calendar import CalendarGap
from gongkai.law.clauses import clause
from gongkai.law.deadlines import Clock
from gongkai.law.events import CHANNELS, EventError
from gongkai.law.notices import NoticeError
from gongkai.law.outcomes import outcome
from gongkai.law.procedure import states
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.prepared import prepared
from gongkai_web.info_requests.clock import clock_of
from gongkai_web.info_requests.models import Desk, InfoRequest, Step

__all__ = ["TOO_FEW", "Happened", "Progress", "Range", "Receipt", "progress", "range_of", "receipt_facts"]

TOO_FEW = 5
"""Fewer answered requests than this say nothing about how long one takes."""
_YEAR = 365
_KEPT_SECONDS = 6 * 3600
_NOT_ANSWERED = ("D15", "D16", "D17", "")
"""Endings without a reply: lapsed, withdrawn, transferred."""

_SAID: dict[str, str] = {
    "arrived": "申请已经到达，机关正在与您确认。",
    "received": "机关收到了您的申请。",
    "confirmed": "机关与您确认了收到申请之日。",
    "clarification_asked": "机关请您补正申请。",
    "clarified": "机关收到了您的补正。",
    "correction_lapsed": "补正期限已过，没有收到补正，机关不再处理这件申请。",
    "assigned": "已交承办科室办理。",
    "reasons_asked": "机关请您说明理由。",
    "reasons_given": "机关收到了您说明的理由。",
    "reasons_lapsed": "说明理由的期限已过，机关继续办理。",
    "delayed": "机关确定了延迟答复的期限。",
    "third_party_asked": "您申请的信息可能涉及第三方的合法权益，机关书面征求了第三方的意见。",
    "third_party_answered": "第三方作出了答复。",
    "third_party_lapsed": "第三方没有在期限内答复，由机关决定是否公开。",
    "third_party_told": "机关告知了第三方决定公开的内容和理由。",
    "co_maker_asked": "信息由几个机关共同制作，机关征求了其他制作机关的意见。",
    "co_maker_answered": "共同制作的机关作出了答复。",
    "co_maker_lapsed": "共同制作的机关没有在期限内答复，视为同意公开。",
    "opinion_asked": "机关征求了其他机关的意见。",
    "opinion_answered": "其他机关作出了答复。",
    "extended": "机关延长了答复期限。",
    "fee_notified": "机关发出了信息处理费的收费通知。",
    "fee_paid": "机关登记了您的缴费。",
    "fee_lapsed": "缴费期限已过，没有缴费，机关不再处理这件申请。",
    "submitted": "答复已经拟好，正在审批。",
    "approved": "答复已经签发，等待送达。",
    "replied": "答复已经送出。",
    "replied_at_once": "机关当场作出了答复。",
    "withdrawn": "您撤回了申请。",
    "transferred": "机关把申请转交了负责的机关。",
    "archived": "申请已经办结归档。",
    "review_opened": "行政复议机关受理了对这件申请的行政复议。",
    "review_ended": "行政复议已经审结。",
    "suit_opened": "人民法院受理了对这件申请的行政诉讼。",
    "suit_ended": "行政诉讼已经审结。",
    "reopened": "机关重新作出处理。",
}
"""What an applicant is told of a step. Drafting and what is sent back within the agency are not his to wait for."""

_YOURS = {
    "correction_sent": "请您补正申请",
    "reasons_asked": "请您说明理由",
    "fee_noticed": "请您缴纳信息处理费",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """A step: its day, what it means for the applicant, and what was asked, answered or given as a reason."""

    on: date
    text: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Working days from receipt to reply at an agency in the last twelve months: the middle one and the 90th of 100."""

    count: int
    median: int
    most: int

    @property
    def enough(self) -> bool:
        """Whether the count says anything."""
        return self.count >= TOO_FEW


@dataclass(frozen=True, slots=True)
class Progress:
    """A request as its applicant sees it. ``yours`` is what he must do now, "" where he need do nothing."""

    request: InfoRequest
    clock: Clock | None
    happened: tuple[Happened, ...]
    now: str
    who: str
    yours: str
    outcome: str

    @property
    def asked(self) -> tuple[str, ...]:
        """What was asked of the applicant last and is still open."""
        return self.happened[-1].said if self.yours and self.happened else ()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The derivation of the days: sentences with what they rest on."""
        return _lines(self.clock)

    @property
    def left(self) -> int | None:
        """Working days left to the due day; None where there is none, or nothing is due."""
        return self.clock.left if self.clock is not None and self.request.is_open and self.request.due_on else None


_REGULATION = "《中华人民共和国政府信息公开条例》（国务院令第711号）"


def _lines(clock: Clock | None) -> tuple[tuple[str, str], ...]:
    if clock is None:
        return ()
    told = [(step.text, step.citation) for step in clock.steps]
    waiting = [one for one in clock.suspensions if one.assumed and one.last is not None]
    if waiting and clock.due is not None:
        last = max(one.last for one in waiting if one.last)
        reasons = "、".join(dict.fromkeys(one.reason for one in waiting))
        text = (
            f"{reasons}尚未收到答复，不计入的时间暂算到{last.isoformat()}，"
            f"答复期限暂至{clock.due.isoformat()}；提前答复的，期限相应提前"
        )
        told.append((text, clause(waiting[0].clause).citation))
    return tuple((text, citation.replace(_REGULATION, "条例")) for text, citation in told)


def _clock(request: InfoRequest, steps: list[Step], today: date) -> Clock | None:
    desk = getattr(request.agency, "desk", None) or Desk()
    try:
        return clock_of(request, calendar=calendar(), settings=desk.settings, on=today, steps=steps)
    except (EventError, CalendarGap, NoticeError):
        return None


def _who(request: InfoRequest, clock: Clock | None) -> str:
    """Who must act now, in one phrase; "" where nobody must."""
    if not request.is_open:
        return ""
    if request.state in _YOURS:
        return "您"
    waits = next((one.reason for one in clock.suspensions if one.assumed or one.last is None), "") if clock else ""
    return f"{request.agency.name}（{waits or states()[request.state].label}）"


@prepared
def _steps(request_id: int) -> QuerySet[Step]:
    return Step.objects.filter(request=request_id).order_by("number")


def progress(request: InfoRequest, today: date) -> Progress:
    """Where it stands."""
    steps = _steps(request_id=request.pk)
    standing = [step for step in steps if not step.is_struck]
    clock = _clock(request, steps, today)
    found = outcome(request.outcome).label if request.outcome and not request.is_open else ""
    return Progress(
        request=request,
        clock=clock,
        happened=tuple(_happened(standing)),
        now=states()[request.state].label,
        who=_who(request, clock),
        yours=_YOURS.get(request.state, ""),
        outcome=found,
    )


def _happened(steps: Iterable[Step]) -> Iterable[Happened]:
    for step in steps:
        text = _SAID.get(step.event)
        if text:
            yield Happened(step.on, text, _said(step))


_TOLD: dict[str, tuple[str, ...]] = {
    "clarification_asked": ("items", "how"),
    "reasons_asked": ("facts",),
    "extended": ("reason",),
    "delayed": ("reason",),
}
"""What of a step's data the applicant reads beside his own words: what was asked of him, why it takes longer."""
_CALLED = {"how": "补正的方式："}
"""What does not speak for itself among the rest."""


def _said(step: Step) -> tuple[str, ...]:
    found: list[str] = [step.words] if step.words else []
    for key in _TOLD.get(step.event, ()):
        value = step.data.get(key, "")
        if value:
            found += [str(one) for one in value] if isinstance(value, list) else [f"{_CALLED.get(key, '')}{value}"]
    return tuple(line for text in found for line in text.splitlines() if line.strip())


def range_of(agency_id: int, today: date) -> Range:
    """How long replies took at an agency; kept for some hours, for it is the same for everybody."""
    key = f"requests-range:{agency_id}:{today.isoformat()}"
    kept: tuple[int, int, int] | None = cache.get(key)
    if kept is None:
        kept = _measured(agency_id, today)
        cache.set(key, kept, _KEPT_SECONDS)
    return Range(*kept)


def _measured(agency_id: int, today: date) -> tuple[int, int, int]:
    rows = InfoRequest.objects.real().filter(
        agency=agency_id, is_open=False, concluded_on__gt=today - timedelta(days=_YEAR), received_on__isnull=False
    )
    pairs = rows.exclude(outcome__in=_NOT_ANSWERED).values_list("received_on", "concluded_on")
    days = []
    known = calendar()
    for received, concluded in pairs:
        try:
            days.append(known.between(received, concluded) if concluded > received else 0)
        except CalendarGap:
            continue
    days.sort()
    if not days:
        return 0, 0, 0
    # The smallest value that at least half, or nine of ten, do not exceed.
    return len(days), days[(len(days) - 1) // 2], days[-(-len(days) * 9 // 10) - 1]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says of a request. ``received`` and ``due`` are None until both sides have confirmed."""

    number: str
    agency: str
    title: str
    submitted: str
    arrived: date
    channel: str
    rule: str
    received: date | None
    due: date | None
    provisional: bool
    lines: tuple[tuple[str, str], ...]
    contact: tuple[tuple[str, str], ...] = ()


def receipt_facts(request: InfoRequest, contact: Iterable[tuple[str, str]] = ()) -> Receipt:
    """The receipt of a request, with the derivation of its days by the law."""
    clock = _clock(request, _steps(request_id=request.pk), timezone.localdate())
    channel = CHANNELS[request.channel]
    return Receipt(
        number=request.number,
        agency=request.agency.name,
        title=request.title,
        submitted=f"{timezone.localtime(request.submitted_at):%Y-%m-%d %H:%M}",
        arrived=request.arrived_on,
        channel=channel.label,
        rule=channel.receipt,
        received=request.received_on,
        due=request.due_on,
        provisional=request.provisional,
        lines=_lines(clock),
        contact=tuple(contact),
    )
