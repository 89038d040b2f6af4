"""The redacted file: made, proven, looked at, and kept in the case with its log."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from gongkai.law.clauses import clause
from gongkai.law.outcomes import exemption
from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.files import store
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.permitted import WORKERS, permit
from gongkai_web.info_requests.actions.redaction import _later, areas_of, forget, marks_of, pictures_of, words_of
from gongkai_web.info_requests.actions.steps import lock, on_request
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Paper, Redaction, RedactionState
from gongkai_web.info_requests.redaction import CannotRedact, Result, StillThere, open_source, redact
from gongkai_web.info_requests.redaction.detectors import KINDS
from gongkai_web.info_requests.redaction.engine import takes_long
from gongkai_web.info_requests.redaction.marks import Area, Mark, joined
from gongkai_web.info_requests.redaction.matching import fold
from gongkai_web.info_requests.redaction.paging import as_pages, can_page
from gongkai_web.info_requests.redaction.pictured import covered
from gongkai_web.staff.models import LongWork

__all__ = ["keep_result", "make", "make_preview", "make_result"]

_FILE_NAME = "区分处理后的政府信息"


def make(
    draft: Redaction, *, version: int | None, roles: Collection[str], by: Actor, user: User
) -> tuple[Redaction, LongWork | None]:
    """Makes the file of what is ticked; for a long one the work that does so. Raises ValidationError."""
    with transaction.atomic():
        held = Redaction.objects.select_for_update().select_related("request", "paper__file").get(pk=draft.pk)
        permit(held.request, "区分处理", roles=roles, who=WORKERS)
        if held.state not in (RedactionState.OPEN, RedactionState.REFUSED):
            raise ValidationError(f"{held.get_state_display()}，请刷新页面。")
        if version is not None and held.version != version:
            raise ValidationError("其他人刚刚修改了标注，请核对后再试。", code="conflict")
        if not any(one["on"] for one in held.marks):
            raise ValidationError("还没有选中要遮盖的内容。")
        held.state, held.updated_at = RedactionState.MAKING, timezone.now()
        held.version += 1
        held.save()
    data = store.read(held.paper.file.original.name)
    if not takes_long(held.paper.file.kind, data):
        return make_result(held.pk, by=by, data=data), None
    return held, _later("生成区分处理后的文件", "make", held, user=user, by=by)


def make_result(
    draft_id: int, *, by: Actor, data: bytes | None = None, progress: Callable[[int, int], None] | None = None
) -> Redaction:
    """Makes and proves the file. Where the proof fails nothing is kept but what was found where."""
    draft = Redaction.objects.select_related("request", "paper__file").get(pk=draft_id)
    if draft.state != RedactionState.MAKING:
        return draft
    file = draft.paper.file
    content = store.read(file.original.name) if data is None else data
    told = {"progress": progress} if progress else {}
    result: Result | None = None
    try:
        result = redact(
            file.kind, content, marks_of(draft.marks), areas_of(draft.marks), pictures_of(draft.marks),
            words=words_of(draft), keep_layer=draft.keep_layer, **told,
        )  # fmt: skip
        findings: list[str] = []
    except StillThere as failed:
        findings = [f"{one}。" for one in failed.findings]
    except CannotRedact as refusal:
        findings = [f"{refusal}。"]
    except BaseException:
        Redaction.objects.filter(pk=draft_id).update(state=RedactionState.OPEN)
        raise
    labels, named = _labels(file.kind, content)
    with transaction.atomic():
        draft = Redaction.objects.select_for_update().select_related("request", "paper__file").get(pk=draft_id)
        draft.updated_at = timezone.now()
        if result is None:
            draft.state, draft.proof, draft.log = RedactionState.REFUSED, findings, _log(draft, (), labels, named, by)
            draft.save()
            record(
                "request.redact_refuse", by=by, on=on_request(draft.request), success=False,
                after={"材料编号": draft.paper_id, "检验发现": len(findings)},
            )  # fmt: skip
            return draft
        draft.state, draft.result_kind = RedactionState.MADE, result.kind
        draft.proof, draft.cleaned = list(result.checks), list(result.cleaned)
        draft.log = _log(draft, result.counts, labels, named, by)
        draft.result.save("", ContentFile(result.data), save=False)
        draft.save()
        if result.kind == "docx" and can_page():
            from gongkai_web.info_requests import redaction_tasks

            transaction.on_commit(partial(redaction_tasks.show_pages.enqueue, draft.pk, draft.version))
    return draft


def make_preview(draft_id: int, version: int) -> None:
    """Makes the pages of a new docx to look at; an empty file where LibreOffice cannot show it."""
    draft = Redaction.objects.get(pk=draft_id)
    if not _is_still(draft, version):
        return
    with draft.result.open("rb") as file:
        shown = as_pages(file.read())
    with transaction.atomic():
        draft = Redaction.objects.select_for_update().get(pk=draft_id)
        if _is_still(draft, version) and not draft.preview:
            draft.preview.save("", ContentFile(shown), save=False)
            draft.save(update_fields=["preview"])


def _is_still(draft: Redaction, version: int) -> bool:
    made = draft.state == RedactionState.MADE and draft.version == version
    return made and bool(draft.result) and draft.result_kind == "docx"


def _labels(kind: str, data: bytes) -> tuple[dict[int, str], dict[str, str]]:
    """What the paragraphs and the pictures of a docx are called; pages have their numbers."""
    if kind != "docx":
        return {}, {}
    try:
        source = open_source(kind, data)
    except CannotRedact:
        return {}, {}
    return {one.number: one.label for one in source.places}, {one.name: one.label for one in source.pictures}


def _log(
    draft: Redaction, counts: Sequence[int], labels: Mapping[int, str], named: Mapping[str, str], by: Actor
) -> list[dict[str, Any]]:
    """One line for each stretch, area and picture, in the order of the proof; nothing of what was removed."""
    marks, areas = marks_of(draft.marks), areas_of(draft.marks)
    entries: list[Mark | Area] = []
    for place in sorted({one.place for one in (*marks, *areas) if one.place >= 0}):
        entries += list(joined(one for one in marks if one.place == place))
        entries += [one for one in areas if one.place == place]
    entries += [one for one in areas if one.place < 0]
    at = timezone.localtime().isoformat(timespec="minutes")
    rows: list[dict[str, Any]] = []

    def note(where: str, what: str, ground_id: str, detail: str, characters: int | None) -> None:
        ground = exemption(ground_id)
        rows.append({
            "n": len(rows) + 1,
            "place": where,
            "what": KINDS.get(what, KINDS["typed"]),
            "ground": ground_id,
            "label": ground.label,
            "detail": detail,
            "clause": clause(ground.clause).citation,
            "characters": characters,
            "by": by.name,
            "at": at,
        })  # fmt: skip

    for number, one in enumerate(entries):
        count = counts[number] if number < len(counts) else None
        picture = one.picture if isinstance(one, Area) else ""
        where = named.get(picture, "图片") if picture else labels.get(one.place, f"第{one.place + 1}页")
        note(where, one.kind, one.ground, one.detail, count or None)
    for row in draft.marks:
        if row["on"] and "pic" in row and "box" not in row:
            note(named.get(row["pic"], "图片"), "picture", row["g"], row["d"], None)
    return rows


@transaction.atomic
def keep_result(
    draft: Redaction, *, title: str, version: int | None, roles: Collection[str], by: Actor, looked: bool = False
) -> Paper:
    """Puts the file into the case, with its log. ``looked``: somebody has looked at the pictures that were not read.

    Raises ValidationError, also for a title that tells too much.
    """
    row = lock(draft.request_id, version=None)
    held = Redaction.objects.select_for_update().select_related("paper__file").get(pk=draft.pk)
    permit(row, "区分处理", roles=roles, who=WORKERS)
    if held.state == RedactionState.KEPT and held.kept is not None:
        return held.kept
    if held.state != RedactionState.MADE or not held.result:
        raise ValidationError("还没有生成文件，或者标注已经修改，请重新生成后核对。")
    if version is not None and held.version != version:
        raise ValidationError("标注已经修改，请核对重新生成的文件。", code="conflict")
    if not row.is_open:
        raise ValidationError("已经答复或者办结的申请不再加入区分处理后的文件。")
    if held.unread and not looked:
        raise ValidationError("有图片中的文字没有检查，请逐页查看后，勾选“已逐页查看”。")
    named = title.strip() or _FILE_NAME
    _check_title(held, named)
    with held.result.open("rb") as content:
        data = content.read()
    paper = keep_paper(
        row, ContentFile(data, name=f"{_FILE_NAME}.{held.result_kind}"), kind=PaperKind.REDACTED, title=named, by=by
    )
    paper.redacted_from, paper.redactions = held.paper, held.log
    paper.save(update_fields=["redacted_from", "redactions"])
    unread = list(held.unread)
    forget(held)
    held.state, held.kept, held.updated_at = RedactionState.KEPT, paper, timezone.now()
    held.save()
    touch_case(row)
    grounds: dict[str, int] = {}
    for one in held.log:
        grounds[one["label"]] = grounds.get(one["label"], 0) + 1
    record(
        "request.redact", by=by, on=on_request(row),
        after={"材料编号": held.paper_id, "遮盖": grounds, "SHA-256": paper.file.sha256}
        | ({"已逐页查看没有检查的图片": len(unread)} if unread else {}),
    )  # fmt: skip
    return paper


def _check_title(draft: Redaction, title: str) -> None:
    """A name must not say what was painted over. Raises ValidationError."""
    file = draft.paper.file
    marks = marks_of(draft.marks)
    texts: list[str] = []
    if marks:
        source = open_source(file.kind, store.read(file.original.name))
        texts = [source.places[mark.place].text[mark.start : mark.stop] for mark in marks]
    words = words_of(draft)
    for area in areas_of(draft.marks):
        texts += covered((one for one in words if (one.place, one.picture) == (area.place, area.picture)), [area.box])
    plain = fold(title)
    if any(len(text) > 1 and text in plain for text in map(_bare, texts)):
        raise ValidationError({"title": "名称中有被遮盖的内容，请修改。"})


def _bare(text: str) -> str:
    """A text as it is compared, without the signs that an area takes along at its ends."""
    return fold(text).strip(":,.;、。()")
