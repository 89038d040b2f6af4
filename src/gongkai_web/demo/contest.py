"""Reviews and lawsuits of the demonstration: filed, answered, decided, and what was ordered done anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from gongkai_web.common.actor import Actor
from gongkai_web.demo.days import Days
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.remedies.actions.cases import change_case, decide_case, open_case, reopen_request
from gongkai_web.remedies.models import RemedyCase

__all__ = ["decided", "filed", "redone"]


def _latest(row: InfoRequest) -> RemedyCase:
    found = RemedyCase.objects.filter(request=row).order_by("id").last()
    assert found is not None
    return found


def filed(
    row: InfoRequest, day: date, told: Mapping[str, Any], days: Days, *, by: Actor, roles: Collection[str]
) -> None:
    """Registers a case filed that day. ``told``: group, organ, number; working days later: accepted, notified …"""
    later = {f"{name}_on": days.after(day, told[name]) for name in ("accepted", "notified", "hearing") if name in told}
    after_review = told["group"] == "lawsuit_after_review"
    case = open_case(
        row.agency,
        {
            "group": told["group"], "request": row, "review": _latest(row) if after_review else None,
            "organ": told["organ"], "number": told["number"].format(year=day.year), "party": row.applicant_name,
            "subject": row.outcome, "claim": told["claim"], "filed_on": day, **later,
        },
        by=by, roles=roles,
    )  # fmt: skip
    if "replied" in told:
        change_case(case, {"replied_on": days.after(day, told["replied"])}, by=by)


def decided(
    row: InfoRequest, day: date, told: Mapping[str, Any], days: Days, *, by: Actor, roles: Collection[str]
) -> None:
    """Enters how the latest case ended. ``told``: result, received; where corrected: fault, lesson, redo."""
    end = {"result": told["result"], "decided_on": day, "received_on": days.after(day, told["received"])}
    if "redo" in told:
        redo_by = days.calendar.add(day, told["redo"])
        end |= {"must_redo": True, "redo_by": redo_by, "fault": told["fault"]}
    decide_case(_latest(row), {**end, "lesson": told.get("lesson", "")}, by=by, roles=roles)


def redone(row: InfoRequest, day: date, *, by: Actor, roles: Collection[str]) -> None:
    """Takes the request up again as it was ordered."""
    reopen_request(_latest(row), on=day, by=by, roles=roles)
