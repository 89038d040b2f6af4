"""What stands beside the demonstration's requests: matters, proposals, orders, mail, practice, reminders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.resources import files
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.demo.days import Days
from gongkai_web.demo.requests import Told
from gongkai_web.info_requests.actions.letters import issue, prepare
from gongkai_web.info_requests.actions.mail import store
from gongkai_web.info_requests.actions.matters import answer_matter, open_matter
from gongkai_web.info_requests.actions.orders import answer_order, close_order, issue_order
from gongkai_web.info_requests.actions.practice import begin_practice
from gongkai_web.info_requests.actions.proposals import decide, propose
from gongkai_web.info_requests.actions.reminders import remind, tell_once
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency
from gongkai_web.remedies.actions.reminders import reply_files

__all__ = ["load_beside"]

_VISITOR = Actor.system("演示数据")
_LETTERS = {"correction": "L20", "suggestion": "L21"}
_OFFICE = frozenset({"disclosure_office"})


def load_beside(users: Mapping[str, User], agencies: Mapping[str, Agency]) -> list[Told]:
    """Loads all of it; gives the matters that a visitor may look up."""
    told = tomllib.loads(files(__package__).joinpath("data", "beside.toml").read_text(encoding="utf-8"))
    days = Days()
    matters = [_matter(one, agencies) for one in told["matters"]]
    for one in told["proposals"]:
        _proposal(one, agencies[one["agency"]], days)
    for one in told["orders"]:
        _order(one, agencies, days)
    for one in told["mail"]:
        _mail(one, agencies[one["agency"]])
    practice = told["practice"]
    person = users[practice["account"]]
    for sample in practice["samples"]:
        begin_practice(agencies[practice["agency"]], sample, user=person, by=_as(person, agencies[practice["agency"]]))
    remind(days.today)
    tell_once(reply_files(days.today), days.today)
    return matters


def _as(person: User, agency: Agency) -> Actor:
    return Actor(person.username, person.name, agency.code)


def _holder(agency: Agency, role: Role) -> Actor:
    """Whoever has a role at an agency."""
    person = User.objects.filter(memberships__agency=agency, memberships__role=role).order_by("pk").first()
    assert person is not None, (agency.code, role)
    return _as(person, agency)


def _request(one: Mapping[str, Any]) -> InfoRequest | None:
    return InfoRequest.objects.real().get(title=one["request"]) if "request" in one else None


def _matter(one: Mapping[str, Any], agencies: Mapping[str, Agency]) -> Told:
    fields = {name: one[name] for name in ("name", "contact", "title", "text", "evidence") if name in one}
    opened = open_matter(
        agencies[one["agency"]], one["kind"], fields, by=_VISITOR, request=_request(one), token=uuid4().hex
    )
    row = opened.matter
    if "decision" in one:
        by = _holder(row.agency, Role.DISCLOSURE_OFFICE)
        row = answer_matter(row, decision=one["decision"], reply=one["reply"], by=by)
        if one.get("letter"):
            letter = prepare(row, _LETTERS[one["kind"]], extra=one.get("words"), by=by)
            issue(letter, on=timezone.localdate(), by=by)
    return Told(row.number, opened.code, row.title)


def _proposal(one: Mapping[str, Any], agency: Agency, days: Days) -> None:
    by = _holder(agency, Role.DISCLOSURE_OFFICE)
    chosen = list(InfoRequest.objects.real().filter(agency=agency, title__in=one["requests"]))
    made = propose(
        agency, title=one["title"], reason=one["reason"], requests=chosen, on=one.get("on", days.today), by=by,
        roles=_OFFICE,
    )  # fmt: skip
    if "decided" in one:
        decide(made, **one["decided"], by=by, roles=_OFFICE)


def _order(one: Mapping[str, Any], agencies: Mapping[str, Agency], days: Days) -> None:
    issuer, agency = agencies[one["issuer"]], agencies[one["agency"]]
    by = _holder(issuer, Role.SUPERVISOR)
    row = issue_order(
        issuer, agency, title=one["title"], text=one["text"], answer_by=days.ahead(one["within"]),
        request=_request(one), number=one["number"].format(year=days.today.year), by=by,
    )  # fmt: skip
    if "answer" in one:
        row = answer_order(row, answer=one["answer"], by=_holder(agency, Role.DISCLOSURE_OFFICE))
    if "closing" in one:
        close_order(row, closing=one["closing"], by=by)


def _mail(one: Mapping[str, Any], agency: Agency) -> None:
    """Takes in a message as the box would give it."""
    number = request.number if (request := _request(one)) is not None else ""
    at = timezone.now() - timedelta(hours=one["before"])
    message = EmailMessage()
    message["From"], message["To"] = one["sender"], "xxgk@example.invalid"
    message["Subject"], message["Date"] = one["subject"].format(number=number), format_datetime(at)
    message["Message-ID"] = f"<{uuid4().hex}@example.invalid>"
    message.set_content(one["text"].format(number=number))
    store(agency, BytesIO(message.as_bytes()), received_at=at)
