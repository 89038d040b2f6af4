"""What the letters of a case are written from, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from gongkai.law.deadlines import Clock
from gongkai.law.remedies import RemedyClause, remedy
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.clock import clock_of
from gongkai_web.info_requests.kinds import PartyKind
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest, Letter, Matter, Party, Proposal, Step
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.queries.face import current_guide
from gongkai_web.organisations.queries.remedies import remedy_agency

__all__ = ["Facts", "day"]

_SHORT = 400
"""Characters of a description up to which a letter repeats it."""


def day(on: date | None) -> str:
    """A date as official documents write it: 2026年1月5日; "" for none."""
    return "" if on is None else f"{on.year}年{on.month}月{on.day}日"


@dataclass
class Facts:
    """The case, the matter or the proposal that a letter is about. ``on`` is the day it is dated."""

    agency: Agency
    on: date
    row: InfoRequest | None = None
    matter: Matter | None = None
    proposal: Proposal | None = None
    party: Party | None = None
    step: Step | None = None
    about: Letter | None = None
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk.objects.filter(agency=self.agency).first() or Desk(agency=self.agency)

    @property
    def case(self) -> InfoRequest:
        """The request. Raises LookupError where the letter is about none."""
        if self.row is None:
            raise LookupError
        return self.row

    @cached_property
    def steps(self) -> list[Step]:
        """The standing steps of the present round."""
        return [one for one in self.case.steps.order_by("number") if not one.is_struck and one.round == self.case.round]

    def last(self, *events: str) -> Step | None:
        """The step that the letter is for where it is one of these, else the latest of them."""
        if self.step is not None and self.step.event in events:
            return self.step
        return next((one for one in reversed(self.steps) if one.event in events), None)

    def clock(self, *, before: Step | None = None, through: Step | None = None) -> Clock:
        """The clock of the round, as it stood before a step, or with it and nothing after it."""
        steps, on = self.steps, self.on
        if before is not None:
            steps, on = [one for one in steps if one.number < before.number], before.on
        elif through is not None:
            steps, on = [one for one in steps if one.number <= through.number], through.on
        return clock_of(self.case, calendar=calendar(), settings=self.desk.settings, on=on, steps=steps)

    @cached_property
    def decision(self) -> Decision:
        """The decision of the round; an empty one before there is any."""
        found = self.case.decisions.filter(round=self.case.round).first()
        return found or Decision(request=self.case, round=self.case.round)

    @property
    def addressee(self) -> str:
        """Who gets it."""
        if self.party is not None:
            return self.party.name
        if self.proposal is not None:
            return self.agency.name  # the sheet stays in the house
        return self.matter.name if self.matter is not None else self.case.applicant_name

    @property
    def you(self) -> str:
        """How it speaks to him."""
        if self.party is not None:
            return "你（单位）" if self.party.kind == PartyKind.THIRD_PARTY else "贵单位"
        if self.matter is not None or self.proposal is not None:
            return "你"
        return "你单位" if self.case.is_organisation else "你"

    @property
    def wanted(self) -> str:
        """The information that was asked for, as the applicant named it."""
        row = self.case
        number = f"（{row.document_number}）" if row.document_number else ""
        content = " ".join(row.content.split())
        if not content:
            return f"“{row.title}”{number}"
        told = content if len(content) <= _SHORT else "具体描述见申请书"
        return f"“{row.title}”{number}（{told.rstrip('。')}）"

    @property
    def contact(self) -> str:
        """Where the disclosure office is reached, by the guide."""
        guide = current_guide(self.agency)
        if guide is None:
            return self.agency.name
        told = (guide.office_name or self.agency.name, guide.office_address, guide.phone)
        return "，".join(one.strip() for one in told if one.strip())

    def remedy(self, outcome: str, ground: str = "") -> RemedyClause:
        """The remedy clause of a decision of the letter's day."""
        return remedy(outcome, remedy_agency(self.agency), self.on, ground=ground or None, settings=self.desk.settings)
