"""The demonstration's requests: those of 2023 as the real reports count them, and open ones in every state."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.utils import timezone

from gongkai.law.calendar import Calendar
from gongkai_web.accounts.models import User
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import decisions, delivery, parties
from gongkai_web.info_requests.actions.archiving import archive
from gongkai_web.info_requests.actions.handling import assign
from gongkai_web.info_requests.actions.meetings import add_meeting
from gongkai_web.info_requests.actions.opinions import add_opinion
from gongkai_web.info_requests.actions.register import Registered, register
from gongkai_web.info_requests.actions.searches import add_search
from gongkai_web.info_requests.actions.steps import lock, take
from gongkai_web.info_requests.kinds import ApplicantKind, IdentityKind, Route
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency

__all__ = ["Told", "load_requests"]

_ROLES = {
    "registrar": frozenset({"registrar"}),
    "handler": frozenset({"handler"}),
    "office": frozenset({"disclosure_office"}),
    "head": frozenset({"disclosure_office_head"}),
    "secrecy": frozenset({"secrecy_reviewer"}),
    "leader": frozenset({"leader"}),
}
"""Whom the data names → his role of the procedure."""
_SECTION = "政务公开股"
_AHEAD = 3
_STEPS = {"confirmed": "registrar", "clarification_asked": "office", "clarified": "registrar", "extended": "head"}
"""Steps without an action of their own → who takes them."""
_OPINIONS = {
    "disclosure": ("office", "经公开审查，同意该处理意见。", ""),
    "secrecy": ("secrecy", "经保密审查，所涉内容不属于国家秘密。", ""),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A request by which a visitor may try the public page: its number, its code, what was asked for."""

    number: str
    code: str
    title: str


def load_requests(users: Mapping[str, User], agencies: Mapping[str, Agency]) -> list[Told]:
    """Registers and handles them; gives those whose progress a visitor may look up."""
    data = tomllib.loads(files(__package__).joinpath("data", "requests.toml").read_text(encoding="utf-8"))
    told = []
    days = _Days()
    for number, one in enumerate(data["requests"], 1):
        people = {role: users[account] for role, account in data["people"][one["agency"]].items()}
        done = _Course(one, agencies[one["agency"]], people, days).run(number)
        if not one.get("practice"):
            told.append(Told(done.request.number, done.code, done.request.title))
    return told


