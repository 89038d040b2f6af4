"""One application, one matter: several asked in one are split; those of one applicant may be handled together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from gongkai.law import procedure
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.register import Registered, register
from gongkai_web.info_requests.actions.steps import on_request, take
from gongkai_web.info_requests.actions.transfers import copied_fields
from gongkai_web.info_requests.models import InfoRequest, Paper, Step

__all__ = ["SPLIT_IN", "join", "split", "unjoin"]

SPLIT_IN = frozenset({"confirm_pending", "registered", "corrected"})
"""Before work has begun."""
_REPEATED = frozenset({"confirmed", "clarification_asked", "clarified"})
"""Steps that the new requests have with the first, so that their limit is the same."""


def split(row: InfoRequest, parts: Iterable[tuple[str, str]], *, by: Actor, token: str = "") -> list[Registered]:
    """New requests for the further matters (title, description) of a locked one, with its days, applicant and papers.

    The first keeps what the applicant wrote. Raises ValidationError.
    """
    if row.state not in SPLIT_IN:
        raise ValidationError("已经交承办科室办理的申请不再拆分。")
    wanted = [(title.strip(), content.strip()) for title, content in parts if title.strip()]
    if not wanted:
        raise ValidationError("请至少写明一项要拆出的信息。")
    steps = list(row.steps.filter(struck_at=None, round=row.round).order_by("number"))
    made: list[Registered] = []
    for title, content in wanted:
        fields = {**copied_fields(row), "title": title, "document_number": "", "content": content}
        new = register(
            row.agency, {**fields, "split_from": row}, channel=row.channel, arrived_on=row.arrived_on,
            confirmed_on=_confirmed_at_once(steps), submitted_at=row.submitted_at, by=by, account=row.account,
            practice=row.practice,
        )  # fmt: skip
        for step in steps:
            if step.event in _REPEATED:
                take(
                    new.request,
                    step.event,
                    on=step.on,
                    roles=procedure.roles(),
                    by=by,
                    data=step.data,
                    words=step.words,
                )
        papers = row.papers.filter(from_applicant=True)
        Paper.objects.bulk_create(
            Paper(
                request=new.request, file_id=one.file_id, kind=one.kind, title=one.title, from_applicant=True,
                added_by_name=by.name,
            )
            for one in papers
        )  # fmt: skip
        made.append(new)
    touch_case(row, token=token)
    record("request.split", by=by, on=on_request(row), after={"拆出": [one.request.number for one in made]})
    return made


def _confirmed_at_once(steps: list[Step]) -> date | None:
    """The day of the confirmation, where it was entered with the receipt."""
    day = steps[0].data.get("confirmed_on") if steps else None
    return date.fromisoformat(day) if day else None


def join(row: InfoRequest, to: InfoRequest, *, by: Actor, token: str = "") -> None:
    """Lets a locked request be handled together with another open one of the same applicant; each keeps its limit.

    Raises ValidationError.
    """
    if to.pk == row.pk or to.joined_to_id is not None or row.joined.exists():
        raise ValidationError({"to": "请选择主件：不能是本件，也不能是已经并入别件的申请。"})
    if to.agency_id != row.agency_id or to.practice != row.practice or not to.is_open:
        raise ValidationError({"to": "只能与本机关在办的申请合并办理。"})
    same = row.applicant_name_index == to.applicant_name_index
    if not same or row.identity_number_index != to.identity_number_index:
        raise ValidationError({"to": "申请人不同，不能合并办理；内容相同的，分别答复。"})
    row.joined_to = to
    row.save(update_fields=["joined_to"])
    touch_case(row, token=token)
    record("request.join", by=by, on=on_request(row), after={"主件": to.number})


def unjoin(row: InfoRequest, *, by: Actor, token: str = "") -> None:
    """Handles a locked request by itself again."""
    before = row.joined_to.number if row.joined_to else ""
    row.joined_to = None
    row.save(update_fields=["joined_to"])
    touch_case(row, token=token)
    record("request.unjoin", by=by, on=on_request(row), before={"主件": before})
