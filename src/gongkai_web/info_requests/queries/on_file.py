"""What is on file for an ending, what is missing, and where it is put on file.

Preconditions are those of gongkai.law.outcomes; what dated events prove is gongkai.law.records' to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.law.calendar import Calendar, CalendarGap
from gongkai.law.events import read_event
from gongkai.law.outcomes import missing_preconditions, outcome
from gongkai.law.records import on_record
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.clock import law_events, longer
from gongkai_web.info_requests.kinds import OpinionKind, PaperKind, PartyKind, PartyOpinion
from gongkai_web.info_requests.models import (
    Decision,
    Desk,
    FeeNotice,
    InfoRequest,
    Opinion,
    Paper,
    Party,
    SearchRecord,
    Step,
)
from gongkai_web.info_requests.replies import PARTIAL, empty_fields, ground_of

__all__ = [
    "Folder", "Missing", "folder_of", "missing", "on_file", "opinions_wanted", "problems", "standing_opinions",
]  # fmt: skip

_LAW = re.compile(r"《[^》]{2,}》.*第.+条")


@dataclass(frozen=True)
class Folder:
    """What lies in a case: the steps of all rounds, the rest of the present one."""

    row: InfoRequest
    steps: Sequence[Step]
    searches: Sequence[SearchRecord]
    opinions: Sequence[Opinion]
    parties: Sequence[Party]
    papers: Sequence[Paper]
    fees: Sequence[FeeNotice]
    decision: Decision | None
    calendar: Calendar | None = None  # where the page has asked for it already


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not on file: its id and Chinese name, why it is not, and where it is put there.

    ``act`` is an address below that of the case, as ``acts/search/``.
    """

    id: str
    label: str
    why: str
    act: str


def folder_of(row: InfoRequest) -> Folder:
    """The folder of the present round, read from the database."""
    mine: dict[str, Any] = {"round": row.round}
    return Folder(
        row=row,
        steps=list(row.steps.order_by("number")),
        searches=list(row.searches.filter(**mine)),
        opinions=list(row.opinions.filter(**mine).order_by("id")),
        parties=list(row.parties.filter(**mine).exclude(asked_on=None)),
        papers=list(row.papers.all()),
        fees=list(row.fees.filter(**mine)),
        decision=row.decisions.filter(**mine).first(),
    )


def standing_opinions(folder: Folder) -> dict[str, Opinion]:
    """Kind → the latest opinion that still holds: about the information, or about the draft as it stands."""
    digest = folder.decision.digest if folder.decision else ""
    return {one.kind: one for one in folder.opinions if one.draft_digest in ("", digest)}


def opinions_wanted(folder: Folder, desk: Desk, *, at_once: bool = False) -> list[str]:
    """Kinds of opinion that the agency wants before the reply is signed and that are not there, or do not agree.

    They are about the draft as it stands; a reply given at once is signed by nobody, and one about the information will
    do (``at_once``).
    """
    asked = {
        OpinionKind.DISCLOSURE: desk.needs_disclosure,
        OpinionKind.SECRECY: desk.needs_secrecy,
        OpinionKind.LEGAL: desk.needs_legal,
    }
    digest = folder.decision.digest if folder.decision else ""
    latest = {
        one.kind: one for one in folder.opinions if one.draft_digest == digest or (at_once and not one.draft_digest)
    }
    return [kind for kind, wanted in asked.items() if wanted and not (kind in latest and latest[kind].agrees)]


def on_file(folder: Folder, on: date | None = None) -> frozenset[str]:
    """Ids of the preconditions that are on file."""
    found = set(_by_events(folder, on or timezone.localdate()))
    standing = standing_opinions(folder)
    review, secrecy = standing.get(OpinionKind.DISCLOSURE), standing.get(OpinionKind.SECRECY)
    if review is not None and review.agrees:
        found.add("review")
    if (secrecy is not None and secrecy.agrees and secrecy.basis.strip()) or _has(folder, PaperKind.BASIS):
        found.add("secrecy_basis")
    if folder.searches and not any(one.found for one in folder.searches):
        found.add("search_record")
    if folder.decision is not None:
        found.update(_by_draft(folder.decision))
    return frozenset(found)


def _has(folder: Folder, kind: str) -> bool:
    return any(one.kind == kind for one in folder.papers)


def _by_draft(decision: Decision) -> Iterable[str]:
    if decision.ground:
        yield "ground"
    if _LAW.search(decision.basis):
        yield "prohibiting_law"
        if decision.competent.strip():
            yield "special_rule"
    if decision.earlier_id or decision.earlier_reply.strip():
        yield "earlier_reply"
    if decision.not_consulted.strip():
        yield "third_party_consultation"


