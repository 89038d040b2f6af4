"""Meetings about a case, 会商."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.permitted import AT_WORK, WORKERS, check_day, permit, required
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.models import InfoRequest, Meeting

__all__ = ["add_meeting"]

_LABELS = {"participants": "参加人员", "opinions": "各方意见", "conclusion": "会商结论"}


def add_meeting(
    row: InfoRequest,
    *,
    held_on: date,
    participants: str,
    opinions: str,
    conclusion: str,
    by: Actor,
    roles: Collection[str],
) -> Meeting:
    """Puts a meeting on file. ``row`` is locked. Raises ValidationError."""
    permit(row, "登记会商", roles=roles, who=WORKERS, states=AT_WORK)
    values = {"participants": participants, "opinions": opinions, "conclusion": conclusion}
    required(values, _LABELS)
    check_day("held_on", held_on, since=row.arrived_on, what="申请到达之日")
    made = Meeting(
        request=row, round=row.round, held_on=held_on, entered_by=by.account, entered_by_name=by.name, **values
    )
    made.full_clean(exclude=["request"])
    made.save()
    touch_case(row)
    record("request.meeting", by=by, on=on_request(row), after={"日期": held_on.isoformat()})
    return made
