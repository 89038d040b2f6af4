"""A row of a ledger → a request and its steps, held against procedure and clock before anything is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongkai.law import procedure
from gongkai.law.calendar import Calendar
from gongkai.law.events import CHANNELS, EventError
from gongkai.law.outcomes import outcome
from gongkai.law.settings import Settings
from gongkai_web.info_requests.actions.register import IN_FORCE
from gongkai_web.info_requests.clock import law_events, run_clock
from gongkai_web.info_requests.kinds import IdentityKind
from gongkai_web.info_requests.ledgers.columns import LEDGER, OTHER_WORDS
from gongkai_web.info_requests.models import Step
from gongkai_web.organisations.sheets import values
from gongkai_web.organisations.sheets.reading import Cell, Row, Table, read_tables
from gongkai_web.organisations.sheets.steps import Line

__all__ = ["MAX_LEDGER_ROWS", "Entry", "Ledger", "identity_kind", "plan_ledger"]

MAX_LEDGER_ROWS = 5000
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$")
_MOST_EXTENSION = 20
_LONGEST = {
    "number": 60,
    "title": 200,
    "section": 60,
    "name": 200,
    "phone": 30,
    "identity": 30,
    "content": 5000,
    "letter": 60,
}
_COLUMNS = {column.name: column for column in LEDGER.columns}
_LAPSES = {"D15": "correction_lapsed", "D16": "fee_lapsed", "D17": "withdrawn"}
_ORDER = (
    "clarification_asked", "clarified", "assigned", "third_party_asked", "third_party_answered", "extended",
    "fee_notified", "fee_paid", "drafted", "submitted", "approved", "replied", "correction_lapsed", "fee_lapsed",
    "withdrawn",
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """A row that fits: what it says of the request, the steps with their days, and its line of the report."""

    line: Line
    values: dict[str, Any] = field(default_factory=dict)
    steps: list[tuple[date, str, dict[str, Any]]] = field(default_factory=list)


@dataclass(slots=True)
class Ledger:
    """All of it."""

    lines: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report: row numbers, numbers of the ledger and reasons; nothing of the applicants."""
        kinds = [line.kind for line in self.lines]
        return {
            "counts": {kind: kinds.count(kind) for kind in ("refused", "create", "unchanged")},
            "problems": self.problems,
            "notices": self.notices,
            "lines": [line.as_json() for line in self.lines],
        }


def _day(cell: Cell) -> date | None:
    said = unicodedata.normalize("NFKC", values.text(cell)).strip()
    if not said:
        return None
    found = _DAY.match(said)
    try:
        return date(*(int(one) for one in found.groups())) if found else date.fromisoformat(said)
    except ValueError:
        raise values.Misread(f"不认识“{said[:20]}”，写作2024-01-15") from None


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _choice(cell: Cell, name: str) -> str:
    """A choice by its label or id, or by what ledgers write for it; "" for a blank cell."""
    said = values.text(cell)
    if not said:
        return ""
    choices = _COLUMNS[name].choices
    known = {_plain(key): key for key, _ in choices} | {_plain(label): key for key, label in choices}
    found = known.get(_plain(said)) or OTHER_WORDS[name].get(_plain(said))
    if found is None:
        listed = "、".join(f"{key}（{label}）" if name == "outcome" else label for key, label in choices)
        raise values.Misread(f"不认识“{said[:20]}”，可以填{listed}")
    return found


class _Reader:
    """The cells of a row; what is not understood goes to its line."""

    def __init__(self, row: Row, line: Line) -> None:
        self.row, self.line = row, line

    def read(self, name: str, how: Any) -> Any:
        try:
            return how(self.row.cells.get(name, Cell()))
        except values.Misread as wrong:
            self.line.refuse(f"{_COLUMNS[name].label}：{wrong}")
            return None

    def text(self, name: str) -> str:
        how = values.code if name in ("identity", "phone", "number") else values.text
        found = self.read(name, how) or ""
        if len(found) > _LONGEST[name]:
            self.line.refuse(f"{_COLUMNS[name].label}超过{_LONGEST[name]}字")
        return found

    def choice(self, name: str) -> str:
        return self.read(name, lambda cell: _choice(cell, name)) or ""

    def day(self, name: str) -> date | None:
        return self.read(name, _day)


