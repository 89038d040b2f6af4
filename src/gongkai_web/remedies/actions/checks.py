"""What cannot be of a review or a lawsuit: days out of order, results of the other kind, another agency's rows."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.law.proceedings import CORRECTING, RESULTS_OF
from gongkai_web.remedies.models import RemedyCase

__all__ = ["check", "order_of_days"]

_ORDER = (
    ("filed_on", "accepted_on"), ("filed_on", "notified_on"), ("accepted_on", "hearing_on"),
    ("notified_on", "replied_on"),
    ("accepted_on", "first_decided_on"), ("first_decided_on", "first_received_on"), ("first_decided_on", "appealed_on"),
    ("appealed_on", "decided_on"), ("first_decided_on", "decided_on"), ("filed_on", "decided_on"),
    ("decided_on", "received_on"), ("decided_on", "redo_by"),
)  # fmt: skip
_MAY_BE_AHEAD = frozenset({"hearing_on", "reply_set", "redo_by"})
_DAYS = (
    "filed_on", "accepted_on", "notified_on", "reply_set", "replied_on", "hearing_on", "first_decided_on",
    "first_received_on", "appealed_on", "decided_on", "received_on", "redo_by",
)  # fmt: skip
FIRST = date(2008, 5, 1)
"""The Regulation in its first words came into force."""


def order_of_days(case: RemedyCase) -> dict[str, list[str]]:
    """Field → what is wrong with its day."""
    wrong: dict[str, list[str]] = {}
    today = timezone.localdate()
    label = {field.name: str(field.verbose_name) for field in RemedyCase._meta.fields}
    for name in _DAYS:
        day = getattr(case, name)
        if day is None:
            continue
        if day < FIRST:
            wrong.setdefault(name, []).append("政府信息公开条例自2008年5月1日起施行，日期不能更早。")
        elif name not in _MAY_BE_AHEAD and day > today:
            wrong.setdefault(name, []).append("日期不能晚于今天。")
    for first, second in _ORDER:
        before, after = getattr(case, first), getattr(case, second)
        if before is not None and after is not None and after < before:
            wrong.setdefault(second, []).append(f"不能早于{label[first]}（{before.isoformat()}）。")
    return wrong


def _links(case: RemedyCase) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    request, review = case.request, case.review
    if request is not None and request.agency_id != case.agency_id:
        wrong["request"] = ["这件申请不是本机关受理的。"]
    if request is not None and request.practice:
        wrong["request"] = ["练习件不能登记复议诉讼。"]
    if review is not None and case.group != "lawsuit_after_review":
        wrong["review"] = ["只有复议后起诉的案件才有此前的复议。"]
    elif review is not None and (review.agency_id != case.agency_id or not review.is_review or review.pk == case.pk):
        wrong["review"] = ["请选择本机关的一件行政复议。"]
    elif review is not None and request is not None and review.request_id not in (None, request.pk):
        wrong["review"] = ["此前的复议涉及的是另一件申请。"]
    return wrong


def _results(case: RemedyCase) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    for name in ("result", "first_result"):
        value = getattr(case, name)
        if value and value not in RESULTS_OF[case.group]:
            wrong[name] = ["这类案件没有这样的结果。"]
    if case.is_review and (case.first_result or case.first_decided_on or case.appealed_on):
        wrong["first_result"] = ["行政复议没有一审、上诉。"]
    if bool(case.first_result) != bool(case.first_decided_on):
        wrong["first_decided_on"] = ["一审结果和一审裁判日期应当一并填写。"]
    if case.appealed_on and not case.first_result:
        wrong["appealed_on"] = ["请先登记一审结果。"]
    if bool(case.result) != bool(case.decided_on):
        wrong["decided_on"] = ["结果和审结日期应当一并填写。"]
    if case.result not in CORRECTING and (case.must_redo or case.fault):
        wrong["result"] = ["只有结果纠正的，才有被纠正的原因和责令重新处理。"]
    if case.redo_by and not case.must_redo:
        wrong["redo_by"] = ["没有责令重新作出处理的，不填期限。"]
    return wrong


def check(case: RemedyCase) -> None:
    """Raises ValidationError by field."""
    wrong: dict[str, list[str]] = {}
    for found in (order_of_days(case), _links(case), _results(case)):
        for name, texts in found.items():
            wrong.setdefault(name, []).extend(texts)
    if wrong:
        raise ValidationError(wrong)
    case.full_clean()
