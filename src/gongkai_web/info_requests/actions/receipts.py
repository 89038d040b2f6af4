"""The receipt of registration (L01), issued by itself once the day of receipt is known (art. 31).

After the transaction that registers, so that neither a broken template nor a full disk undoes a registration: what
could not be issued stays due, with the reason on its draft and an alarm on the page of the case. What was lost on the
way, with the process that was to do it, the clock makes up for.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.letters import issue, prepare
from gongkai_web.info_requests.kinds import Route
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest, Letter, Step
from gongkai_web.info_requests.queries.letters import letters_due

__all__ = ["RECEIPT", "MadeUpFor", "issue_lost", "issue_receipt", "schedule_receipt"]

RECEIPT = "L01"
_BY = Actor.system("登记回执")
_BY_SYSTEM = "系统记录：登录查询即可获取"
_ASKED_BY = [(one.source, one.event) for one in procedure.transitions() if RECEIPT in one.letters]
_PATIENCE = timedelta(minutes=15)
_LONGEST = timedelta(days=7)
"""What is older was left so by somebody: the desk did not want it issued by itself then, or the paper went out."""
_AT_ONCE = 200
_logger = logging.getLogger(__name__)


def schedule_receipt(row: InfoRequest) -> None:
    """Lets the receipt be issued when the transaction commits; not for what was brought in from a ledger."""
    if not row.earlier_number:
        transaction.on_commit(partial(_queue, row.pk), robust=True)


def _queue(key: int) -> None:
    from gongkai_web.info_requests.tasks import issue_receipt_task

    issue_receipt_task.enqueue(key)


@transaction.atomic
def issue_receipt(key: int) -> Letter | None:
    """Issues the receipt of an open request where it is due and the desk wants it so; None where there is none.

    A letter that could not be issued is kept as a draft with ``failure``. May run twice.
    """
    row = InfoRequest.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=key).first()
    if row is None:
        return None  # a practice case that was emptied meanwhile
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    step = _due(row) if row.is_open and desk.issues_receipt else None
    if step is None:
        return None
    version = row.version
    try:
        with transaction.atomic():
            letter = issue(prepare(row, RECEIPT, step=step, by=_BY), on=timezone.localdate(), row=row, by=_BY)
            _hand_over(row, letter)
    except ValidationError as refusal:
        letter = _failed(row, step, "；".join(refusal.messages))
    except Exception:  # an agency's template may break in any way
        _logger.exception("the receipt of %s could not be written", row.number)
        letter = _failed(row, step, "按机关的模板不能生成文书，请检查模板或者停用。")
    row.version = version  # nothing that another form acts on has changed
    row.save(update_fields=["version"])
    return letter


@dataclass(frozen=True, slots=True)
class MadeUpFor:
    """Receipts lost on the way: how many went out now, how many could not, and the requests that broke it off."""

    issued: int = 0
    failed: int = 0
    stopped: tuple[str, ...] = ()


def issue_lost(now: datetime) -> MadeUpFor:
    """Issues the receipts that should have gone out by themselves and of which there is not even a draft.

    A draft says that it was tried, or that somebody is at it: those stay with the desk. Each in its own transaction on
    the locked request, so that a task which comes late after all, or a second worker, finds it done.
    """
    issued, failed, stopped = 0, 0, []
    for key, number in list(_lost(now).values_list("pk", "number")[:_AT_ONCE]):
        try:
            letter = issue_receipt(key)
        except Exception:  # one of them must not keep the others waiting
            _logger.exception("the receipt of %s could not be made up for", number)
            stopped.append(number)
            continue
        if letter is not None:
            issued, failed = issued + letter.is_issued, failed + (not letter.is_issued)
    return MadeUpFor(issued, failed, tuple(stopped))


def _lost(now: datetime) -> QuerySet[InfoRequest]:
    asked = Q(pk__in=[])
    for state, event in _ASKED_BY:
        asked |= Q(state_before=state, event=event)
    made = Letter.objects.filter(step=OuterRef("pk"), code=RECEIPT)
    steps = Step.objects.filter(
        asked, ~Exists(made), request=OuterRef("pk"), round=OuterRef("round"), struck_at=None,
        entered_at__range=(now - _LONGEST, now - _PATIENCE),
    )  # fmt: skip
    by_hand = Desk.objects.filter(issues_receipt=False)
    rows = InfoRequest.objects.open().filter(Exists(steps), earlier_number="")
    return rows.exclude(agency__in=by_hand.values("agency")).order_by("pk")


def _due(row: InfoRequest) -> Step | None:
    steps = list(row.steps.order_by("number"))
    found = letters_due(
        row, steps, decision=Decision.objects.filter(request=row, round=row.round).first(), parties=row.parties.all(),
        letters=row.letters.all(),
    )  # fmt: skip
    return next((one.step for one in found if one.code == RECEIPT), None)


def _hand_over(row: InfoRequest, letter: Letter) -> None:
    """Whoever wants his letters online has it at once; by any other route its delivery is entered."""
    if row.route == Route.ONLINE:
        letter.route, letter.proof = Route.ONLINE, _BY_SYSTEM
        letter.sent_on = letter.delivered_on = letter.issued_on
        letter.save(update_fields=["route", "proof", "sent_on", "delivered_on"])


def _failed(row: InfoRequest, step: Step, why: str) -> Letter:
    letter = prepare(row, RECEIPT, step=step, by=_BY)
    letter.failure = why[:300]
    letter.save(update_fields=["failure"])
    return letter
