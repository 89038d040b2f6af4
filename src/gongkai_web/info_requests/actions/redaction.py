"""区分处理 (art. 37): begun, marked, given up. Marks are positions; a removed text goes into no row and no log."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from gongkai.law.outcomes import exemptions
from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.files import store
from gongkai_web.info_requests.actions.permitted import WORKERS, permit
from gongkai_web.info_requests.actions.steps import lock, on_request
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Paper, Redaction, RedactionState
from gongkai_web.info_requests.redaction import Area, CannotRedact, Mark, open_source
from gongkai_web.info_requests.redaction.engine import KINDS, takes_long
from gongkai_web.info_requests.redaction.marks import Words
from gongkai_web.info_requests.redaction.pictured import propose_everywhere
from gongkai_web.info_requests.redaction.recognising import Recognised, recognise
from gongkai_web.info_requests.redaction.viewing import ready
from gongkai_web.staff.actions import begin
from gongkai_web.staff.models import LongWork

__all__ = [
    "BY_HAND",
    "PAPERS",
    "add_marks",
    "areas_of",
    "begin_redaction",
    "drop_redaction",
    "forget",
    "give_up_reading",
    "marks_of",
    "pictures_of",
    "read_paper",
    "remove_marks",
    "save_marks",
    "under_way",
    "words_of",
]

BY_HAND = frozenset({"typed", "lines", "area"})
"""What an officer has added: he may take it away again, where a proposal stays listed."""
PAPERS = frozenset({PaperKind.INFORMATION, PaperKind.OTHER, PaperKind.OPINION, PaperKind.BASIS})
"""What is redacted. The applicant's own papers and letters are not."""
MAX_MARKS = 20_000
_SURE = frozenset({"identity", "mobile", "card", "email", "passport", "cover"})
"""Ticked from the start; of everything else the officer says so himself."""
_OVER = (RedactionState.KEPT, RedactionState.DROPPED)
_DETAILS = {one.id: one.sub for one in exemptions()}


def under_way(paper: Paper) -> Redaction | None:
    """The redaction of a paper that is being worked on."""
    return Redaction.objects.filter(paper=paper).exclude(state__in=_OVER).first()