def plan_ledger(
    data: bytes, standing: Mapping[str, tuple[date | None, str]], today: date, on: Calendar, settings: Settings
) -> Ledger:
    """What a file would bring in. ``standing``: numbers brought in before, with receipt and outcome.

    Raises Unreadable for bytes that are no xlsx.
    """
    found = Ledger()
    tables: list[Table] = read_tables(data, (LEDGER,))
    if not tables:
        found.problems.append("没有找到台账：表头至少要有“原编号”和“收到日期”两列")
    seen: dict[str, int] = {}
    for table in tables:
        found.problems += [f"工作表“{table.title}”{one}" for one in table.problems]
        found.notices += [f"工作表“{table.title}”{one}" for one in table.notices]
        if table.problems:
            continue
        if len(table.rows) > MAX_LEDGER_ROWS:
            found.problems.append(f"工作表“{table.title}”超过{MAX_LEDGER_ROWS}行，请分成几个文件导入")
            continue
        for row in table.rows:
            line = Line(table.title, row.number)
            found.lines.append(line)
            entry = _entry(row, line, today)
            if not line.is_refused and line.code in seen:
                line.refuse(f"与第{seen[line.code]}行的原编号重复")
            if line.is_refused:
                continue
            seen[line.code] = row.number
            if line.code in standing:
                line.notices.append("已经导入，没有重复导入")
                if standing[line.code] != (entry.values["received"], entry.values["outcome"]):
                    line.notices.append("台账与已导入的内容不同，没有改动")
                continue
            _hold_against_law(entry, today, on, settings)
            if not line.is_refused:
                line.kind = "create"
                found.entries.append(entry)
    return found


def _entry(row: Row, line: Line, today: date) -> Entry:
    reader, entry = _Reader(row, line), Entry(line)
    told = entry.values
    for name in ("number", "name", "identity", "phone", "title", "content", "section", "letter"):
        told[name] = reader.text(name)
    for name in ("channel", "kind", "outcome"):
        told[name] = reader.choice(name)
    days = ("received", "asked", "corrected", "third_asked", "third_answered", "extended", "fee_notified", "fee_paid")
    for name in (*days, "ended", "due"):
        told[name] = reader.day(name)
    line.code = told["number"]
    for column in LEDGER.columns:
        if column.required and not told[column.name] and not line.is_refused:
            line.refuse(f"没有填写{column.label}")
    told["days"] = _extension(reader)
    if not line.is_refused:
        _agree(told, line, today)
    if not line.is_refused:
        entry.steps = _steps(told)
    return entry


def _extension(reader: _Reader) -> int:
    said = reader.read("days", values.text) or ""
    found = re.match(r"^(\d{1,3})(?:\.0+)?(?:个)?(?:工作日|天|日)?$", said)
    if not said:
        return _MOST_EXTENSION
    if not found or not 1 <= int(found[1]) <= _MOST_EXTENSION:
        reader.line.refuse(f"延长的工作日数应当是1至{_MOST_EXTENSION}（条例第三十三条）")
        return _MOST_EXTENSION
    return int(found[1])


