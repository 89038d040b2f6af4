"""What a step leaves in the other rows of a case: the decision of an ending, and what is undone with a struck step."""

from __future__ import annotations

from datetime import date

from gongkai.law.remedies import remedy
from gongkai_web.info_requests.models import (
    Decision,
    Desk,
    FeeNotice,
    FeeRefund,
    InfoRequest,
    Paper,
    Party,
    Step,
    Withheld,
)
from gongkai_web.organisations.queries.remedies import remedy_agency

__all__ = ["OF_STEP", "remedy_rule", "stays", "take_back", "write"]

OF_STEP = {"correction_lapsed": "D15", "fee_lapsed": "D16", "withdrawn": "D17", "transferred": "D17"}
"""Endings without a draft: what the step itself decides."""
_FACTS = {
    "correction_lapsed": "申请人在告知的期限内没有补正，也没有说明正当理由。",
    "fee_lapsed": "申请人在收到收费通知后没有按期缴纳信息处理费。",
    "withdrawn": "申请人撤回申请。",
    "transferred": "申请转交其他机关办理。",
}
_REPLIES = frozenset({"replied", "replied_at_once"})


def remedy_rule(row: InfoRequest, outcome: str, ground: str, on: date) -> str:
    """The rule of the remedy clause: review_first, either, none."""
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    found = remedy(outcome, remedy_agency(row.agency), on, ground=ground or None, settings=desk.settings)
    return found.rule


def write(row: InfoRequest, step: Step) -> None:
    """Sets the outcome of a request with the step that ends it, and writes the decision that no draft has written.

    What the steps come to has been written into the row before.
    """
    if step.event == "reopened":
        step.data["outcome_before"], row.outcome = row.outcome, ""
    elif step.event in _REPLIES:
        decision = row.decisions.filter(round=row.round).first()
        if decision is not None:
            decision.served_on = row.concluded_on or step.on  # the day that the law's clock says
            decision.save(update_fields=["served_on"])
            row.outcome = decision.outcome
    elif step.event in OF_STEP:
        _without_draft(row, step)


def _without_draft(row: InfoRequest, step: Step) -> None:
    outcome = OF_STEP[step.event]
    decision = row.decisions.filter(round=row.round).first()
    if decision is None:
        decision = Decision(request=row, round=row.round, drafted_on=step.on, drafted_by_name=step.entered_by_name)
    else:
        step.data["draft_was"] = decision.outcome  # should the step be struck out
    decision.outcome = row.outcome = outcome
    decision.facts = decision.facts or _FACTS[step.event]
    decision.served_on = step.on
    decision.remedy_rule = remedy_rule(row, outcome, "", step.on)
    decision.save()


def stays(row: InfoRequest, step: Step) -> str:
    """Why a step may not be struck out for what hangs on it; "" where it may."""
    if step.event == "fee_paid" and FeeRefund.objects.filter(request=row, notice__round=step.round).exists():
        return "这笔缴费已经登记退费，不能撤销缴费。"
    return ""


def take_back(row: InfoRequest, step: Step) -> None:
    """Undoes what a struck step has left in other rows."""
    if step.event == "reopened":
        row.outcome = step.data.get("outcome_before", "")
    elif step.event in _REPLIES:
        row.decisions.filter(round=step.round).update(served_on=None)
        Withheld.objects.filter(request=row, decided_on__lte=step.on, history=[]).delete()
        Paper.objects.filter(request=row, round=step.round, from_applicant=False).update(given=False)
        row.outcome = ""
    elif step.event in OF_STEP:
        was = step.data.get("draft_was")
        mine = row.decisions.filter(round=step.round)
        if was:
            mine.update(outcome=was, served_on=None, remedy_rule="")
        else:
            mine.delete()
        row.outcome = ""
    elif step.event == "approved":
        row.decisions.filter(round=step.round).update(signed_on=None, signed_by_name="", remedy_rule="")
    elif step.event == "fee_notified":
        FeeNotice.objects.filter(request=row, round=step.round, paid_on=None).delete()  # the step keeps the sum
    elif step.event == "fee_paid":
        last = FeeNotice.objects.filter(request=row, round=step.round).exclude(paid_on=None).order_by("-id")[:1]
        FeeNotice.objects.filter(pk__in=list(last.values_list("pk", flat=True))).update(
            paid_on=None, paid_yuan=None, receipt_number=""
        )
    elif "party" in step.data:
        _party_back(row, step)


def _party_back(row: InfoRequest, step: Step) -> None:
    party = Party.objects.filter(request=row, key=step.data["party"])
    if step.event.endswith("_asked"):
        party.update(asked_on=None, delivered_on=None, answer_by=None)
    elif step.event.endswith("_answered"):
        party.update(answered_on=None, opinion="", answer="")
    elif step.event.endswith("_lapsed"):
        party.update(opinion="")
    elif step.event.endswith("_told"):
        party.update(told_on=None)
