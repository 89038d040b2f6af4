"""Remedies against a reply: which clause the letter carries, which organ reviews, which court hears, within what time.

Sources: 行政复议法 (ARL2023, since 2024), 行政诉讼法 (APL2017), 法释〔2025〕8号 (SPC2025). Where the courts of a
place have concentrated jurisdiction, the court is a fact of the agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.law.calendar import Calendar
from gongkai.law.outcomes import outcome
from gongkai.law.settings import Settings

__all__ = [
    "RESULTS",
    "REVIEW_FIRST_SINCE",
    "Agency",
    "Limits",
    "RemedyClause",
    "court_of",
    "limits",
    "remedy",
    "result_cell",
    "reviewing_organ",
    "sue_after_review_by",
]

REVIEW_FIRST_SINCE = date(2024, 1, 1)
"""From that day a refusal under arts 14–16 goes to review before it can go to court (ARL2023/23)."""
REVIEW_DAYS = 60
SUE_MONTHS = 6
SUE_AFTER_REVIEW_DAYS = 15
_WITHHELD = frozenset({"E14A", "E14B", "E14C", "E15", "E16A", "E16B", "E16C"})

Kind = Literal["government", "department", "vertical", "justice", "organisation"]
Level = Literal["national", "province", "prefecture", "county", "township"]


@dataclass(frozen=True, slots=True)
class Agency:
    """What decides an agency's remedies.

    ``kind``: a people's government, a department of one, a vertically led organ (海关、金融、税务、国安), a judicial
    administration department, or an authorised organisation. ``government`` is the government it belongs to (or is),
    ``superior`` the government or organ above. ``review_by`` and ``court``, where given, are the agency's own facts.
    """

    name: str
    kind: Kind
    level: Level
    government: str = ""
    superior: str = ""
    review_by: str = ""
    court: str = ""


@dataclass(frozen=True, slots=True)
class RemedyClause:
    """The remedy clause of a letter: its rule, its Chinese text, the clauses behind it."""

    rule: Literal["review_first", "either", "none"]
    text: str
    clauses: tuple[str, ...]
    review_by: str = ""
    court: str = ""


def reviewing_organ(agency: Agency) -> str:
    """The organ that reviews: by law from kind and level, or the agency's own fact. Empty where it is not known."""
    if agency.review_by:
        return agency.review_by
    if agency.kind == "vertical":
        return agency.superior
    if agency.kind == "justice":
        both = [name for name in (agency.government, agency.superior) if name]
        return "或者".join(both)
    if agency.kind == "government":
        return agency.name if agency.level in ("province", "national") else agency.superior
    return agency.name if agency.level == "national" else agency.government


def _review_clause(agency: Agency) -> str:
    """The clause that says which organ reviews."""
    if agency.kind == "government" and agency.level in ("province", "national"):
        return "ARL2023/24"
    if agency.level == "national":
        return "ARL2023/25"
    return {"vertical": "ARL2023/27", "justice": "ARL2023/28"}.get(agency.kind, "ARL2023/24")


def court_of(agency: Agency) -> str:
    """The court of first instance in general words, or the agency's own fact where jurisdiction is concentrated."""
    if agency.court:
        return agency.court
    if agency.level == "national" or (agency.kind == "government" and agency.level != "township"):
        return "有管辖权的中级人民法院"
    return "有管辖权的基层人民法院"