def _agree(told: dict[str, Any], line: Line, today: date) -> None:
    """Days and outcome that contradict one another."""
    received, ended = told["received"], told["ended"]
    if received < IN_FORCE:
        line.refuse("收到日期在2019年5月15日条例修订施行以前，期限规定不同，不能导入")
    for name in ("received", "asked", "corrected", "third_asked", "third_answered", "extended", "fee_notified",
                 "fee_paid", "ended"):  # fmt: skip
        day = told[name]
        if day is None:
            continue
        if day > today:
            line.refuse(f"{_COLUMNS[name].label}晚于今天")
        if day < received:
            line.refuse(f"{_COLUMNS[name].label}早于收到日期")
        if ended is not None and day > ended:
            line.refuse(f"{_COLUMNS[name].label}晚于答复日期")
    for later, earlier in (("corrected", "asked"), ("third_answered", "third_asked"), ("fee_paid", "fee_notified")):
        if told[later] and not told[earlier]:
            line.refuse(f"有{_COLUMNS[later].label}，没有{_COLUMNS[earlier].label}")
        elif told[later] and told[later] < told[earlier]:
            line.refuse(f"{_COLUMNS[later].label}早于{_COLUMNS[earlier].label}")
    if bool(ended) != bool(told["outcome"]):
        line.refuse("有答复日期，没有办理结果" if ended else "有办理结果，没有答复日期")
    needs = {"D15": ("asked", "corrected"), "D16": ("fee_notified", "fee_paid")}.get(told["outcome"])
    if needs and not told[needs[0]]:
        line.refuse(f"办理结果为“{outcome(told['outcome']).label}”，没有{_COLUMNS[needs[0]].label}")
    if needs and told[needs[1]]:
        line.refuse(f"办理结果为“{outcome(told['outcome']).label}”，却有{_COLUMNS[needs[1]].label}")


def _steps(told: dict[str, Any]) -> list[tuple[date, str, dict[str, Any]]]:
    found: list[tuple[date, str, dict[str, Any]]] = []

    def add(name: str, event: str, **data: Any) -> None:
        if told[name] is not None:
            found.append((told[name], event, data))

    add("asked", "clarification_asked")
    add("corrected", "clarified")
    if told["asked"] is None or told["corrected"] is not None:
        found.append((told["corrected"] or told["received"], "assigned", {"section": told["section"]}))
    add("third_asked", "third_party_asked", party="台账")
    add("third_answered", "third_party_answered", party="台账")
    add("extended", "extended", days=told["days"])
    add("fee_notified", "fee_notified")
    add("fee_paid", "fee_paid")
    if told["outcome"] in _LAPSES:
        add("ended", _LAPSES[told["outcome"]])
    elif told["outcome"]:
        for event in ("drafted", "submitted", "approved", "replied"):
            add("ended", event)
    return sorted(found, key=lambda one: (one[0], _ORDER.index(one[1])))


def _hold_against_law(entry: Entry, today: date, on: Calendar, settings: Settings) -> None:
    """The procedure and the clock; where the ledger's own limit differs, a word on it."""
    line, told = entry.line, entry.values
    try:
        procedure.follow(["received", *(event for _, event, _ in entry.steps)])
    except procedure.NotAllowed as refused:
        line.refuse(str(refused))
        return
    received = {"channel": told["channel"]}
    if CHANNELS[told["channel"]].confirmed:
        received["confirmed_on"] = told["received"].isoformat()
    taken = [(told["received"], "received", received), *entry.steps]
    steps = [Step(number=n, round=1, event=event, on=day, data=data) for n, (day, event, data) in enumerate(taken)]
    try:
        clock = run_clock(law_events(steps, round_=1), on, settings, today)
    except EventError as wrong:
        line.refuse(str(wrong))
        return
    if told["due"] and clock.due and told["due"] != clock.due:
        line.notices.append(f"台账期限{told['due'].isoformat()}与推算的{clock.due.isoformat()}不同，以推算的为准")
    if told["ended"] and clock.due and told["ended"] > clock.due:
        line.notices.append("逾期答复")


def identity_kind(kind: str, number: str) -> str:
    """What an identity number is by who applies; "" without one."""
    if not number:
        return ""
    return IdentityKind.IDENTITY_CARD if kind == "natural_person" else IdentityKind.CREDIT_CODE
