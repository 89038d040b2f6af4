"""A case from its beginning to its end, and what it means for the request that it is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.steps import CLOSED, lock, take
from gongkai_web.info_requests.models import InfoRequest, Step
from gongkai_web.organisations.models import Agency
from gongkai_web.remedies.actions.checks import check
from gongkai_web.remedies.limits import derive
from gongkai_web.remedies.models import RemedyCase

__all__ = ["FIELDS", "change_case", "decide_case", "on_case", "open_case", "record_unmask", "reopen_request"]

OFFICE = frozenset({"disclosure_office"})
FIELDS = (
    "group", "request", "review", "organ", "number", "procedure", "party", "subject", "claim", "filed_on",
    "accepted_on", "notified_on", "reply_set", "replied_on", "hearing_on", "first_result", "first_decided_on",
    "first_received_on", "appealed_on", "appeal_number", "costs", "lesson",
)  # fmt: skip
"""What is entered as the case goes on; its end is ``decide_case``'s."""
END = ("result", "decided_on", "received_on", "must_redo", "redo_by", "fault", "lesson", "costs")
_OPENS = {"review": "review_opened", "lawsuit_direct": "suit_opened", "lawsuit_after_review": "suit_opened"}
_ENDS = {"review": "review_ended", "lawsuit_direct": "suit_ended", "lawsuit_after_review": "suit_ended"}
_OPEN_LIKE = {"review_opened": "under_review", "suit_opened": "in_court"}
_PERSONAL = {"party", "claim"}


def on_case(case: RemedyCase) -> tuple[str, str, str]:
    """How the log names a case."""
    return "remedy", case.public_id, str(case)


def _may(state: str, event: str) -> bool:
    try:
        procedure.step(state, event)
    except procedure.NotAllowed:
        return False
    return True


def _step(case: RemedyCase, event: str, on: date, roles: Collection[str], by: Actor) -> Step | None:
    """Takes the step on the request where it stands so that it can; the row of the case says why not otherwise."""
    if case.request_id is None:
        return None
    row = lock(case.request_id, version=None)
    if not _may(row.state, event):
        return None
    return take(row, event, on=on, roles=roles, by=by, data={"case": case.public_id})


@transaction.atomic
def open_case(
    agency: Agency, data: dict[str, Any], *, by: Actor, roles: Collection[str] = OFFICE, late: bool = False
) -> RemedyCase:
    """Registers a case. A request of ours that has ended goes into review or to court with it.

    ``data``: values of ``FIELDS``, with ``late`` (a ledger of the past) those of its end as well. A case that had
    ended when it was registered takes no steps. Raises ValidationError.
    """
    names = (*FIELDS, *END) if late else FIELDS
    case = RemedyCase(agency=agency, created_by_name=by.name, **{key: data[key] for key in names if key in data})
    _take_over_request(case)
    if case.request is not None:
        case.round = case.request.round
    derive(case)
    check(case)
    case.save()
    case.noted = _opened(case, roles, by)
    case.save(update_fields=["noted"])
    told = {"类别": case.get_group_display(), "机关": agency.name, "争议事项": case.get_subject_display()}
    record("remedy.open", by=by, on=on_case(case), after=told)
    return case


def _take_over_request(case: RemedyCase) -> None:
    """A lawsuit after a review is about the request that the review was about."""
    if case.request is None and case.review is not None:
        case.request = case.review.request


def _opened(case: RemedyCase, roles: Collection[str], by: Actor) -> str:
    """Takes the step; gives the sentence that stands where none was taken."""
    request = case.request
    if request is None:
        return ""
    if case.decided_on is not None:
        return "登记时已经审结，申请的步骤不再补记。"
    event = _OPENS[case.group]
    if _step(case, event, case.filed_on, roles, by) is not None:
        return ""
    row = InfoRequest.objects.get(pk=request.pk)
    if row.state not in CLOSED:
        return "登记时申请仍在办理，办理继续进行。"
    if row.state == _OPEN_LIKE[event] or row.state == "in_court":
        return "登记时申请已在复议或者诉讼中，不重复记步骤。"
    raise ValidationError(
        {"request": f"申请“{row.number}”{row.get_state_display()}，不能登记{case.get_group_display()}。"}
    )


def _locked(case: RemedyCase, version: int | None) -> RemedyCase:
    row = (
        RemedyCase.objects.select_for_update(of=("self",)).select_related("agency", "request", "review").get(pk=case.pk)
    )
    if version is not None and row.version != version:
        raise ValidationError(
            "其他人刚刚修改了这个案件，您提交的内容没有保存，请核对最新情况后再提交。", code="conflict"
        )
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


