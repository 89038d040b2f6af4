"""The ledger of art. 18: what a decision withheld, looked at again in time, released when nothing stands against it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.law.disclosure import next_review
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.permitted import OFFICE, check_day
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest, Withheld
from gongkai_web.info_requests.replies import PARTIAL, ground_of

__all__ = ["enter", "release", "review"]


def enter(row: InfoRequest, decision: Decision, *, on: date) -> Withheld | None:
    """Enters what a served decision withholds; an earlier entry of the same request is replaced, or released.

    None where the decision withholds nothing.
    """
    known = Withheld.objects.filter(request=row, released_on=None).first()
    withholds = decision.outcome == PARTIAL or decision.outcome.startswith("D4-")
    if row.practice or not withholds:
        if known is not None:
            known.released_on, known.result = on, "重新作出处理后不再属于不予公开。"
            known.save(update_fields=["released_on", "result"])
        return None
    entry = known or Withheld(agency=row.agency, request=row)
    entry.title = row.title
    entry.what = decision.withholds
    entry.ground = ground_of(decision)
    entry.decided_on = decision.signed_on or on
    entry.review_on = next_review(entry.decided_on, _months(row.agency_id))
    entry.save()
    return entry


def _months(agency_id: int) -> int:
    desk = Desk.objects.filter(agency=agency_id).first()
    return max(desk.review_months, 1) if desk else Desk().review_months


@transaction.atomic
def review(entry: Withheld, *, on: date, result: str, by: Actor, roles: Collection[str]) -> Withheld:
    """Looks at an entry again and keeps it withheld until the next time. Raises ValidationError."""
    row = _open(entry, roles)
    check_day("on", on, since=row.reviewed_on or row.decided_on, what="上次评估或者决定之日")
    if not result.strip():
        raise ValidationError({"result": "请写明评估的情况和继续不予公开的理由。"})
    _keep(row, on=on, result=result, by=by)
    row.review_on = next_review(on, _months(row.agency_id))
    row.save()
    told = {"评估日期": on.isoformat(), "下次评估": row.review_on.isoformat()}
    record("withheld.review", by=by, on=_on(row), after=told)
    return row


@transaction.atomic
def release(entry: Withheld, *, on: date, result: str, by: Actor, roles: Collection[str]) -> Withheld:
    """Takes an entry off the ledger: circumstances have changed, it is disclosed (art. 18). Raises ValidationError."""
    row = _open(entry, roles)
    check_day("on", on, since=row.reviewed_on or row.decided_on, what="上次评估或者决定之日")
    if not result.strip():
        raise ValidationError({"result": "请写明情况的变化和公开的位置。"})
    _keep(row, on=on, result=result, by=by)
    row.released_on = on
    row.save()
    record("withheld.release", by=by, on=_on(row), after={"转为公开日期": on.isoformat()})
    return row


def _open(entry: Withheld, roles: Collection[str]) -> Withheld:
    if not set(roles) & OFFICE:
        raise ValidationError("评估不予公开的信息由公开工作机构办理。", code="not_yours")
    row = Withheld.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.released_on is not None:
        raise ValidationError("该信息已经转为公开。")
    return row


def _keep(row: Withheld, *, on: date, result: str, by: Actor) -> None:
    row.reviewed_on, row.result = on, result.strip()[:2000]
    row.history = [*row.history, {"on": on.isoformat(), "result": row.result, "by": by.name}]


def _on(row: Withheld) -> tuple[str, int, str]:
    return "withheld", row.pk, row.request.number if row.request else f"台账{row.pk}"
