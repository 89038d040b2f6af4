"""Registration at the desk: what came in on paper, by mail, by fax or by word of mouth, with its scans."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.practice import room_for_practice
from gongkai_web.info_requests.actions.register import Registered, register
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.codes import hash_of_code, new_code
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency

__all__ = ["register_at_desk", "registered_by", "renew_code"]


@transaction.atomic
def register_at_desk(  # noqa: PLR0913 - what came in, when, over which channel, with which papers
    agency: Agency,
    fields: dict[str, Any],
    *,
    channel: str,
    arrived_on: date,
    confirmed_on: date | None,
    papers: Iterable[tuple[str, File]],
    by: Actor,
    roles: Collection[str],
    practice_of: User | None = None,
    token: str = "",
) -> Registered:
    """Registers an application with its papers, as (kind, file). The same form sent again gives the first's request.

    Then the code is "": it was shown and is not kept. With ``practice_of`` it is a practice case of that person.
    Raises ValidationError.
    """
    Agency.objects.select_for_update().get(pk=agency.pk)  # a double click waits here for the first
    done = registered_by(agency, arrived_on, token)
    if done is not None:
        return Registered(done, "")
    if practice_of is not None:
        room_for_practice(practice_of)
        fields = {**fields, "practice_of": practice_of}
    made = register(
        agency, fields, channel=channel, arrived_on=arrived_on, confirmed_on=confirmed_on, by=by, roles=roles,
        practice=practice_of is not None, token=token,
    )  # fmt: skip
    if practice_of is not None:
        record("practice.begin", by=by, on=on_request(made.request))
    for kind, content in papers:
        keep_paper(made.request, content, kind=kind, from_applicant=True, by=by)
    made.request.last_token = token
    made.request.save(update_fields=["last_token"])
    return made


def registered_by(agency: Agency, arrived_on: date, token: str) -> InfoRequest | None:
    """The request that a form with this token has made."""
    if not token:
        return None
    return InfoRequest.objects.filter(agency=agency, arrived_on=arrived_on, last_token=token).first()


def renew_code(row: InfoRequest, *, by: Actor, token: str = "") -> str:
    """A new query code for a locked request, whose old one no longer opens anything."""
    code = new_code()
    row.query_code = hash_of_code(code)
    row.save(update_fields=["query_code"])
    touch_case(row, token=token)
    record("request.code", by=by, on=on_request(row))
    return code
