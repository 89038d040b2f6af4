"""What an agency must do once it is contested: reply file, how long the review or the court may take, appeal.

Sources: 行政复议法 (ARL2023 since 2024, ARL2017 before), 行政诉讼法 (APL2017), 法释〔2018〕1号 (SPC2018). In a review
3, 5, 7 and 10 days are working days (ARL2023/88); all other days and months are those of the calendar, rolled to a
working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.law.calendar import Calendar
from gongkai.law.clauses import clause
from gongkai.law.remedies import RESULTS, result_cell

__all__ = [
    "CARRIED_OUT",
    "CORRECTING",
    "GROUPS",
    "JUDGED_BY_RULING",
    "PROCEDURES",
    "RESULTS_OF",
    "Derived",
    "Rule",
    "appeal_by",
    "decision_by",
    "reply_by",
    "reply_rule",
]

Group = Literal["review", "lawsuit_direct", "lawsuit_after_review"]
Procedure = Literal["ordinary", "simplified"]

GROUPS: dict[str, str] = {
    "review": "行政复议",
    "lawsuit_direct": "未经复议直接起诉",
    "lawsuit_after_review": "复议后起诉",
}
"""The groups of table 4 (FMT2021/4)."""
PROCEDURES: dict[str, str] = {"ordinary": "普通程序", "simplified": "简易程序"}
"""Cases on disclosure may be taken in the simplified procedure (ARL2023/53, APL2017/82)."""
NEW_REVIEW_LAW = date(2024, 1, 1)
_TRIAL_MONTHS = 6

CORRECTING = frozenset({"changed", "revoked", "found_unlawful", "ordered_to_act", "invalid"})
"""Results that correct the agency: those of the column 结果纠正."""
JUDGED_BY_RULING = frozenset({"not_accepted", "suit_dismissed", "withdrawn", "terminated"})
"""Ends of a lawsuit that are rulings (裁定), against which there are ten days instead of fifteen."""

_OF_REVIEW = (
    "upheld", "request_rejected", "changed", "revoked", "found_unlawful", "ordered_to_act", "invalid", "terminated",
    "mediated", "withdrawn", "not_accepted",
)  # fmt: skip
_OF_COURT = (
    "claims_dismissed", "changed", "revoked", "found_unlawful", "ordered_to_act", "invalid", "suit_dismissed",
    "terminated", "mediated", "withdrawn", "not_accepted",
)  # fmt: skip
RESULTS_OF: dict[str, tuple[str, ...]] = {
    "review": _OF_REVIEW, "lawsuit_direct": _OF_COURT, "lawsuit_after_review": _OF_COURT,
}  # fmt: skip
"""The results that a group can have, ids of ``remedies.RESULTS``."""


CARRIED_OUT = {"review": "ARL2023/77", "lawsuit_direct": "APL2017/94", "lawsuit_after_review": "APL2017/94"}
"""The clause by which the agency carries out what was decided."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit: so many days, of work or of the calendar, from what, and the clauses."""

    days: int
    working: bool
    since: str
    clauses: tuple[str, ...]

    @property
    def text(self) -> str:
        """The rule in Chinese with its first clause."""
        unit = "个工作日" if self.working else "日"
        return f"自{self.since}之日起{self.days}{unit}内（{clause(self.clauses[0]).citation}）"


@dataclass(frozen=True, slots=True)
class Derived:
    """A last day and the rule that it comes from."""

    by: date
    rule: Rule


def _is_new(day: date) -> bool:
    return day >= NEW_REVIEW_LAW


def reply_rule(group: str, received_on: date, procedure: str = "ordinary") -> Rule:
    """Within which time the reply file goes in: answer, evidence, basis. Raises KeyError for an unknown group."""
    if group == "review":
        if not _is_new(received_on):
            return Rule(10, False, "收到行政复议申请书副本", ("ARL2017/23",))
        if procedure == "simplified":
            return Rule(5, True, "收到行政复议申请书副本", ("ARL2023/54", "ARL2023/88"))
        return Rule(10, True, "收到行政复议申请书副本", ("ARL2023/48", "ARL2023/88"))
    GROUPS[group]
    return Rule(15, False, "收到起诉状副本", ("APL2017/67", "SPC2018/48"))


def _ends(rule: Rule, start: date, calendar: Calendar) -> Derived:
    by = calendar.add(start, rule.days) if rule.working else calendar.add_days(start, rule.days)
    return Derived(by, rule)


def reply_by(group: str, received_on: date, calendar: Calendar, procedure: str = "ordinary") -> Derived:
    """The last day for the reply file when the copy was received that day. Raises CalendarGap, KeyError."""
    return _ends(reply_rule(group, received_on, procedure), received_on, calendar)


def decision_by(group: str, accepted_on: date, calendar: Calendar, procedure: str = "ordinary") -> Derived:
    """By when the organ or the court decides without an extension. Raises CalendarGap, KeyError."""
    simplified = procedure == "simplified"
    if group == "review":
        if not _is_new(accepted_on):
            return _ends(Rule(60, False, "受理行政复议申请", ("ARL2017/31",)), accepted_on, calendar)
        rule = Rule(30 if simplified else 60, False, "受理行政复议申请", ("ARL2023/62",))
        return _ends(rule, accepted_on, calendar)
    GROUPS[group]
    if simplified:
        return _ends(Rule(45, False, "立案", ("APL2017/83",)), accepted_on, calendar)
    by = calendar.add_months(accepted_on, _TRIAL_MONTHS)
    return Derived(by, Rule((by - accepted_on).days, False, "立案", ("APL2017/81",)))


def appeal_by(result: str, served_on: date, calendar: Calendar) -> Derived:
    """Until when a decision of first instance can be appealed. Raises CalendarGap, KeyError."""
    RESULTS[result]
    days = 10 if result in JUDGED_BY_RULING else 15
    return _ends(Rule(days, False, "裁判文书送达", ("APL2017/85", "SPC2018/48")), served_on, calendar)


_CORRECTED = {one for one in RESULTS if one != "pending" and result_cell(one, date(2025, 1, 2), 2025) == "corrected"}
if _CORRECTED != CORRECTING:
    raise ValueError("results that correct are those of table 4")
