"""Orders to correct (art. 47): given by the organ above, answered by the agency, checked and closed or sent back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.models import InfoRequest, Order
from gongkai_web.notify.actions import tell
from gongkai_web.organisations.models import Agency, Below

__all__ = ["answer_order", "close_order", "issue_order", "return_order"]


def _on(row: Order) -> tuple[str, Any, str]:
    return ("order", row.pk, row.title)


def _people(agency: int, *roles: str) -> list[User]:
    held = User.objects.filter(
        memberships__agency=agency, memberships__role__in=roles, memberships__ended_at__isnull=True, is_active=True
    )
    return list(held.distinct())


@transaction.atomic
def issue_order(  # noqa: PLR0913 - who orders whom to do what by when
    issuer: Agency,
    agency: Agency,
    *,
    title: str,
    text: str,
    answer_by: date,
    request: InfoRequest | None = None,
    number: str = "",
    by: Actor,
) -> Order:
    """Orders an agency below to correct. Raises ValidationError."""
    today = timezone.localdate()
    if not Below.objects.filter(higher=issuer, lower=agency, distance__gt=0).exists():
        raise ValidationError({"agency": "只能督促下级机关。"})
    if request is not None and request.agency_id != agency.pk:
        raise ValidationError({"agency": "所涉申请不是该机关受理的。"})
    if request is not None and request.practice:
        raise ValidationError("练习件不能督促。")
    if answer_by < today:
        raise ValidationError({"answer_by": "反馈期限不能早于今天。"})
    row = Order(
        issuer=issuer, agency=agency, request=request, number=number.strip(), title=title.strip(), text=text.strip(),
        issued_on=today, answer_by=answer_by, issued_by_name=by.name,
    )  # fmt: skip
    row.full_clean()
    row.save()
    record("order.issue", by=by, on=_on(row), after={"机关": agency.name, "反馈期限": answer_by.isoformat()})
    told = {"issuer": issuer.name, "title": row.title, "until": answer_by.isoformat()}
    for person in _people(agency.pk, "disclosure_office", "disclosure_office_head"):
        tell(person, "order.issued", told, by=by, reference=("order", row.pk))
    return row


def _locked(row: Order) -> Order:
    found = Order.objects.select_for_update(of=("self",)).select_related("agency", "issuer").get(pk=row.pk)
    if found.closed_on is not None:
        raise ValidationError("该督促整改已经办结。")
    return found


@transaction.atomic
def answer_order(row: Order, *, answer: str, by: Actor) -> Order:
    """Says what was done. Raises ValidationError."""
    row = _locked(row)
    if row.answered_on is not None:
        raise ValidationError("已经反馈，等待核查。")
    if not answer.strip():
        raise ValidationError({"answer": "请写明整改情况。"})
    row.answer, row.answered_on, row.answered_by_name = answer.strip(), timezone.localdate(), by.name
    row.full_clean()
    row.history = [*row.history, _entry("反馈", row.answer, by)]
    row.save()
    record("order.answer", by=by, on=_on(row), after={"反馈日期": row.answered_on.isoformat()})
    for person in _people(row.issuer_id, "supervisor"):
        told = {"agency": row.agency.name, "title": row.title}
        tell(person, "order.answered", told, by=by, reference=("order", row.pk))
    return row


@transaction.atomic
def close_order(row: Order, *, closing: str, by: Actor) -> Order:
    """Finds the answer enough. Raises ValidationError before there is one."""
    row = _locked(row)
    if row.answered_on is None:
        raise ValidationError("机关还没有反馈，不能办结。")
    row.closing, row.closed_on = closing.strip(), timezone.localdate()
    row.full_clean()
    row.history = [*row.history, _entry("办结", row.closing, by)]
    row.save()
    record("order.close", by=by, on=_on(row), after={"办结日期": row.closed_on.isoformat()})
    return row


@transaction.atomic
def return_order(row: Order, *, closing: str, answer_by: date, by: Actor) -> Order:
    """Sends the answer back with what is lacking and a new day. Raises ValidationError."""
    row = _locked(row)
    if row.answered_on is None:
        raise ValidationError("机关还没有反馈，不能退回。")
    if not closing.strip():
        raise ValidationError({"closing": "请写明退回的原因。"})
    if answer_by < timezone.localdate():
        raise ValidationError({"answer_by": "反馈期限不能早于今天。"})
    row.history = [*row.history, _entry("退回", closing.strip(), by)]
    row.answer, row.answered_on, row.answered_by_name = "", None, ""
    row.closing, row.answer_by = closing.strip(), answer_by
    row.full_clean()
    row.save()
    record("order.return", by=by, on=_on(row), after={"反馈期限": answer_by.isoformat()})
    told = {"issuer": row.issuer.name, "title": row.title, "until": answer_by.isoformat()}
    for person in _people(row.agency_id, "disclosure_office", "disclosure_office_head"):
        tell(person, "order.issued", told, by=by, reference=("order", row.pk))
    return row


def _entry(what: str, text: str, by: Actor) -> dict[str, str]:
    return {"on": timezone.localdate().isoformat(), "what": what, "text": text, "by": by.name}
