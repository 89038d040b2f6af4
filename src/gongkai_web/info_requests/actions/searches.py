"""Search records: where and how the information was looked for (指导案例101号)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.permitted import AT_WORK, WORKERS, check_day, permit, required
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.models import InfoRequest, SearchRecord

__all__ = ["add_search"]

_LABELS = {"places": "检索地点和系统", "keywords": "检索词", "people": "检索人", "result": "检索结果"}


def add_search(  # noqa: PLR0913 - what a court asks for
    row: InfoRequest,
    *,
    on: date,
    places: str,
    keywords: str,
    people: str,
    found: bool,
    result: str,
    by: Actor,
    roles: Collection[str],
) -> SearchRecord:
    """Puts a search on file. ``row`` is locked. Raises ValidationError."""
    permit(row, "登记检索", roles=roles, who=WORKERS, states=AT_WORK)
    values = {"places": places, "keywords": keywords, "people": people, "result": result}
    required(values, _LABELS)
    check_day("on", on, since=row.arrived_on, what="申请到达之日")
    made = SearchRecord(
        request=row, round=row.round, on=on, found=found, entered_by=by.account, entered_by_name=by.name, **values
    )
    made.full_clean(exclude=["request"])
    made.save()
    touch_case(row)
    record("request.search", by=by, on=on_request(row), after={"日期": on.isoformat(), "检索到": found})
    return made
