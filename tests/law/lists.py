"""Random calendars and random lists of events that the law allows, for hypothesis."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from gongkai.law.calendar import Calendar, Notice
from gongkai.law.events import CHANNELS, Event
from gongkai.law.notices import read_notice
from gongkai.law.settings import Settings
from tests.law.oracle import DAY, Fact

YEARS = (2023, 2024, 2025)
ASKS = ("third_party", "co_maker", "opinion")


def span(first: date, days: int) -> str:
    return f"{first.isoformat()}..{(first + DAY * (days - 1)).isoformat()}"


@st.composite
def notices(draw: st.DrawFn, year: int) -> Notice:
    """A notice with any holidays, and any weekend days outside of them worked."""
    january = date(year, 1, 1)
    rest = {span(january, draw(st.integers(1, 3))): "元旦"}
    for _ in range(draw(st.integers(0, 7))):
        rest[span(january + DAY * draw(st.integers(3, 350)), draw(st.integers(1, 9)))] = "假"
    off = {day for key in rest for day in _days(key)}
    around = [january + DAY * n for n in range(-3, 362)]
    weekends = [day for day in around if day.weekday() > 4 and day not in off]
    work = draw(st.lists(st.sampled_from(weekends), max_size=8, unique=True))
    item = {"year": year, "source": "测试", "rest": rest, "work": [day.isoformat() for day in work]}
    return read_notice(item)


def _days(key: str) -> list[date]:
    first, last = map(date.fromisoformat, key.split(".."))
    return [first + DAY * n for n in range((last - first).days + 1)]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    return Calendar({year: draw(notices(year)) for year in YEARS})


def working_days(calendar: Calendar) -> set[date]:
    """By the notices alone: weekdays, then each notice in turn."""
    length = (date(YEARS[-1], 12, 31) - date(YEARS[0], 1, 1)).days + 1
    found = {day for n in range(length) if (day := date(YEARS[0], 1, 1) + DAY * n).weekday() < 5}
    for year in sorted(calendar.notices):
        found = found - set(calendar.notices[year].rest) | calendar.notices[year].work
    return {day for day in found if day.year in YEARS}


def rules() -> st.SearchStrategy[dict[str, Any]]:
    names = ("extension_once", "suspend_from_next_day", "fee_restarts_limit", "restart_keeps_extension",
             "reasons_restart_limit", "consultation_ends_at_limit")  # fmt: skip
    default = {name: getattr(Settings(), name) for name in names}
    return st.one_of(st.just(default), st.fixed_dictionaries({name: st.booleans() for name in names}))


class _Request:
    """What is open, so that only what the law allows is drawn."""

    def __init__(self) -> None:
        self.waiting = ""
        self.clarified = False
        self.void = 0
        self.reasons = False
        self.open: list[tuple[str, str | None]] = []

    def allowed(self) -> list[str]:
        kinds = ["extended", "delayed", "reasons_asked", *(f"{who}_answered" for who, _ in self.open)]
        if self.waiting == "correction":
            kinds += ["clarified", "clarified", "clarification_asked"]
        else:
            kinds += [f"{who}_asked" for who in ASKS] * 2 + ["fee_notified"]
            kinds += ["fee_paid", "fee_paid"] if self.waiting else ["clarification_asked"]
            kinds += ["clarified"] if self.void else []
        return kinds + (["reasons_given"] if self.reasons else [])

    def take(self, kind: str, party: str | None) -> None:
        if kind.endswith("_asked") and kind[:-6] in ASKS:
            self.open.append((kind[:-6], party))
        elif kind.endswith("_answered"):
            self.open.remove((kind[:-9], party))
        elif kind == "clarification_asked":
            self.void += self.clarified
            self.waiting = self.waiting if self.clarified else "correction"
            self.clarified = True
        elif kind == "clarified":
            self.void -= self.waiting != "correction"
            self.waiting = ""
        elif kind in ("fee_notified", "fee_paid"):
            self.waiting = "payment" if kind == "fee_notified" else ""
        elif kind in ("reasons_asked", "reasons_given"):
            self.reasons = kind == "reasons_asked"


@st.composite
def requests(draw: st.DrawFn, most: int = 9, end: bool = True) -> list[Fact]:
    """Facts of a request in the order of their days."""
    gap = st.one_of(st.integers(0, 4), st.integers(0, 28))
    day = date(2023, 1, 1) + DAY * draw(st.integers(0, 330))
    facts: list[Fact] = [_receipt(draw, day)]
    day = facts[-1][2].get("confirmed_on", day)
    request = _Request()
    for number in range(draw(st.integers(0, most))):
        day += DAY * draw(gap)
        kind = draw(st.sampled_from(request.allowed()))
        data = _data(draw, kind, day, number, request)
        request.take(kind, data.get("party"))
        facts.append((kind, day, data))
    if end and draw(st.booleans()):
        facts.append(_ending(draw, day + DAY * draw(gap), request))
    return facts


def _receipt(draw: st.DrawFn, day: date) -> Fact:
    channel = draw(st.sampled_from([None, *CHANNELS]))
    data: dict[str, Any] = {} if channel is None else {"channel": channel}
    if channel is not None and CHANNELS[channel].confirmed:
        data["confirmed_on"] = day + DAY * draw(st.integers(0, 5))
    return "received", day, data


def _data(draw: st.DrawFn, kind: str, day: date, number: int, request: _Request) -> dict[str, Any]:
    if kind == "extended":
        return {"days": draw(st.integers(1, 20))}
    if kind == "delayed":
        return {"until": day + DAY * draw(st.integers(0, 60))}
    if kind.endswith("_answered"):
        party = draw(st.sampled_from([party for who, party in request.open if who == kind[:-9]]))
        return {} if party is None else {"party": party}
    if kind.endswith("_asked") and kind[:-6] in ASKS:
        data: dict[str, Any] = draw(st.sampled_from([{}, {"party": f"第{number}方"}, {"party": "甲"}]))
        late = draw(st.integers(0, 6))
        return data | ({"delivered_on": day + DAY * late} if late > 3 else {})
    return {}


def _ending(draw: st.DrawFn, day: date, request: _Request) -> Fact:
    if request.waiting:
        return draw(st.sampled_from(["abandoned", "withdrawn"])), day, {}
    data = draw(st.sampled_from([{}, {"posted_on": day + DAY}, {"signed_on": day + timedelta(days=3)}]))
    return "replied", day, data


def events_of(facts: list[Fact]) -> list[Event]:
    return [Event(kind, day, data) for kind, day, data in facts]
