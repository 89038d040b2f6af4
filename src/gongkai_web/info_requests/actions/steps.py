"""One step of the procedure: locked, held against the table and the clock, written, told to the log.

with transaction.atomic():
row = lock(request, version=version, token=token)
...                                  # rows of the step: parties, a fee, a decision
take(row, "third_party_asked", on=day, roles=roles, by=actor, data={...})
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.law import procedure
from gongkai.law.clauses import clause
from gongkai.law.deadlines import Clock
from gongkai.law.events import EventError
from gongkai_web.audit.actions import record
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import endings
from gongkai_web.info_requests.actions.proposed import drop_unfit, take_back_approval
from gongkai_web.info_requests.actions.receipts import RECEIPT, schedule_receipt
from gongkai_web.info_requests.clock import clock_of, ordered_by
from gongkai_web.info_requests.models import Desk, InfoRequest, Step

__all__ = ["CLOSED", "SAID_IN", "Conflict", "Repeated", "complete", "lock", "on_request", "refresh", "strike", "take"]

CLOSED = frozenset({"replied", "closed", "archived", "under_review", "in_court"})
"""States in which nothing is due."""
SAID_IN = frozenset({"clarified", "reasons_given"})
"""Steps in which the applicant speaks: what he says may tell anything about him, and is sealed."""
ENDINGS = frozenset({
    "replied", "replied_at_once", "correction_lapsed", "fee_lapsed", "withdrawn", "transferred",
})  # fmt: skip
"""Steps that conclude a request."""


class Conflict(ValidationError):
    """Somebody else was quicker: the page that was sent shows a state that has passed."""

    def __init__(self, last: Step | None) -> None:
        told = f"{last.entered_by_name or '其他人'}刚刚办理了“{last.get_event_display()}”" if last else "案件已有变化"
        super().__init__(f"{told}，您提交的内容没有办理，请核对最新情况后再提交。", code="conflict")


class Repeated(Exception):
    """The same form was sent a second time. ``step`` is what the first did."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.token)
        self.step = step


def on_request(request: InfoRequest) -> tuple[str, str, str]:
    """How the log names a request: by its number, without what the applicant wrote."""
    return "request", request.number, request.number


def lock(request: InfoRequest | int, *, version: int | None, token: str = "") -> InfoRequest:
    """The row, locked to the end of the transaction. ``version`` is that of the page the form came from.

    Raises Repeated for a form that was sent before, Conflict where somebody has taken a step meanwhile. Without a
    version (imports, tests, work by the clock) any state will do.
    """
    key = request if isinstance(request, int) else request.pk
    row = InfoRequest.objects.select_for_update(of=("self",)).select_related("agency").get(pk=key)
    if token:
        done = row.steps.filter(token=token).first()
        if done is not None:
            raise Repeated(done)
    if version is not None and row.version != version:
        raise Conflict(row.steps.order_by("-number").first())
    return row


@transaction.atomic
def take(  # noqa: PLR0913 - what was done, when, by whom and in which role
    row: InfoRequest,
    event: str,
    *,
    on: date,
    roles: Collection[str],
    by: Actor,
    data: Mapping[str, Any] | None = None,
    words: str = "",
    note: str = "",
    token: str = "",
) -> Step:
    """Takes a step of a locked request. ``data`` are JSON values that the law or the page reads, nothing personal.

    ``words`` are the applicant's own, which are sealed; a "text" among the data of a step in which he speaks is too.

    Raises ValidationError where the table, the clock or the day does not allow it, in Chinese with the clause.
    """
    if on > timezone.localdate():
        raise ValidationError({"on": "日期不能晚于今天。"})
    if on < row.arrived_on:
        raise ValidationError({"on": f"日期不能早于申请到达之日（{row.arrived_on.isoformat()}）。"})
    steps = list(row.steps.order_by("number"))
    before = row.state or procedure.NEW
    try:
        rule = procedure.step(before, event)
    except procedure.NotAllowed as refused:
        raise ValidationError(f"{refused}。", code="not_allowed") from None
    if not set(roles) & set(rule.by):
        named = "、".join(procedure.roles()[one] for one in rule.by)
        told = f"“{procedure.events()[event]}”由{named}办理（{clause(rule.clause).citation}）。"
        raise ValidationError(told, code="not_yours")
    if event == "reopened":
        row.round += 1
    values = dict(data or {})
    if event in SAID_IN:
        words = words or str(values.pop("text", "") or "")
    step = Step(
        request=row,
        number=(steps[-1].number if steps else 0) + 1,
        round=row.round,
        event=event,
        on=on,
        data=values,
        words=words,
        note=note,
        state_before=before,
        state_after=rule.target,
        token=token,
        entered_by=by.account,
        entered_by_name=by.name,
    )
    step.full_clean(
        exclude=["request", "state_before", "state_after"], validate_unique=False, validate_constraints=False
    )
    row.state = rule.target
    _settle(row, [*steps, step])
    endings.write(row, step)
    step.save()
    row.version += 1
    row.updated_at = timezone.now()
    row.save()
    drop_unfit(row, [*steps, step], by=by)
    if RECEIPT in rule.letters:
        schedule_receipt(row)
    told = {"日期": on.isoformat(), "状态": procedure.states()[rule.target].label}
    record(f"request.{event}", by=by, on=on_request(row), after=told)
    return step


