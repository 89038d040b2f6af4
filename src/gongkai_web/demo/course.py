"""One request of the demonstration: what is done to it, by whom, on which day, through the actions of the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from gongkai_web.accounts.models import User
from gongkai_web.common.actor import Actor
from gongkai_web.demo.contest import decided, filed, redone
from gongkai_web.demo.days import Days
from gongkai_web.demo.letters import issue_due
from gongkai_web.demo.paper import covered_copy
from gongkai_web.info_requests.actions import decisions, delivery, fees, parties
from gongkai_web.info_requests.actions.archiving import archive
from gongkai_web.info_requests.actions.handling import assign
from gongkai_web.info_requests.actions.lapses import lapse
from gongkai_web.info_requests.actions.meetings import add_meeting
from gongkai_web.info_requests.actions.opinions import add_opinion
from gongkai_web.info_requests.actions.register import Registered, register
from gongkai_web.info_requests.actions.searches import add_search
from gongkai_web.info_requests.actions.steps import lock, take
from gongkai_web.info_requests.kinds import ApplicantKind, IdentityKind, Route, Standard
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency

__all__ = ["Course", "Planned"]

_ROLES = {
    "registrar": frozenset({"registrar"}),
    "handler": frozenset({"handler"}),
    "office": frozenset({"disclosure_office"}),
    "head": frozenset({"disclosure_office_head"}),
    "secrecy": frozenset({"secrecy_reviewer"}),
    "legal": frozenset({"legal_reviewer"}),
    "leader": frozenset({"leader"}),
}
"""Whom the data names → his role of the procedure."""
_SECTION = "政务公开股"
_STEPS = {
    "confirmed": "registrar", "clarification_asked": "office", "clarified": "registrar", "extended": "head",
    "reasons_asked": "office", "withdrawn": "registrar",
}  # fmt: skip
"""Steps without an action of their own → who takes them."""
_KEPT = ("items", "days", "text", "reason", "way", "facts")
"""What such a step keeps of its data."""
_OPINIONS = {
    "disclosure": ("office", "经公开审查，同意该处理意见。", ""),
    "secrecy": ("secrecy", "经保密审查，所涉内容不属于国家秘密。", ""),
    "legal": ("legal", "经合法性审核，事实清楚，依据正确，程序合法，同意该处理意见。", ""),
}

Act = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Planned:
    """Something to be done on a day."""

    on: date
    do: Callable[[], object]


@dataclass(slots=True)
class Course:
    """A request of the data and what is done to it; ``done`` once it is registered."""

    one: Mapping[str, Any]
    agency: Agency
    people: Mapping[str, User]
    days: Days
    place: int
    done: Registered | None = None
    gives: list[int] = field(default_factory=list)
    """The papers that the reply gives."""

    @property
    def arrived(self) -> date:
        """The day on which it came in."""
        return self.one["arrived"] if "arrived" in self.one else self.days.before_today(self.one["ago"])

    def plan(self) -> list[Planned]:
        """All of it in its order."""
        found = [Planned(self.arrived, self._registered)]
        for act in self.one["acts"]:
            day = self.days.after(self.arrived, act["after"])
            found += [Planned(on, partial(self._do, name, on, told)) for name, on, told in self._parts(act, day)]
        return found

    def _parts(self, act: Act, day: date) -> list[tuple[str, date, Act]]:
        """An act, or those that make a reply from its draft to the archive: served on that day."""
        if act["act"] not in ("answered", "signed"):
            return [(act["act"], day, act)]
        before = max(day - timedelta(days=1), self.arrived)
        found: list[tuple[str, date, Act]] = [("drafted", before, act)]
        found += [("opinion", before, {"kind": kind}) for kind in act.get("opinions", ("disclosure", "secrecy"))]
        found += [("submitted", before, {}), ("approved", day, {})]
        if act["act"] == "answered":
            found += [("replied", day, {})]
            found += [("archived", self.days.after(day, 3), {})] if act.get("archive", True) else []
        return found

    def _registered(self) -> None:
        self.done = register(
            self.agency, _fields(self.one, self.place), channel=self.one["channel"], arrived_on=self.arrived,
            **self.by("registrar"),
        )  # fmt: skip
        issue_due(self._row(), self.arrived, **self.by("registrar"))

    def _row(self) -> InfoRequest:
        assert self.done is not None
        return lock(self.done.request, version=None)

    def by(self, role: str) -> dict[str, Any]:
        """Who acts, and in which role."""
        user = self.people[role]
        return {"by": Actor(user.username, user.name, self.agency.code), "roles": _ROLES[role]}

    def _do(self, name: str, day: date, act: Act) -> None:
        row = self._row()
        if name in _STEPS:
            self._step(row, name, day, act)
        else:
            _ACTS[name](self, row, day, act)
        issue_due(self._row(), day, **self.by("office"))

    def _step(self, row: InfoRequest, name: str, day: date, act: Act) -> None:
        kept = {key: value for key, value in act.items() if key in _KEPT}
        if name == "extended":
            kept["approved_by"] = self.people["head"].name
        if name == "clarification_asked":
            kept["how"] = "书面写明上述事项，当面提交、邮寄至本机关，或者凭登记编号和查询码在网上补正"
        if act.get("delivered"):
            kept["delivered_on"] = day.isoformat()
        take(row, name, on=day, data=kept, **self.by(_STEPS[name]))

    def _assigned(self, row: InfoRequest, day: date, act: Act) -> None:
        assign(row, handler=self.people["handler"], section=_SECTION, on=day, **self.by("office"))

    def _search(self, row: InfoRequest, day: date, act: Act) -> None:
        found = act.get("found", True)
        add_search(
            row, on=day, places=act.get("places", "档案室、公文系统"), keywords=act.get("keywords", row.title[:40]),
            people=self.people["handler"].name, found=found,
            result=act.get("result", "检索到所申请的材料。" if found else "没有检索到所申请的材料。"),
            **self.by("handler"),
        )  # fmt: skip

    def _meeting(self, row: InfoRequest, day: date, act: Act) -> None:
        add_meeting(
            row, held_on=day, participants=act.get("participants", "测试公开专员、测试承办人、测试法制员"),
            opinions=act.get("opinions", "各方同意拟办意见。"), conclusion=act.get("conclusion", "按拟办意见答复。"),
            **self.by("office"),
        )  # fmt: skip

    def _opinion(self, row: InfoRequest, day: date, act: Act) -> None:
        kind = act.get("kind", "disclosure")
        role, text, basis = _OPINIONS[kind]
        add_opinion(row, kind=kind, on=day, agrees=True, text=text, basis=basis, **self.by(role))

    def _asked(self, row: InfoRequest, day: date, act: Act) -> None:
        one = parties.Asked(name=act["party"], concerns=act["concerns"], contact="测试联系人", address="测试路2号")
        kind = act["act"].removesuffix("_asked")
        parties.ask(row, kind, [one], on=day, **self.by("handler"))

    def _answered(self, row: InfoRequest, day: date, act: Act) -> None:
        party = row.parties.get(answered_on=None)
        parties.answered(row, party, on=day, opinion=act["opinion"], answer=act["answer"], **self.by("handler"))

    def _overridden(self, row: InfoRequest, day: date, act: Act) -> None:
        parties.override(row, row.parties.get(), reason=act["reason"], **self.by("handler"))

    def _told(self, row: InfoRequest, day: date, act: Act) -> None:
        parties.tell(row, row.parties.get(), on=day, **self.by("handler"))

    def _charged(self, row: InfoRequest, day: date, act: Act) -> None:
        fees.notify(
            row, standard=Standard.PAGES, pages=act["pages"], on=day, note=act["why"], **self.by("office")
        )  # fmt: skip

    def _covered(self, row: InfoRequest, day: date, act: Act) -> None:
        paper = covered_copy(row, act, user=self.people["handler"], **self.by("handler"))
        self.gives += [paper.pk] if paper is not None else []

    def _drafted(self, row: InfoRequest, day: date, act: Act) -> None:
        reply = {**self.one[act.get("reply", "reply")], "gives": self.gives}
        decisions.draft(row, reply, on=day, **self.by("handler"))

    def _submitted(self, row: InfoRequest, day: date, act: Act) -> None:
        decisions.submit(row, on=day, **self.by("handler"))

    def _approved(self, row: InfoRequest, day: date, act: Act) -> None:
        decisions.approve(row, on=day, **self.by("leader"))

    def _replied(self, row: InfoRequest, day: date, act: Act) -> None:
        proof = f"TEST{row.pk:09d}" if delivery.PROOFS[row.route] else ""
        delivery.reply(row, on=day, route=row.route, proof=proof, **self.by("office"))

    def _archived(self, row: InfoRequest, day: date, act: Act) -> None:
        archive(row, on=day, **self.by("registrar"))

    def _lapsed(self, row: InfoRequest, day: date, act: Act) -> None:
        lapse(row, on=day, **self.by("office"))

    def _contest_filed(self, row: InfoRequest, day: date, act: Act) -> None:
        filed(row, day, act, self.days, **self.by("office"))

    def _contest_decided(self, row: InfoRequest, day: date, act: Act) -> None:
        decided(row, day, act, self.days, **self.by("office"))

    def _redone(self, row: InfoRequest, day: date, act: Act) -> None:
        redone(row, day, **self.by("office"))


_ACTS: dict[str, Callable[[Course, InfoRequest, date, Act], None]] = {
    "assigned": Course._assigned, "search": Course._search, "meeting": Course._meeting, "opinion": Course._opinion,
    "third_party_asked": Course._asked, "co_maker_asked": Course._asked, "opinion_asked": Course._asked,
    "third_party_answered": Course._answered, "co_maker_answered": Course._answered, "override": Course._overridden,
    "told": Course._told, "fee_notified": Course._charged, "covered": Course._covered, "drafted": Course._drafted,
    "submitted": Course._submitted, "approved": Course._approved, "replied": Course._replied,
    "archived": Course._archived, "lapsed": Course._lapsed, "contest_filed": Course._contest_filed,
    "contest_decided": Course._contest_decided, "redone": Course._redone,
}  # fmt: skip
"""What the data may name → how it is done."""


def _fields(one: Mapping[str, Any], place: int) -> dict[str, Any]:
    """What the form says; every person and number is plainly invented."""
    kind = one.get("kind", ApplicantKind.NATURAL_PERSON)
    person = kind == ApplicantKind.NATURAL_PERSON
    return {
        "applicant_kind": kind,
        "applicant_name": one["applicant"],
        "identity_kind": IdentityKind.IDENTITY_CARD if person else IdentityKind.CREDIT_CODE,
        "identity_number": f"99010119900101{place:04d}" if person else f"99990101TEST{place:06d}",
        "legal_representative": "" if person else "测试法定代表人",
        "contact_name": "" if person else "测试联系人",
        "phone": f"1000000{place:04d}",
        "email": f"ceshi{place}@example.invalid",
        "address": f"测试路{place}号",
        "postcode": "000000",
        "title": one["title"],
        "content": one["content"],
        "form": one.get("form", "electronic"),
        "route": one.get("route", Route.ONLINE),
        "identity_note": "演示数据，没有核对证件。",
    }
