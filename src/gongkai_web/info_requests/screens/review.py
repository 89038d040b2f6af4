"""What follows from a registration before it is made: the receipt date with its derivation, what is already there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.law.deadlines import Clock
from gongkai.law.events import EventError
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.actions.register import IN_FORCE
from gongkai_web.info_requests.clock import run_clock
from gongkai_web.info_requests.drafts import identity_agrees
from gongkai_web.info_requests.kinds import IdentityKind
from gongkai_web.info_requests.models import Desk, InfoRequest
from gongkai_web.info_requests.queries.alike import Alike, alike_to
from gongkai_web.info_requests.screens.registering import RegistrationForm
from gongkai_web.info_requests.words import content_hash

__all__ = ["Review", "review_of"]


@dataclass(frozen=True, slots=True)
class Review:
    """The clock that would begin, the applicant's other requests, what to look at again, and a digest of it all."""

    clock: Clock
    alike: Alike
    month: str
    notes: tuple[str, ...]
    digest: str


def review_of(form: RegistrationForm, *, practice: bool) -> Review:
    """What a valid form comes to. Raises ValidationError for days that cannot be."""
    data = form.cleaned_data
    today = timezone.localdate()
    arrived, confirmed = data["arrived_on"], data["confirmed_on"]
    if arrived > today:
        raise ValidationError({"arrived_on": "到达日期不能晚于今天。"})
    if arrived < IN_FORCE:
        raise ValidationError({"arrived_on": "条例自2019年5月15日起施行，此前的申请请用台账导入。"})
    if confirmed is not None and not arrived <= confirmed <= today:
        raise ValidationError({"confirmed_on": "确认日期应当在到达日期和今天之间。"})
    desk = Desk.objects.filter(agency=data["agency"]).first() or Desk()
    event = {"event": "received", "on": arrived.isoformat(), "channel": data["channel"]}
    if confirmed is not None:
        event["confirmed_on"] = confirmed.isoformat()
    try:
        clock = run_clock([event], calendar(), desk.settings, today)
    except EventError as wrong:
        raise ValidationError({"arrived_on": f"{wrong}。"}) from None
    row = InfoRequest(agency=data["agency"], arrived_on=arrived, practice=practice, **form.values())
    row.content_hash = content_hash(row.title, row.document_number, row.content)
    found = alike_to(row, excess=desk.monthly_excess)
    return Review(clock, found, f"{arrived.year}年{arrived.month}月", tuple(_notes(row)), _digest(form, found))


def _notes(row: InfoRequest) -> list[str]:
    found = []
    number = row.identity_number
    if row.identity_kind == IdentityKind.IDENTITY_CARD and number and not identity_agrees(number):
        found.append("身份证号码的校验位与前面的数字不符，请对照证件核对一遍。")
    if not number:
        found.append("没有证件号码。申请应当包括申请人的身份证明（条例第二十九条），可以在审核时一次性通知补正。")
    if not row.identity_note:
        found.append("没有写身份核验的情况。")
    if row.agent_name and not row.agent_identity:
        found.append("有代理人，没有代理人的证件号码；请核对授权委托书。")
    return found


def _digest(form: RegistrationForm, found: Alike) -> str:
    """Of what was shown: days, applicant and matter, and the requests that are already there."""
    told = {key: str(value) for key, value in form.values().items()}
    days = [str(form.cleaned_data[name]) for name in ("agency", "channel", "arrived_on", "confirmed_on")]
    there = [one.pk for one in (*found.same, *found.others)]
    return hashlib.sha256(json.dumps([told, days, there], sort_keys=True).encode()).hexdigest()
