"""What lies in a case: its records in words, and its files with the digests that were kept of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model
from django.utils import timezone

from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.clock import law_events, longer, run_clock
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Desk, InfoRequest

__all__ = ["Contents", "Entry", "Section", "contents"]

_SEALED_TITLES = frozenset({PaperKind.IDENTITY, PaperKind.AUTHORITY})
_LONGEST = 60
Pairs = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Entry:
    """A file: its place in the export, what it is, where it is stored, and the digest kept of it ("" for none)."""

    path: str
    kind: str
    title: str
    on: date | None
    stored: str
    known: str
    size: int = 0
    found: str = ""
    problem: str = ""

    def read(self) -> bytes | None:
        """Its bytes, held against the digest; None where they are gone. What is wrong stands in ``problem``."""
        try:
            with default_storage.open(self.stored) as file:
                data: bytes = file.read()
        except OSError:
            self.problem = "存储中找不到这个文件"
            return None
        self.found, self.size = hashlib.sha256(data).hexdigest(), len(data)
        if self.known and self.found != self.known:
            self.problem = "内容与登记的摘要不符"
        return data


@dataclass(frozen=True, slots=True)
class Section:
    """Records of a kind, each as label and value."""

    title: str
    rows: tuple[Pairs, ...]


@dataclass(slots=True)
class Contents:
    """A case."""

    number: str
    agency: str
    title: str
    made_at: datetime
    sections: list[Section] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def stored_bytes(self) -> int:
        """About how much there is, without reading it."""
        total = 0
        for one in self.entries:
            try:
                total += default_storage.size(one.stored)
            except OSError:
                continue
        return total


def contents(request: InfoRequest) -> Contents:
    """All of a case, each table read once. Nothing is masked: this is the file itself."""
    made = Contents(request.number, request.agency.name, request.title, timezone.localtime())
    made.sections = [Section(title, tuple(rows)) for title, rows in _sections(request) if rows]
    made.entries = list(_numbered(_entries(request)))
    return made


_FACTS = (
    "number", "channel", "arrived_on", "received_on", "applicant_kind", "applicant_name", "identity_kind",
    "identity_number", "legal_representative", "contact_name", "phone", "email", "address", "postcode", "agent_name",
    "agent_identity", "agent_phone", "title", "document_number", "content", "form", "route", "assistance", "state",
    "due_on", "outcome", "concluded_on",
)  # fmt: skip


def _sections(request: InfoRequest) -> Iterator[tuple[str, list[Pairs]]]:
    yield "申请", [_pairs(request, _FACTS)]
    yield "办理步骤", [_step(one) for one in request.steps.order_by("number")]
    yield "期限推算", list(_derivation(request))
    wanted: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        ("检索记录", request.searches, ("on", "places", "keywords", "people", "found", "result", "entered_by_name")),
        ("会商记录", request.meetings, ("held_on", "participants", "opinions", "conclusion", "entered_by_name")),
        ("征求意见", request.parties, ("kind", "name", "concerns", "asked_on", "delivered_on", "answer_by",
                                   "answered_on", "opinion", "answer", "overridden", "override_reason", "told_on")),
        ("审查意见", request.opinions, ("kind", "on", "agrees", "text", "basis", "entered_by_name")),
        ("延期建议", request.extension_proposals, ("days", "reason", "state", "proposed_on", "proposed_by_name",
                                               "decided_on", "decided_by_name", "answer")),
        ("信息处理费", request.fees, ("standard", "count", "already", "yuan", "notified_on", "delivered_on", "pay_by",
                                  "paid_on", "paid_yuan", "receipt_number")),
        ("退费", request.refunds, ("yuan", "refunded_on", "reason", "explanation", "receipt_number",
                                 "entered_by_name")),
        ("处理决定", request.decisions, ("round", "outcome", "ground", "ground_detail", "facts", "reasons", "basis",
                                    "provides", "withholds", "competent", "drafted_on", "drafted_by_name", "signed_on",
                                    "signed_by_name", "served_on")),
        ("文书", request.letters.exclude(issued_on=None), ("code", "title", "number", "issued_on", "route", "sent_on",
                                                        "delivered_on", "proof")),
        ("来件", request.mail_items, ("received_at", "sender", "subject", "digest", "reason")),
    )  # fmt: skip
    for title, rows, fields in wanted:
        yield title, [_pairs(row, fields) for row in rows.order_by("pk")]


_LABELS = {"digest": "SHA-256"}


def _pairs(row: Model, fields: Iterable[str]) -> Pairs:
    """Label and value of the fields that say something."""
    found = []
    for name in fields:
        meta = row._meta.get_field(name)
        show = getattr(row, f"get_{name}_display", None)
        text = _text(show() if show else getattr(row, name))
        if text:
            found.append((_LABELS.get(name) or str(getattr(meta, "verbose_name", name)), text))
    return tuple(found)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _step(one: Any) -> Pairs:
    struck = f"{_text(one.struck_at)} {one.struck_by_name}撤销：{one.struck_reason}" if one.is_struck else ""
    told = (
        ("序号", str(one.number)), ("日期", _text(one.on)), ("步骤", one.get_event_display()),
        ("申请人的陈述", one.words), ("说明", one.note),
        ("录入", f"{_text(one.entered_at)} {one.entered_by_name}"), ("误办", struck),
    )  # fmt: skip
    return tuple((label, text) for label, text in told if text)


def _derivation(request: InfoRequest) -> Iterator[Pairs]:
    """How the limit of each round was counted, as the law package says it."""
    desk = Desk.objects.filter(agency=request.agency_id).first() or Desk()
    steps = list(request.steps.order_by("number"))
    for round_ in range(1, request.round + 1):
        events = law_events(steps, round_=round_)
        if not events:
            continue
        clock = run_clock(events, longer(calendar()), desk.settings, timezone.localdate())
        for one in clock.steps:
            yield (("轮次", str(round_)), ("日期", _text(one.on)), ("推算", one.text), ("依据", one.citation))


def _entries(request: InfoRequest) -> Iterator[Entry]:
    for paper in request.papers.select_related("file").order_by("id"):
        label = paper.get_kind_display()
        title = label if paper.from_applicant or paper.kind in _SEALED_TITLES else paper.title
        day, ending = timezone.localdate(paper.added_at), paper.file.spec.ending
        yield Entry(f"材料/{title}.{ending}", label, title, day, paper.file.original.name, paper.file.sha256)
    for letter in request.letters.exclude(issued_on=None).order_by("id"):
        for stored, ending in ((letter.pdf, "pdf"), (letter.docx, "docx")):
            if stored:
                name = f"{letter.code} {letter.get_code_display()}"
                yield Entry(f"文书/{name}.{ending}", "文书", name, letter.issued_on, stored.name, "")
    for mail in request.mail_items.order_by("pk"):
        day = timezone.localdate(mail.received_at)
        yield Entry("来件/来件.eml", "来件", "来件", day, mail.raw.name, mail.digest)


def _numbered(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Each with its number before its name, so that names are once and in order; nothing that a disk cannot take."""
    for number, one in enumerate(entries, 1):
        folder, _, name = one.path.partition("/")
        stem, _, ending = name.rpartition(".")
        plain = "".join(letter for letter in stem if letter.isprintable() and letter not in '\\/:*?"<>|').strip(" .")
        one.path = f"{folder}/{number:03d} {plain[:_LONGEST] or '文件'}.{ending}"
        yield one
