"""A case opened by somebody: the row, its steps, its clock and folder, and what this person may do in it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from gongkai.law import procedure
from gongkai.law.calendar import Calendar
from gongkai.law.deadlines import Clock
from gongkai_web.accounts.rights import Right
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.common.prepared import Text, prepared
from gongkai_web.files.models import StoredFile
from gongkai_web.info_requests.access import parts_in, roles_at
from gongkai_web.info_requests.clock import shown_clock
from gongkai_web.info_requests.models import Desk, InfoRequest, Paper, Step
from gongkai_web.info_requests.queries.absences import absent_heads
from gongkai_web.info_requests.queries.alike import kin_of
from gongkai_web.info_requests.queries.together import read_together
from gongkai_web.organisations.scope import Scope

__all__ = ["Case", "open_case"]

Row = TypeVar("Row", bound=Model)


class Case:
    """What the sections and forms of the case page are given. Everything is read once, when it is first asked for."""

    def __init__(self, row: InfoRequest, scope: Scope, *, plain: bool = False) -> None:
        self.row, self.scope = row, scope
        self.plain = plain  # whether the applicant is shown unmasked; whoever sets it has told the log
        self._folder: dict[type[Model], list[Model]] = {}

    @cached_property
    def today(self) -> date:
        """The day in China."""
        return timezone.localdate()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of the procedure that the person has at the agency of the case; in practice one plays them all."""
        held = roles_at(self.scope, self.row.agency_id)
        return frozenset(procedure.roles()) if self.row.practice and held else held

    @property
    def absent_head(self) -> str:
        """The name of the absent head of the disclosure office for whom the person stands in today; "" of nobody."""
        return "" if self.row.practice or not self.roles else getattr(self.row, "absent_head", None) or ""

    def parts_in(self, who: Collection[str]) -> frozenset[str]:
        """In which roles the person may do what ``who`` may do: his own, or the absent head's whose deputy he is."""
        return parts_in(self.roles, who, for_head=bool(self.absent_head))

    def actor(self, by: Actor, who: Collection[str]) -> Actor:
        """The person as he acts: as himself, or where his own roles do not do, for the absent head."""
        return by if self.roles & frozenset(who) or not self.parts_in(who) else by.in_place_of(self.absent_head)

    @cached_property
    def steps(self) -> list[Step]:
        """All steps in their order, those struck out too."""
        return sorted(self.rows(Step), key=lambda step: step.number)

    @cached_property
    def standing(self) -> list[Step]:
        """The steps that count."""
        return [step for step in self.steps if not step.is_struck]

    @property
    def latest(self) -> list[Step]:
        """The last steps that count, the newest first."""
        return self.standing[:-4:-1]

    @cached_property
    def desk(self) -> Desk:
        """The settings of the agency's desk."""
        return getattr(self.row.agency, "desk", None) or Desk(agency=self.row.agency)

    @cached_property
    def calendar(self) -> Calendar:
        """The working days, asked for once a page."""
        return calendar()

    @cached_property
    def clock(self) -> Clock:
        """The clock of the present round as of today, with its derivation."""
        settings = self.desk.settings
        return shown_clock(self.row, calendar=self.calendar, settings=settings, on=self.today, steps=self.steps)

    @property
    def state(self) -> procedure.State:
        """Where it stands."""
        return procedure.states()[self.row.state]

    @cached_property
    def open_steps(self) -> tuple[procedure.Transition, ...]:
        """The steps that this person may take now, by the table of the procedure."""
        return tuple(one for one in procedure.next_steps(self.row.state) if self.parts_in(one.by))

    @cached_property
    def kin(self) -> list[InfoRequest]:
        """The other requests of the applicant, those split off this one and those handled with it."""
        return kin_of(self.row)

    @property
    def parts(self) -> list[InfoRequest]:
        """The requests that were split off this one."""
        return [one for one in self.kin if one.split_from_id == self.row.pk]

    @property
    def joined(self) -> list[InfoRequest]:
        """The requests that are handled with this one."""
        return [one for one in self.kin if one.joined_to_id == self.row.pk]

    @property
    def split_from(self) -> InfoRequest | None:
        """The request that this one was split off."""
        return next((one for one in self.kin if one.pk == self.row.split_from_id), None)

    @property
    def joined_to(self) -> InfoRequest | None:
        """The request with which this one is handled."""
        return next((one for one in self.kin if one.pk == self.row.joined_to_id), None)

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers with their files."""
        found = self.rows(Paper)
        files = StoredFile.objects.in_bulk({paper.file_id for paper in found}) if found else {}
        for paper in found:
            paper.file = files[paper.file_id]
        return found

    def may(self, right: Right) -> bool:
        """Whether the person holds a right at the agency of the case."""
        return self.scope.may(right, self.row.agency_id)

    def last(self, *events: str) -> Step | None:
        """The latest standing step of one of these kinds in the present round."""
        found = [one for one in self.standing if one.event in events and one.round == self.row.round]
        return found[-1] if found else None

    def rows(self, model: type[Row]) -> list[Row]:
        """The rows of a model that belong to the case (``request`` is their foreign key), by their ids."""
        if not self._folder:
            self._folder = read_together(self.row.pk)
        return self._folder[model]  # type: ignore[return-value]


def open_case(scope: Scope, public_id: str) -> Case:
    """The case for somebody who may see it. Raises Http404 for another agency's."""
    found = _row(public_id=public_id, scope=scope, user_id=scope.user_id or 0, today=timezone.localdate())
    if not found:
        raise Http404
    return Case(found[0], scope)


@prepared
def _row(public_id: Text, scope: Scope, user_id: int, today: date) -> QuerySet[InfoRequest]:
    found = InfoRequest.objects.seen_by(scope).select_related("agency", "agency__desk", "handler")
    away = absent_heads(today, OuterRef("agency")).filter(deputy=user_id)
    found = found.annotate(absent_head=Subquery(away.values("person__name")[:1]))
    return found.filter(public_id=public_id).order_by()