def _by_events(folder: Folder, on: date) -> frozenset[str]:
    rounds = range(1, folder.row.round + 1)
    told = [event for number in rounds for event in law_events(folder.steps, round_=number)]
    events = sorted((read_event(event) for event in told), key=lambda event: event.on)
    known = folder.calendar or calendar()
    try:
        return on_record(events, on, known)
    except CalendarGap:
        return on_record(events, on, longer(known))


_WHERE: dict[str, tuple[str, str]] = {
    "review": ("公开工作机构还没有出具同意的公开审查意见，或者草稿改动后意见已经失效", "acts/opinion/?kind=disclosure"),
    "ground": ("草稿没有选择不予公开的情形", "draft"),
    "secrecy_basis": ("保密审查意见没有写明定密依据，案卷里也没有定密依据的材料", "acts/opinion/?kind=secrecy"),
    "prohibiting_law": ("草稿没有写明法律、行政法规的名称和条款，如《……法》第……条", "draft"),
    "third_party_consultation": ("没有征求第三方意见，或者其答复期限还没有届满", "steps/third_party_asked/"),
    "special_rule": ("草稿没有写明特别规定的条款和查询机关", "draft"),
    "search_record": ("没有检索记录", "acts/search/"),
    "clarification": ("没有通知申请人补正", "steps/clarification_asked/"),
    "earlier_reply": ("草稿没有写明此前对相同申请的答复", "draft"),
    "reasons_asked": ("没有要求申请人说明理由", "steps/reasons_asked/"),
    "fee_notice": ("没有发出收费通知", "steps/fee_notified/"),
}


def missing(
    folder: Folder, outcome_id: str, ground: str | None = None, *, found: Collection[str] | None = None
) -> tuple[Missing, ...]:
    """What must still be put on file before an ending may be sent for approval. Raises KeyError."""
    have = on_file(folder) if found is None else found
    lacking = []
    for need in missing_preconditions(outcome_id, have, ground or None):
        why, act = _WHERE[need.id]
        if need.id == "search_record" and any(one.found for one in folder.searches):
            why = "检索记录写明检索到了信息，不能答复信息不存在"
        lacking.append(Missing(need.id, need.label, why, draft_address(folder.row) if act == "draft" else act))
    return tuple(lacking)


def draft_address(row: InfoRequest) -> str:
    """Where the draft is written: the step that makes one, or the act that changes it."""
    return "steps/drafted/" if row.state == "processing" else "acts/draft/"


def problems(folder: Folder) -> tuple[Missing, ...]:
    """Everything that stands against sending the draft for approval: preconditions, empty fields, contradictions."""
    decision = folder.decision
    if decision is None:
        return (Missing("draft", "答复草稿", "还没有拟出答复", draft_address(folder.row)),)
    write = draft_address(folder.row)
    found = list(missing(folder, decision.outcome, ground_of(decision)))
    found += [Missing(name, label, "没有填写", write) for name, label in empty_fields(decision).items()]
    if outcome(decision.outcome).discloses:
        found += _parties_against(folder, decision)
    found += _papers_against(folder, decision, write)
    return tuple(found)


def _parties_against(folder: Folder, decision: Decision) -> Iterable[Missing]:
    """Who still has time to object, or objected and was not overruled, where the reply discloses."""
    for party in folder.parties:
        if party.kind == PartyKind.OPINION:
            continue
        if not party.opinion:
            yield Missing(
                "party",
                f"{_named(party)}的意见",
                "还没有答复，也没有登记逾期",
                f"steps/{party.kind}_answered/?party={party.pk}",
            )
        elif _overrules(party, decision):
            why = "该方不同意公开；予以公开的，应当写明不予采纳的理由并书面告知"
            yield Missing("override", f"对{_named(party)}意见的处理", why, f"acts/override/?party={party.pk}")


def _named(party: Party) -> str:
    return f"{party.get_kind_display()}{party.name}"


def _overrules(party: Party, decision: Decision) -> bool:
    """Whether the whole is disclosed against an objection that nobody has weighed."""
    objects = party.kind == PartyKind.THIRD_PARTY and party.opinion in (PartyOpinion.OBJECTS, PartyOpinion.PARTLY)
    return objects and not party.overridden and decision.outcome != PARTIAL


def _papers_against(folder: Folder, decision: Decision, write: str) -> Iterable[Missing]:
    papers = {one.pk: one for one in folder.papers}
    originals = {one.redacted_from_id for one in folder.papers if one.redacted_from_id}
    for key in decision.gives:
        paper = papers.get(key)
        if paper is None:
            yield Missing("gives", "提供的材料", "所选材料不在案卷里", write)
        elif key in originals:
            yield Missing("gives", paper.title, "该材料已有区分处理的版本，请提供处理后的版本", write)
    if decision.outcome == PARTIAL:
        made = [one for one in folder.papers if one.kind == PaperKind.REDACTED]
        if made and not any(one.pk in decision.gives for one in made):
            yield Missing("gives", made[-1].title, "已作区分处理，但没有选为提供的材料（条例第三十七条）", write)