def _clock(row: InfoRequest, steps: list[Step]) -> Clock:
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    try:
        return clock_of(row, calendar=calendar(), settings=desk.settings, on=timezone.localdate(), steps=steps)
    except EventError as wrong:
        raise ValidationError(f"{wrong}。", code="clock") from None


def _settle(row: InfoRequest, steps: list[Step]) -> None:
    """Writes what the steps come to into the row. Raises ValidationError."""
    clock = _clock(row, steps)
    taken = [step for step in steps if not step.is_struck]
    ends = [step for step in taken if step.event in ENDINGS]
    row.received_on = clock.received_on  # none any more where the step that said it was struck
    row.is_open = row.state not in CLOSED
    if clock.due is not None or row.is_open:
        ordered = ordered_by(steps, round_=row.round)
        row.due_on, row.provisional = ordered or clock.due, clock.provisional and not ordered
    row.waits_for = clock.waiting.reason if clock.waiting and row.is_open else _awaited(clock)
    row.concluded_on = _ended_on(ends[-1], row, clock) if ends and not row.is_open else None
    row.closed_late = bool(row.concluded_on and row.due_on and row.concluded_on > row.due_on)


def _ended_on(end: Step, row: InfoRequest, clock: Clock) -> date:
    """The day of an ending; of a reply the one that the law says: by post, by signature, or as it was sent."""
    return clock.replied_on if clock.replied_on and end.round == row.round else end.on


def _awaited(clock: Clock) -> str:
    if clock.closed or clock.replied_on:
        return ""
    return next((one.reason for one in clock.suspensions if one.assumed or one.last is None), "")[:40]


@transaction.atomic
def complete(row: InfoRequest, step: Step, days: Mapping[str, date]) -> None:
    """Adds to a step of a locked request the days that were not known when it was taken: when its letter was received.

    The clock counts by them; whoever calls says it to the log. Raises ValidationError where the clock refuses.
    """
    step.data = {**step.data, **{key: day.isoformat() for key, day in days.items()}}
    steps = [step if one.pk == step.pk else one for one in row.steps.order_by("number")]
    _settle(row, steps)
    step.save(update_fields=["data"])
    row.version += 1
    row.updated_at = timezone.now()
    row.save()


@transaction.atomic
def refresh(request: InfoRequest) -> tuple[date | None, date | None]:
    """Works out the due day again, as when a holiday notice has come; gives the old and the new.

    No step is taken and nobody acts, so the version stays.
    """
    row = lock(request, version=None)
    derived = ("due_on", "provisional", "waits_for", "closed_late")
    before, was = row.due_on, [getattr(row, name) for name in derived]
    _settle(row, list(row.steps.order_by("number")))
    if [getattr(row, name) for name in derived] != was:
        row.save(update_fields=derived)
    return before, row.due_on


@transaction.atomic
def strike(row: InfoRequest, step: Step, *, reason: str, by: Actor) -> InfoRequest:
    """Takes back the last step of a locked request: entered by mistake, it stays in sight with the reason.

    Raises ValidationError for any other than the last, for the first, and for one whose letter has been issued.
    """
    steps = list(row.steps.order_by("number"))
    standing = [one for one in steps if not one.is_struck]
    if not standing or standing[-1].pk != step.pk:
        raise ValidationError("只能撤销最近的一步。")
    if len(standing) == 1:
        raise ValidationError("登记不能撤销；误登记的申请请办理撤回并说明。")
    # The receipt goes out by itself, and another follows when the step is taken again; other letters somebody sent.
    if step.letters.exclude(issued_on=None).exclude(code=RECEIPT).exists():
        raise ValidationError("这一步的文书已经发出，不能撤销；请另行发文更正。")
    held = endings.stays(row, step)
    if held:
        raise ValidationError(held)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销的原因。"})
    step.struck_at, step.struck_reason, step.struck_by_name = timezone.now(), reason.strip()[:200], by.name
    step.save(update_fields=["struck_at", "struck_reason", "struck_by_name"])
    row.state = step.state_before
    if step.event == "reopened":
        row.round -= 1
    endings.take_back(row, step)
    if step.event == "extended":
        take_back_approval(step)
    _settle(row, [step if one.pk == step.pk else one for one in steps])
    row.version += 1
    row.updated_at = timezone.now()
    row.save()
    drop_unfit(row, [step if one.pk == step.pk else one for one in steps], by=by)
    record(
        "request.strike", by=by, on=on_request(row), before={"步骤": step.get_event_display()}, after={"原因": reason}
    )
    return row
