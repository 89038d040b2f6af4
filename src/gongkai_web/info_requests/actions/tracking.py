"""What an applicant does with his own request: finds it by number and code, corrects, gives reasons, withdraws."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.access import steps_open_to
from gongkai_web.info_requests.actions.applications import MAX_FILE_BYTES, MAX_FILES
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.steps import lock, take
from gongkai_web.info_requests.codes import matches
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Matter, Step

__all__ = ["APPLICANT", "answer", "find", "open_to_applicant", "withdraw"]

APPLICANT = frozenset({"applicant"})
_NOBODY = "0" * 64
"""What a code is held against where there is no such number: the same work, and never right."""
_PAPERS = {"clarified": PaperKind.CORRECTION, "reasons_given": PaperKind.REASONS}
_LONGEST_TEXT = 2000
_LONGEST_NUMBER = 60


def find(number: str, code: str) -> InfoRequest | Matter | None:
    """What the number and the code open; None for either of them wrong, after the same work."""
    written = number.strip()[:_LONGEST_NUMBER]
    spelt = {written, written.upper(), written.lower()}
    # Number and hash alone: to open the sealed fields of a row takes time, and would tell that there is one.
    known = [
        (model, *row)
        for model in (InfoRequest, Matter)
        for row in model.objects.filter(number__in=spelt).values_list("pk", "query_code")
    ]
    model, key, kept = known[0] if known else (None, None, _NOBODY)
    if not matches(code[:_LONGEST_NUMBER], kept) or model is None:
        return None
    found: InfoRequest | Matter | None = model.objects.select_related("agency").filter(pk=key).first()
    return None if isinstance(found, InfoRequest) and found.practice else found


def open_to_applicant(request: InfoRequest) -> frozenset[str]:
    """The steps that the applicant may take now over the site. A payment is recorded from the treasury's receipt."""
    return frozenset(row.event for row in steps_open_to(APPLICANT, request.state)) - {"fee_paid"}


def _checked(files: Iterable[File]) -> list[File]:
    given = list(files)
    if len(given) > MAX_FILES:
        raise ValidationError({"files": f"一次最多附{MAX_FILES}个文件。"})
    for file in given:
        if file.size > MAX_FILE_BYTES:
            raise ValidationError({"files": f"有文件超过{MAX_FILE_BYTES // 2**20}MB，请压缩或者拍得小一些再上传。"})
    return given


@transaction.atomic
def answer(
    request: InfoRequest, event: str, *, text: str, files: Iterable[File] = (), version: int, token: str, by: Actor
) -> Step:
    """Corrects the application (art. 30) or gives the reasons (art. 35), with files.

    Raises ValidationError, Conflict, and Repeated for a form that was sent before.
    """
    given = _checked(files)
    row = lock(request, version=version, token=token)
    if event not in _PAPERS:
        raise ValidationError("这一步不由申请人办理。", code="not_yours")
    if not text.strip() and not given:
        raise ValidationError({"text": "请写明内容，或者附上材料。"})
    if len(text) > _LONGEST_TEXT:
        raise ValidationError({"text": f"最多{_LONGEST_TEXT}字，更多的内容请作为文件附上。"})
    kind = _PAPERS[event]
    for file in given:
        ending = (file.name or "").rpartition(".")[2][:8]
        file.name = f"{kind.label}.{ending}"  # names of files tell about people
        try:
            keep_paper(row, file, kind=kind, from_applicant=True, by=by)
        except ValidationError as refusal:
            raise ValidationError({"files": refusal.messages}) from None
    told = {"files": len(given)} if given else {}
    return take(row, event, on=timezone.localdate(), roles=APPLICANT, by=by, data=told, words=text.strip(), token=token)


@transaction.atomic
def withdraw(request: InfoRequest, *, version: int, token: str, by: Actor) -> Step:
    """Withdraws the request. Raises ValidationError, Conflict, Repeated."""
    row = lock(request, version=version, token=token)
    return take(row, "withdrawn", on=timezone.localdate(), roles=APPLICANT, by=by, data={"way": "网上"}, token=token)