def marks_of(marks: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """The ticked stretches of text."""
    return [
        Mark(one["p"], one["s"], one["e"], one["g"], one["d"], one["k"]) for one in marks if one["on"] and "s" in one
    ]


def areas_of(marks: Sequence[Mapping[str, Any]]) -> list[Area]:
    """The ticked areas of pages and of pictures."""
    return [
        Area(one["p"], tuple(one["box"]), one["g"], one["d"], one["k"], one.get("pic", ""))
        for one in marks
        if one["on"] and "box" in one
    ]


def pictures_of(marks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the pictures that are ticked as a whole."""
    return [one["pic"] for one in marks if one["on"] and "pic" in one and "box" not in one]


def words_of(draft: Redaction) -> list[Words]:
    """What was recognised in the pictures of the paper."""
    if not draft.recognised:
        return []
    with draft.recognised.open("rb") as file:
        rows = json.load(file)
    return [Words(one["p"], one["t"], tuple(one["b"]), tuple(one["c"]), one["n"]) for one in rows]


def _kept(words: Sequence[Words]) -> ContentFile[bytes]:
    rows = [
        {"p": one.place, "t": one.text, "b": [round(v, 1) for v in one.box], "c": [round(v, 1) for v in one.cuts],
         "n": one.picture}
        for one in words
    ]  # fmt: skip
    return ContentFile(json.dumps(rows, ensure_ascii=False).encode())


def begin_redaction(
    paper: Paper, *, roles: Collection[str], by: Actor, user: User
) -> tuple[Redaction, LongWork | None]:
    """Opens a paper for marking, with proposals; for a long one the work that does so. Raises ValidationError."""
    with transaction.atomic():
        row = lock(paper.request_id, version=None)
        permit(row, "区分处理", roles=roles, who=WORKERS)
        if not row.is_open:
            raise ValidationError("已经答复或者办结的申请不再作区分处理；重新作出处理的，在新的一轮中办理。")
        found = under_way(paper)
        if found is not None:
            return found, None
        if paper.kind not in PAPERS:
            raise ValidationError(f"“{paper.get_kind_display()}”不作区分处理，请从所涉政府信息中选择。")
        if paper.file.kind not in KINDS:
            raise ValidationError(
                f"{paper.file.spec.label}不能直接处理，请另存为PDF或docx，核对版式后作为所涉政府信息加入案卷。"
            )
        if not paper.file.is_safe:
            raise ValidationError(f"文件现在不能处理：{paper.file.get_scan_state_display()}。")
        draft = Redaction.objects.create(request=row, paper=paper, begun_by_name=by.name)
        record("request.redact_begin", by=by, on=on_request(row), after={"材料编号": paper.pk})
    data = store.read(paper.file.original.name)
    if not takes_long(paper.file.kind, data):
        try:
            read_paper(draft.pk, data=data)
        except ValidationError:
            draft.delete()
            raise
        draft.refresh_from_db()
        return draft, None
    return draft, _later("读取待区分处理的材料", "read", draft, user=user, by=by)


def _later(title: str, which: str, draft: Redaction, *, user: User, by: Actor) -> LongWork:
    from gongkai_web.info_requests import redaction_tasks

    work = begin(f"{title}（{draft.request.number}）", started_by=user, by=by)
    task = redaction_tasks.read_long if which == "read" else redaction_tasks.make_long
    transaction.on_commit(partial(task.enqueue, str(work.pk), draft.pk, by.account, by.name))
    return work


def read_paper(
    draft_id: int, *, data: bytes | None = None, progress: Callable[[int, int], None] | None = None
) -> Redaction:
    """Reads a paper and notes what looks like a person's data. Raises ValidationError."""
    draft = Redaction.objects.select_related("paper__file").get(pk=draft_id)
    file = draft.paper.file
    content = store.read(file.original.name) if data is None else data
    try:
        source = open_source(file.kind, content, progress) if progress else open_source(file.kind, content)
    except CannotRedact as refusal:
        raise ValidationError(f"{refusal}。") from refusal
    try:
        found = recognise(source, b"" if file.kind == "docx" else ready(file.kind, content), progress)
    except CannotRedact as refusal:
        raise ValidationError(f"{refusal}。") from refusal
    marks = [
        {"n": number, "p": one.place, "k": one.kind, "g": one.ground, "d": one.detail, "on": one.kind in _SURE}
        | _position(one)
        for number, one in enumerate([*propose_everywhere(source, found.words), *source.covers][:MAX_MARKS], 1)
    ]
    # A picture is a row from the start, so that it can be ticked as a whole with a ground of its own.
    marks += [
        {"n": number, "p": -1, "pic": one.name, "k": "picture", "g": "E15", "d": "个人隐私", "on": False}
        for number, one in enumerate(source.pictures, len(marks) + 1)
    ]
    with transaction.atomic():
        draft = Redaction.objects.select_for_update().get(pk=draft_id)
        if draft.state != RedactionState.READING:
            return draft
        draft.state, draft.marks = RedactionState.OPEN, marks
        draft.notices, draft.places = [*source.notices, *_recognised(found)], len(source.places)
        draft.unread = list(found.unread)
        if found.words:
            draft.recognised.save("", _kept(found.words), save=False)
        draft.updated_at = timezone.now()
        draft.save()
    return draft


def _recognised(found: Recognised) -> list[str]:
    """What is to be known of the writing in pictures."""
    pages = sorted({one.place + 1 for one in found.words if one.place >= 0})
    if pages:
        named = "、".join(map(str, pages[:20])) + ("等" if len(pages) > 20 else "")
        return [f"第{named}页有图片，其中的文字由文字识别（OCR）读取后查找，可能有遗漏，请逐页查看"]
    return ["图片中的文字由文字识别（OCR）读取后查找，可能有遗漏，请逐幅查看"] if found.words else []


def _position(one: Mark | Area) -> dict[str, Any]:
    if isinstance(one, Mark):
        return {"s": one.start, "e": one.stop}
    return {"box": list(one.box)} | ({"pic": one.picture} if one.picture else {})


def give_up_reading(draft_id: int) -> None:
    """Ends one whose paper could not be read, so that it may be begun again."""
    Redaction.objects.filter(pk=draft_id, state=RedactionState.READING).update(state=RedactionState.DROPPED)


def _open(draft: Redaction, version: int | None, roles: Collection[str]) -> Redaction:
    """The row, locked, for a change of its marks."""
    held = Redaction.objects.select_for_update().select_related("request").get(pk=draft.pk)
    permit(held.request, "区分处理", roles=roles, who=WORKERS)
    if held.state not in (RedactionState.OPEN, RedactionState.MADE, RedactionState.REFUSED):
        raise ValidationError(f"{held.get_state_display()}，现在不能修改标注。")
    if version is not None and held.version != version:
        raise ValidationError("其他人刚刚修改了标注，您的选择没有保存，请核对后再试。", code="conflict")
    return held


def forget(draft: Redaction) -> None:
    """Deletes what is stored for the work alone: the file before it is kept, its pages, what was recognised."""
    _discard(draft, "result", "preview", "recognised")


def _discard(draft: Redaction, *fields: str) -> None:
    """Empties these fields, and deletes their files once that is certain."""
    for field in fields:
        if name := getattr(draft, field).name:
            setattr(draft, field, "")
            transaction.on_commit(partial(store.discard, name))


def _changed(draft: Redaction) -> Redaction:
    """Writes new marks; a file made from the old ones is no longer of use."""
    _discard(draft, "result", "preview")
    draft.result_kind, draft.log, draft.proof = "", [], []
    draft.state = RedactionState.OPEN
    draft.version += 1
    draft.updated_at = timezone.now()
    draft.save()
    return draft


@transaction.atomic
def save_marks(
    draft: Redaction,
    *,
    ticks: Mapping[int, tuple[bool, str, str]],
    keep_layer: bool | None = None,
    version: int | None,
    roles: Collection[str],
) -> Redaction:
    """Keeps what was ticked: number of a mark to whether it is, ground and detail. Raises ValidationError."""
    held = _open(draft, version, roles)
    before = (list(map(dict, held.marks)), held.keep_layer)
    for one in held.marks:
        if one["n"] in ticks:
            one["on"], one["g"], one["d"] = ticks[one["n"]]
            _check_ground(one["g"], one["d"])
    if keep_layer is not None:
        held.keep_layer = keep_layer
    if before == (held.marks, held.keep_layer):
        return held
    return _changed(held)


def _check_ground(ground: str, detail: str) -> None:
    if ground not in _DETAILS or (detail and detail not in _DETAILS[ground]):
        raise ValidationError("请从列表中选择不予公开的情形。")


@transaction.atomic
def add_marks(
    draft: Redaction, fresh: Sequence[Mark | Area], *, version: int | None, roles: Collection[str], ticked: bool = True
) -> tuple[Redaction, int]:
    """Adds marks; one that is there already is ticked, with the new ground. Gives how many. Raises ValidationError."""
    held = _open(draft, version, roles)
    known = {_span(one["p"], one): one for one in held.marks}
    number = max((one["n"] for one in held.marks), default=0)
    for mark in fresh:
        _check_ground(mark.ground, mark.detail)
        position = _position(mark)
        span = _span(mark.place, position)
        row = known.get(span)
        if row is None:
            number += 1
            row = {"n": number, "p": mark.place, "k": mark.kind, "on": False} | position
            known[span] = row
            held.marks.append(row)
        row["g"], row["d"], row["on"] = mark.ground, mark.detail, row["on"] or ticked
    if len(held.marks) > MAX_MARKS:
        raise ValidationError(f"标注超过{MAX_MARKS}处，请改为遮盖整行或者整页。")
    held.marks.sort(key=lambda one: (one["p"], one.get("s", -1), one["n"]))
    return _changed(held), len(fresh)


def _span(place: int, one: Mapping[str, Any]) -> tuple[Any, ...]:
    return place, one.get("s"), one.get("e"), tuple(one.get("box", ())), one.get("pic", "")


@transaction.atomic
def remove_marks(
    draft: Redaction, numbers: Collection[int], *, version: int | None, roles: Collection[str]
) -> tuple[Redaction, int]:
    """Takes away marks that were added by hand; a proposal loses its tick. Gives how many. Raises ValidationError."""
    held = _open(draft, version, roles)
    gone = [one for one in held.marks if one["n"] in numbers]
    if not gone:
        return held, 0
    for one in gone:
        one["on"] = False
    held.marks = [one for one in held.marks if one not in gone or one["k"] not in BY_HAND]
    return _changed(held), len(gone)


@transaction.atomic
def drop_redaction(draft: Redaction, *, roles: Collection[str], by: Actor) -> None:
    """Gives it up; what was made is deleted. Raises ValidationError."""
    held = Redaction.objects.select_for_update().select_related("request").get(pk=draft.pk)
    permit(held.request, "区分处理", roles=roles, who=WORKERS)
    if held.state in _OVER:
        raise ValidationError("这次区分处理已经结束。")
    forget(held)
    held.state, held.marks, held.updated_at = RedactionState.DROPPED, [], timezone.now()
    held.save()
    record("request.redact_drop", by=by, on=on_request(held.request), after={"材料编号": held.paper_id})
