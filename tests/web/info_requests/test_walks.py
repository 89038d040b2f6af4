"""Random walks by actions: whatever officers do, the row says what the law's table and clock say."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.law import procedure
from gongkai.law.calendar import standard_calendar
from gongkai.law.deadlines import clock
from gongkai.law.events import read_event
from gongkai.law.settings import Settings
from gongkai_web.info_requests.actions import decisions, fees, lapses, opinions, parties
from gongkai_web.info_requests.actions.steps import lock, strike
from gongkai_web.info_requests.clock import law_events, ordered_by
from gongkai_web.info_requests.models import Desk, InfoRequest
from gongkai_web.info_requests.replies import draftable
from tests.web.info_requests.acts import act, draft_of
from tests.web.info_requests.conftest import BY, TestDesk

BEGINS = date(2025, 1, 6)
AHEAD = standard_calendar().provisional(2030)
ENDINGS = [one.id for one in draftable()]


class Walk:
    """A case in somebody's hands; ``choose`` decides by a number."""

    def __init__(self, desk: TestDesk, numbers: list[int]) -> None:
        self.desk, self.numbers, self.day = desk, numbers, BEGINS
        channel = ["in_person", "internet", "post"][numbers[0] % 3]
        self.request = desk.register(BEGINS, channel=channel)

    def go(self) -> None:
        """Every number is a move: something the table allows, an act without a step, or a step struck out."""
        for number in self.numbers[1:]:
            self.day = min(self.day + timedelta(days=number % 11), timezone.localdate())
            try:
                with transaction.atomic():
                    self.move(number)
            except ValidationError:
                pass  # refused with a reason: then nothing may have changed
            self.request.refresh_from_db()
            check(self.request)

    def move(self, number: int) -> None:
        """One of them."""
        rows = procedure.next_steps(self.request.state)
        if number % 13 == 0:
            with transaction.atomic():
                row = lock(self.request, version=None)
                steps = row.steps.filter(struck_at=None).order_by("number")
                strike(row, steps.last(), reason="误办", by=BY)
        elif number % 7 == 0:
            kind = ["disclosure", "secrecy"][number % 2]
            act(self.request, opinions.add_opinion, kind=kind, on=self.day, agrees=True, text="同意。", basis="标志。")
        elif number % 5 == 0:
            self.delivered()
        elif rows:
            self.step(rows[number % len(rows)].event, number)

    def delivered(self) -> None:
        """A letter is received."""
        waiting = self.request.parties.exclude(asked_on=None).filter(opinion="").first()
        if waiting is not None:
            act(self.request, parties.delivered, waiting, on=self.day)
        elif self.request.state == "fee_noticed":
            act(self.request, fees.delivered, on=self.day)

    def step(self, event: str, number: int) -> None:  # noqa: PLR0912 - an action for each event
        """By the action that takes it, or plainly where it needs no rows."""
        request, on = self.request, self.day
        kind, _, what = event.rpartition("_")
        if event in ("third_party_asked", "co_maker_asked", "opinion_asked"):
            act(request, parties.ask, kind, [parties.Asked("测试公司", "数据")] * (1 + number % 2), on=on)
        elif what == "answered":
            party = request.parties.filter(kind=kind, answered_on=None).exclude(asked_on=None).first()
            if party is not None:
                act(request, parties.answered, party, on=on, opinion="objects", answer="不同意。")
        elif what == "lapsed" and kind in ("third_party", "co_maker"):
            party = request.parties.filter(kind=kind, opinion="").exclude(asked_on=None).first()
            if party is not None:
                act(request, parties.lapsed, party, on=on)
        elif event == "third_party_told":
            party = request.parties.filter(kind="third_party", opinion="objects", told_on=None).first()
            if party is not None:
                act(request, parties.override, party, reason="公共利益。")
                act(request, parties.tell, party, on=on)
        elif event == "drafted":
            act(request, decisions.draft, draft_of("D8" if number % 3 else ENDINGS[number % len(ENDINGS)]), on=on)
        elif event in ("submitted", "approved"):
            act(request, decisions.submit if event == "submitted" else decisions.approve, on=on)
        elif event == "fee_notified":
            act(request, fees.notify, standard="pages", pages=100 + number, on=on)
        elif event == "fee_paid":
            act(request, fees.paid, on=on, receipt_number=f"测试{number}")
        elif event in ("fee_lapsed", "correction_lapsed"):
            act(request, lapses.lapse, on=on)
        else:
            more = {"extended": {"days": 1 + number % 20}, "delayed": {"until": (on + timedelta(90)).isoformat()}}
            self.desk.take(request, event, on, **more.get(event, {}))


def check(request: InfoRequest) -> None:
    """State and due day are the law's, worked out here from the standing steps alone."""
    steps = list(request.steps.order_by("number"))
    standing = [step for step in steps if not step.is_struck]
    assert request.state == procedure.follow([step.event for step in standing])
    events = [read_event(one) for one in law_events(steps, round_=request.round)]
    said = clock(events, on=max(timezone.localdate(), events[-1].on), calendar=AHEAD, settings=Settings())
    if request.is_open:
        assert request.due_on == (ordered_by(steps, round_=request.round) or said.due)
        assert (request.concluded_on, request.outcome) == (None, "")
    elif said.replied_on is not None and request.concluded_on is not None:
        late = said.due is not None and request.concluded_on > (ordered_by(steps, round_=request.round) or said.due)
        assert request.closed_late == late
    if request.outcome:
        assert request.decisions.get(round=request.round).outcome == request.outcome


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(numbers=st.lists(st.integers(0, 10_000), min_size=4, max_size=18))
def test_a_walk_never_leaves_the_law(desk: TestDesk, numbers: list[int]) -> None:
    Desk.objects.get_or_create(
        agency=desk.agency, defaults={"charges_fees": True, "how_to_pay": "测试专户。", "needs_secrecy": False}
    )
    with transaction.atomic():
        Walk(desk, numbers).go()
        transaction.set_rollback(True)