class _Days:
    """Days told by working days."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        known = calendar()
        self.calendar: Calendar = known.provisional(max(*known.years, self.today.year) + _AHEAD)

    def after(self, day: date, count: int) -> date:
        """So many working days after a day, at the latest today."""
        return min(self.calendar.add(day, count), self.today)

    def before_today(self, count: int) -> date:
        """The last working day that has so many working days after it, today included."""
        day = self.today - timedelta(days=count)
        while self.calendar.between(day, self.today) < count or not self.calendar.is_workday(day):
            day -= timedelta(days=1)
        return day


class _Course:
    """One request and what is done to it."""

    def __init__(self, one: dict[str, Any], agency: Agency, people: Mapping[str, User], days: _Days) -> None:
        self.one, self.agency, self.people, self.days = one, agency, people, days
        self.arrived: date = one["arrived"] if "arrived" in one else days.before_today(one["ago"])
        self.acts: dict[str, Callable[[InfoRequest, date, dict[str, Any]], object]] = {
            "assigned": self._assigned, "search": self._search, "meeting": self._meeting, "opinion": self._opinion,
            "third_party_asked": self._asked, "third_party_answered": self._answered, "drafted": self._drafted,
            "submitted": self._submitted, "approved": self._approved, "replied": self._replied,
            "archived": self._archived,
        }  # fmt: skip

    def run(self, number: int) -> Registered:
        """Registers it and does what its data say."""
        done = register(
            self.agency, _fields(self.one, number), channel=self.one["channel"], arrived_on=self.arrived,
            practice=self.one.get("practice", False), **self._by("registrar"),
        )  # fmt: skip
        for act in self.one["acts"]:
            day = self.days.after(self.arrived, act["after"])
            if act["act"] == "answered":
                self._all_to_the_end(done.request, day)
            else:
                self._do(done.request, act["act"], day, act)
        return done

    def _all_to_the_end(self, request: InfoRequest, day: date) -> None:
        """The reply from its draft to the archive; that day is the one on which it is served."""
        before = max(day - timedelta(days=1), self.arrived)
        self._do(request, "drafted", before, {})
        self._do(request, "opinion", before, {"kind": "disclosure"})
        self._do(request, "opinion", before, {"kind": "secrecy"})
        self._do(request, "submitted", before, {})
        self._do(request, "approved", day, {})
        self._do(request, "replied", day, {})
        self._do(request, "archived", self.days.after(day, 3), {})

    def _do(self, request: InfoRequest, name: str, day: date, act: dict[str, Any]) -> None:
        row = lock(request, version=None)
        if name in self.acts:
            self.acts[name](row, day, act)
        else:
            kept = {key: value for key, value in act.items() if key in ("items", "days", "text", "reason", "way")}
            if name == "extended":
                kept["approved_by"] = self.people["head"].name
            if name == "clarification_asked":
                kept["how"] = "书面写明上述事项，当面提交、邮寄至本机关，或者凭登记编号和查询码在网上补正"
            if act.get("delivered"):
                kept["delivered_on"] = day.isoformat()
            take(row, name, on=day, data=kept, **self._by(_STEPS[name]))

    def _by(self, role: str) -> dict[str, Any]:
        user = self.people[role]
        return {"by": Actor(user.username, user.name, self.agency.code), "roles": _ROLES[role]}

    def _assigned(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        assign(row, handler=self.people["handler"], section=_SECTION, on=day, **self._by("office"))

    def _search(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        add_search(
            row, on=day, places="档案室、公文系统", keywords=row.title[:40], people=self.people["handler"].name,
            found=True, result="检索到所申请的材料。", **self._by("handler"),
        )  # fmt: skip

    def _meeting(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        add_meeting(
            row, held_on=day, participants="测试公开专员、测试承办人、测试法制员", opinions="各方同意拟办意见。",
            conclusion="按拟办意见答复。", **self._by("office"),
        )  # fmt: skip

    def _opinion(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        kind = act.get("kind", "disclosure")
        role, text, basis = _OPINIONS[kind]
        add_opinion(row, kind=kind, on=day, agrees=True, text=text, basis=basis, **self._by(role))

    def _asked(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        asked = parties.Asked(name=act["party"], concerns=act["concerns"], contact="测试联系人", address="测试路2号")
        (party,) = parties.ask(row, "third_party", [asked], on=day, **self._by("handler"))
        parties.delivered(row, party, on=day, **self._by("handler"))

    def _answered(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        party = row.parties.get(answered_on=None)
        parties.answered(
            row, party, on=day, opinion=act["opinion"], answer=act["answer"], **self._by("handler")
        )  # fmt: skip

    def _drafted(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        decisions.draft(row, self.one["reply"], on=day, **self._by("handler"))

    def _submitted(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        decisions.submit(row, on=day, **self._by("handler"))

    def _approved(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        decisions.approve(row, on=day, **self._by("leader"))

    def _replied(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        proof = f"TEST{row.pk:09d}" if delivery.PROOFS[row.route] else ""
        delivery.reply(row, on=day, route=row.route, proof=proof, **self._by("office"))

    def _archived(self, row: InfoRequest, day: date, act: dict[str, Any]) -> None:
        archive(row, on=day, **self._by("registrar"))


def _fields(one: dict[str, Any], number: int) -> dict[str, Any]:
    """What the form says; every person and number is plainly invented."""
    kind = one.get("kind", ApplicantKind.NATURAL_PERSON)
    person = kind == ApplicantKind.NATURAL_PERSON
    return {
        "applicant_kind": kind,
        "applicant_name": one["applicant"],
        "identity_kind": IdentityKind.IDENTITY_CARD if person else IdentityKind.CREDIT_CODE,
        "identity_number": f"99010119900101{number:04d}" if person else f"99990101TEST{number:06d}",
        "legal_representative": "" if person else "测试法定代表人",
        "contact_name": "" if person else "测试联系人",
        "phone": f"1000000{number:04d}",
        "email": f"ceshi{number}@example.invalid",
        "address": f"测试路{number}号",
        "postcode": "000000",
        "title": one["title"],
        "content": one["content"],
        "form": one.get("form", "electronic"),
        "route": one.get("route", Route.ONLINE),
        "identity_note": "演示数据，没有核对证件。",
    }