def remedy(
    outcome_id: str, agency: Agency, decided_on: date, *, ground: str | None = None, settings: Settings | None = None
) -> RemedyClause:
    """The remedy clause of a decision of that day.

    ``ground`` is the exemption behind a partial disclosure. Raises KeyError for an unknown ending.
    """
    ending = outcome(outcome_id)
    if ending.remedy == "none":
        return RemedyClause("none", "", ())
    organ = reviewing_organ(agency) or "有管辖权的行政复议机关"
    court = court_of(agency)
    if _review_first(outcome_id, ground or ending.ground, decided_on, settings or Settings()):
        text = (
            f"如对本答复不服，应当自收到之日起{REVIEW_DAYS}日内先向{organ}申请行政复议；对行政复议决定不服的，"
            f"可以自收到行政复议决定书之日起{SUE_AFTER_REVIEW_DAYS}日内向{court}提起行政诉讼。"
        )
        cited = ("ARL2023/20", "ARL2023/23", _review_clause(agency), "APL2017/15", "APL2017/45")
        return RemedyClause("review_first", text, cited, organ, court)
    text = (
        f"如对本答复不服，可以自收到之日起{REVIEW_DAYS}日内向{organ}申请行政复议，"
        f"或者自收到之日起{SUE_MONTHS}个月内向{court}提起行政诉讼。"
    )
    new = decided_on >= REVIEW_FIRST_SINCE
    review = ("ARL2023/20", _review_clause(agency)) if new else ("ARL2017/9",)
    return RemedyClause("either", text, (*review, "APL2017/15", "APL2017/46"), organ, court)


def _review_first(outcome_id: str, ground: str | None, decided_on: date, settings: Settings) -> bool:
    if decided_on < REVIEW_FIRST_SINCE:
        return False
    if outcome_id == "D3":
        return settings.partial_review_first and (ground is None or ground in _WITHHELD)
    if outcome_id == "D5":
        return settings.inquiry_review_first
    return ground in _WITHHELD


@dataclass(frozen=True, slots=True)
class Limits:
    """The last days for review and for court."""

    review_by: date
    sue_by: date | None


def limits(rule: Literal["review_first", "either"], received_on: date, calendar: Calendar) -> Limits:
    """Until when a reply received that day can be contested; ``sue_by`` is None where review comes first.

    Days and months roll to the next working day (SPC2018/48). Raises CalendarGap.
    """
    sue = calendar.add_months(received_on, SUE_MONTHS) if rule == "either" else None
    return Limits(calendar.add_days(received_on, REVIEW_DAYS), sue)


def sue_after_review_by(review_received_on: date, calendar: Calendar) -> date:
    """Until when to sue once the decision of a review has been received (APL2017/45). Raises CalendarGap."""
    return calendar.add_days(review_received_on, SUE_AFTER_REVIEW_DAYS)


_CELLS: dict[str, str] = {
    "upheld": "upheld",
    "request_rejected": "upheld",
    "claims_dismissed": "upheld",
    "changed": "corrected",
    "revoked": "corrected",
    "found_unlawful": "corrected",
    "ordered_to_act": "corrected",
    "invalid": "corrected",
    "terminated": "other",
    "mediated": "other",
    "withdrawn": "other",
    "not_accepted": "other",
    "suit_dismissed": "other",
    "pending": "pending",
}
RESULTS: dict[str, str] = {
    "upheld": "维持",
    "request_rejected": "驳回复议请求",
    "claims_dismissed": "驳回诉讼请求",
    "changed": "变更",
    "revoked": "撤销",
    "found_unlawful": "确认违法",
    "ordered_to_act": "责令履行",
    "invalid": "确认无效",
    "terminated": "终止",
    "mediated": "调解、和解",
    "withdrawn": "撤回",
    "not_accepted": "不予受理",
    "suit_dismissed": "驳回起诉",
    "pending": "尚未审结",
}
"""Results of reviews and lawsuits with their Chinese names; 驳回 counts as 维持 by usage (unsure)."""


def result_cell(result: str, decided_on: date | None, year: int) -> str | None:
    """The column of table 4 in which a case stands in the report of ``year``: pending until it is decided.

    None for a case decided before that year: it stands in an earlier report. Raises KeyError for an unknown result.
    """
    cell = _CELLS[result]
    if decided_on is None or decided_on.year > year:
        return "pending"
    return cell if decided_on.year == year else None
