"""Everything that lies in a case, line by line with a digest: for the list that is closed when it is archived."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FileField, Model

from gongkai_web.common.fields import PersonalField
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Letter, Paper

__all__ = ["Line", "digest_of_row", "file_list"]

_NAMED_BY_TITLE = ("request-", "paper-", "letter-")
_SEALED_TITLES = frozenset({PaperKind.IDENTITY, PaperKind.AUTHORITY})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: kind, ``key`` (table-row), title, day, SHA-256 of the file or of the record's words."""

    kind: str
    key: str
    title: str
    on: date | None
    digest: str

    @property
    def name(self) -> str:
        """What it is called where its kind does not stand beside it: a record by its kind too, a paper by its title."""
        if self.key.startswith(_NAMED_BY_TITLE):
            return self.title
        return self.kind if self.title in self.kind else f"{self.kind}：{self.title}"


def digest_of_row(row: Model) -> str:
    """The SHA-256 of what a record says, without what is sealed, in the order of its fields."""
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if not isinstance(field, PersonalField | FileField) and not field.name.endswith("_index"):
            said[field.attname] = field.value_to_string(row)
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def file_list(row: InfoRequest) -> list[Line]:
    """The lines in the order of a folder: application, papers, records, letters, decisions, steps."""
    return [
        Line("申请", f"request-{row.pk}", "政府信息公开申请", row.arrived_on, digest_of_row(row)),
        *_papers(row.papers.select_related("file").order_by("id")),
        *_records("检索记录", row.searches.order_by("id"), "on", lambda one: one.places),
        *_records("会商记录", row.meetings.order_by("id"), "held_on", lambda _: "会商"),
        *_records("征求意见", row.parties.exclude(asked_on=None).order_by("id"), "asked_on"),
        *_records("审查意见", row.opinions.order_by("id"), "on"),
        *_records("延期建议", row.extension_proposals.order_by("id"), "proposed_on"),
        *_records("信息处理费", row.fees.order_by("id"), "notified_on"),
        *_records("退费", row.refunds.order_by("id"), "refunded_on"),
        *_records("处理决定", row.decisions.order_by("round"), "served_on"),
        *_letters(row.letters.exclude(issued_on=None).order_by("id")),
        *_records("办理步骤", row.steps.order_by("number"), "on", lambda one: one.get_event_display()),
    ]


def _papers(papers: Iterable[Paper]) -> Iterator[Line]:
    for one in papers:
        hidden = one.from_applicant or one.kind in _SEALED_TITLES
        title = one.get_kind_display() if hidden else one.title
        yield Line(one.get_kind_display(), f"paper-{one.pk}", title, one.added_at.date(), one.file.sha256)


def _letters(letters: Iterable[Letter]) -> Iterator[Line]:
    for one in letters:
        title = f"{one.title}（{one.number}）" if one.number else one.title
        yield Line("文书", f"letter-{one.pk}", title, one.issued_on, _of_file(one))


def _of_file(letter: Letter) -> str:
    """The digest of the PDF as it was issued, of the docx where there is none, of its words without either."""
    stored = letter.pdf or letter.docx
    if not stored:
        return digest_of_row(letter)
    digest = hashlib.sha256()
    with stored.open("rb") as content:
        for chunk in content.chunks():
            digest.update(chunk)
    return digest.hexdigest()


def _records(kind: str, rows: Iterable[Any], day: str, said: Callable[[Any], str] = str) -> Iterator[Line]:
    """Lines of records; what is said of each does not repeat its day, which has a column of its own."""
    for one in rows:
        name = one._meta.model_name
        yield Line(kind, f"{name}-{one.pk}", said(one)[:200], getattr(one, day), digest_of_row(one))
