"""Registration: an application that came in over any channel gets its number, its code and its first step."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.law.events import CHANNELS
from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.numbers import take_number
from gongkai_web.info_requests.actions.steps import on_request, take
from gongkai_web.info_requests.codes import hash_of_code, new_code
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.words import content_hash
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency

__all__ = ["IN_FORCE", "Registered", "register"]

IN_FORCE = date(2019, 5, 15)
"""The Regulation in its present words (国务院令第711号)."""
_UNHELD = re.compile("[\\x00\\ud800-\\udfff]")
REGISTRAR = frozenset({"registrar"})


@dataclass(frozen=True, slots=True)
class Registered:
    """A new request, and its query code, which is shown now and never again."""

    request: InfoRequest
    code: str


@transaction.atomic
def register(  # noqa: PLR0913 - what came in, when and over which channel
    agency: Agency,
    fields: dict[str, Any],
    *,
    channel: str,
    arrived_on: date,
    confirmed_on: date | None = None,
    submitted_at: datetime | None = None,
    by: Actor,
    roles: Collection[str] = REGISTRAR,
    account: User | None = None,
    practice: bool = False,
    token: str = "",
) -> Registered:
    """Registers an application. ``fields`` are those of the model that say who asks for what (art. 29).

    ``arrived_on`` is the day it was handed in, signed for or reached the site; over a channel that asks for it
    ``confirmed_on`` is the day on which both sides confirmed (art. 31), and without it the limit does not run yet.
    Raises ValidationError.
    """
    _check_days(arrived_on, confirmed_on)
    _check_text(fields)
    if agency.state != AgencyState.ACTIVE:
        raise ValidationError({"agency": f"“{agency}”{agency.get_state_display()}，请向承继其职权的机关申请。"})
    code = new_code()
    year = arrived_on.year
    row = InfoRequest(
        agency=agency,
        year=year,
        practice=practice,
        channel=channel,
        submitted_at=submitted_at or timezone.now(),
        arrived_on=arrived_on,
        account=account,
        query_code=hash_of_code(code),
        **fields,
    )
    row.content_hash = content_hash(row.title, row.document_number, row.content)
    row.full_clean(exclude=["sequence", "number", "state"], validate_unique=False, validate_constraints=False)
    row.sequence = take_number(agency, "practice" if practice else "request", year)
    row.number = f"{'练习-' if practice else ''}{agency.code}-{year}-{row.sequence:05d}"
    row.state = ""
    row.save()
    data: dict[str, Any] = {"channel": channel}
    if confirmed_on is not None and CHANNELS[channel].confirmed:
        data["confirmed_on"] = confirmed_on.isoformat()
    first = "arrived" if CHANNELS[channel].confirmed and confirmed_on is None else "received"
    take(row, first, on=arrived_on, roles=roles, by=by, data=data, token=token)
    record(
        "request.register", by=by, on=on_request(row), after={"机关": agency.name, "渠道": row.get_channel_display()}
    )
    return Registered(row, code)


def _check_text(fields: dict[str, Any]) -> None:
    """Refuses what no database and no page can hold: halves of characters, and the character nought."""
    wrong = [name for name, text in fields.items() if isinstance(text, str) and _UNHELD.search(text)]
    if wrong:
        raise ValidationError(dict.fromkeys(wrong, "含有不能保存的字符，请删去后重新填写。"))


def _check_days(arrived_on: date, confirmed_on: date | None) -> None:
    today = timezone.localdate()
    if arrived_on > today:
        raise ValidationError({"arrived_on": "到达日期不能晚于今天。"})
    if arrived_on < IN_FORCE:
        raise ValidationError({"arrived_on": "修订后的条例自2019年5月15日起施行，此前收到的申请不在本系统登记。"})
    if confirmed_on is not None and not arrived_on <= confirmed_on <= today:
        raise ValidationError({"confirmed_on": "确认日期应当在到达日期和今天之间。"})
