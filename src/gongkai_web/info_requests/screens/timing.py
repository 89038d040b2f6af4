"""When: the limit with its whole derivation, the days that count, and what has happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from gongkai.law.deadlines import Clock
from gongkai.law.events import CHANNELS
from gongkai.law.outcomes import outcomes
from gongkai.law.settings import SettingNote, Settings, setting_notes
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.clock import Counting, law_events, longer, ordered_by
from gongkai_web.info_requests.kinds import PartyOpinion, Route
from gongkai_web.info_requests.models import Party, Step
from gongkai_web.info_requests.queries.strip import Wait, strip
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.templatetags.cases import strip_cells
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires

__all__ = ["Entry", "entries", "events_file"]

_WAITS = {"clarified": ("clarification_asked", "等待补正"), "fee_paid": ("fee_notified", "等待缴费")}
"""What ends a time of waiting for the applicant: what began it, and how it is called."""
_KEPT = 256


@part("clock", title="答复期限是怎样算出来的", order=20, template="info_requests/case/clock.html")
def clock(case: Case, scope: Scope) -> dict[str, Any] | None:
    """The derivation line by line, and the days as a calendar."""
    found = case.clock
    begins = case.row.arrived_on
    if case.row.round > 1:
        begins = next((step.on for step in case.standing if step.round == case.row.round), begins)
    ordered = ordered_by(case.steps, round_=case.row.round)
    return {
        "clock": found,
        "ordered": ordered,
        "strip": _strip(found, begins, case.today, Counting(longer(case.calendar)), tuple(_waits(case)), ordered),
        "chosen": _chosen(case.desk.settings),
    }


@lru_cache(maxsize=_KEPT)
def _chosen(settings: Settings) -> tuple[SettingNote, ...]:
    """What the agency chose otherwise than by default."""
    return tuple(note for note in setting_notes() if getattr(settings, note.name) != note.default)


@lru_cache(maxsize=_KEPT)
def _strip(
    clock: Clock, arrived_on: date, today: date, counting: Counting, waits: tuple[Wait, ...], ordered: date | None
) -> SafeString:
    """The days as a small calendar: hundreds of cells that hang on days alone; "" where there is none."""
    found = strip(clock, arrived_on=arrived_on, today=today, calendar=counting.calendar, waits=waits, ordered=ordered)
    if found is None:
        return SafeString()
    return render_to_string(
        "info_requests/case/strip.html", {"strip": found, "strip_cells": strip_cells}, using="jinja2"
    )


def _waits(case: Case) -> list[Wait]:
    found: list[Wait] = []
    steps = [step for step in case.standing if step.round == case.row.round]
    for number, step in enumerate(steps):
        if step.event in _WAITS:
            began, reason = _WAITS[step.event]
            since = next((one.on for one in reversed(steps[:number]) if one.event == began), None)
            if since is not None:
                found.append(Wait(since, step.on, reason))
        elif step.event == "reasons_given" and case.desk.settings.reasons_restart_limit:
            found.append(Wait(step.on, step.on, "说明理由"))
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline: the step, and what is told with it as (label, lines)."""

    step: Step
    told: tuple[tuple[str, tuple[str, ...]], ...]


_LABELS = {
    "channel": "渠道", "confirmed_on": "确认日期", "way": "方式", "section": "承办科室", "handler": "承办人",
    "items": "需要补正的事项", "how": "补正的方式", "days": "工作日数", "facts": "事实",
    "until": "期限", "reason": "理由", "proposed_by": "建议人", "approved_by": "同意人", "to": "转交的机关",
    "request": "移送后的编号",
    "party": "对方", "delivered_on": "对方收到日期", "opinion": "意见", "posted_on": "交邮日期",
    "signed_on": "签收日期", "yuan": "金额（元）", "outcome": "决定", "route": "送达方式",
    "receipt": "票据号码", "proof": "凭证", "court": "法院", "organ": "复议机关", "case_number": "案号",
}  # fmt: skip
"""What is shown of the data of a step; anything else is for the programs."""


def entries(case: Case) -> list[Entry]:
    """The timeline in its order, of all rounds."""
    names = {party.key: party.name for party in case.rows(Party)}
    opinions, routes = dict(PartyOpinion.choices), dict(Route.choices)
    endings = {one.id: one.label for one in outcomes()}

    def lines(key: str, value: Any) -> tuple[str, ...]:
        if isinstance(value, list):
            return tuple(f"{number}．{one}" for number, one in enumerate(value, 1)) if len(value) > 1 else tuple(value)
        if key == "channel":
            return (CHANNELS[value].label,) if value in CHANNELS else (str(value),)
        if key == "party":
            return (names.get(value, str(value)),)
        for known, labels in (("opinion", opinions), ("outcome", endings), ("route", routes)):
            if key == known:
                return (labels.get(value, str(value)),)
        return tuple(str(value).splitlines())

    def told(step: Step) -> Iterator[tuple[str, tuple[str, ...]]]:
        if step.words:
            yield "内容", tuple(step.words.splitlines())
        for key, label in _LABELS.items():
            if step.data.get(key) not in (None, "", []):
                yield label, lines(key, step.data[key])

    return [Entry(step, tuple(told(step))) for step in case.steps]


@part("timeline", title="办理经过", order=30, template="info_requests/case/timeline.html")
def timeline(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Every step with its day, what it brought, and who entered it when."""
    return {"entries": entries(case)}


@requires(Right.SEE_REQUESTS)
@require_GET
def events_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The events of the present round as ``gongkai law deadline --events`` reads them: nobody need believe the page."""
    case = open_case(request.scope, public_id)
    text = json.dumps(law_events(case.steps, round_=case.row.round), ensure_ascii=False, indent=2)
    response = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="events-{case.row.year}-{case.row.sequence:05d}.json"'
    return response