@transaction.atomic
def change_case(case: RemedyCase, data: dict[str, Any], *, by: Actor, version: int | None = None) -> RemedyCase:
    """Enters what has become known. Which request, and its kind, stay as they were registered with a request.

    Raises ValidationError.
    """
    row = _locked(case, version)
    label = {field.name: str(field.verbose_name) for field in RemedyCase._meta.fields}
    before, after = {}, {}
    for name in FIELDS:
        if name not in data or getattr(row, name) == data[name]:
            continue
        if name in ("request", "group") and row.request_id is not None:
            raise ValidationError({name: "已关联申请、记了步骤的案件，不能改换申请和类别。"})
        if name not in _PERSONAL:
            before[label[name]], after[label[name]] = _plain(getattr(row, name)), _plain(data[name])
        else:
            after[label[name]] = "已修改"
        setattr(row, name, data[name])
    if not after:
        return row
    derive(row)
    check(row)
    row.version += 1
    row.save()
    if row.request_id is not None and case.request_id is None:
        row.round, row.noted = row.request.round, _opened(row, OFFICE, by)
        row.save(update_fields=["round", "noted"])
    record("remedy.change", by=by, on=on_case(row), before=before, after=after)
    return row


@transaction.atomic
def decide_case(
    case: RemedyCase, data: dict[str, Any], *, by: Actor, roles: Collection[str] = OFFICE, version: int | None = None
) -> RemedyCase:
    """Enters the final result, or mends it. The request leaves review or court when no other case of it is open.

    Raises ValidationError.
    """
    row = _locked(case, version)
    if not data.get("result") or not data.get("decided_on"):
        raise ValidationError({"result": "请填写结果和审结日期。"})
    first = row.decided_on is None
    if not first and row.reopened_on is not None and data["result"] != row.result:
        raise ValidationError({"result": "已依此结果重新处理，不能再改。"})
    before = {} if first else {"结果": row.get_result_display(), "审结日期": _plain(row.decided_on)}
    for name in END:
        if name in data:
            setattr(row, name, data[name])
    derive(row)
    check(row)
    row.version += 1
    row.save()
    if first and not _others_open(row):
        _step(row, _ENDS[row.group], row.decided_on, roles, by)
    told = {"结果": row.get_result_display(), "审结日期": _plain(row.decided_on)}
    record("remedy.decide", by=by, on=on_case(row), before=before, after=told)
    return row


def _others_open(case: RemedyCase) -> bool:
    if case.request_id is None:
        return False
    same = {"review": ["review"]}.get(case.group, ["lawsuit_direct", "lawsuit_after_review"])
    others = RemedyCase.objects.pending().filter(request=case.request_id, group__in=same)
    return others.exclude(pk=case.pk).exists()


@transaction.atomic
def reopen_request(
    case: RemedyCase,
    *,
    on: date,
    by: Actor,
    roles: Collection[str] = OFFICE,
    version: int | None = None,
    token: str = "",
) -> RemedyCase:
    """Takes the request up again by what the organ or the court ordered, in a new round with the ordered limit.

    Raises ValidationError, and ``steps.Repeated`` for a form that was sent before.
    """
    row = _locked(case, version)
    if not row.must_redo:
        raise ValidationError("这个案件的结果没有责令重新作出处理。")
    if row.request_id is None:
        raise ValidationError("这个案件没有关联申请，请在关联以后再重新处理。")
    if row.reopened_on is not None:
        raise ValidationError(f"已于{row.reopened_on.isoformat()}重新处理。")
    if on < row.decided_on:
        raise ValidationError({"on": f"不能早于审结日期（{row.decided_on.isoformat()}）。"})
    request = lock(row.request_id, version=None, token=token)
    told = {"case": row.public_id}
    if row.redo_by is not None:
        told["until"] = row.redo_by.isoformat()
    take(request, "reopened", on=on, roles=roles, by=by, data=told, token=token)
    row.reopened_on, row.version = on, row.version + 1
    row.save(update_fields=["reopened_on", "version"])
    record("remedy.reopen", by=by, on=on_case(row), after={"申请": request.number, "日期": on.isoformat()})
    return row


@transaction.atomic
def record_unmask(case: RemedyCase, *, by: Actor) -> str:
    """The party in plain; that somebody looked is on the log."""
    record("remedy.unmask", by=by, on=on_case(case), after={"时间": timezone.localtime().strftime("%H:%M")})
    return str(case.party)
