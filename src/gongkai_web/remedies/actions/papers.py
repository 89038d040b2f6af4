"""The files of a case."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import upload_file
from gongkai_web.info_requests.kinds import PaperKind as RequestPaperKind
from gongkai_web.info_requests.models import Paper
from gongkai_web.remedies.actions.cases import on_case
from gongkai_web.remedies.kinds import PaperKind
from gongkai_web.remedies.models import CasePaper, RemedyCase

__all__ = ["add_paper"]


def add_paper(case: RemedyCase, content: File, *, kind: str, title: str = "", by: Actor) -> CasePaper:
    """Stores a file with the case, and in the file of the request that it is about. Raises ValidationError."""
    if kind not in PaperKind.values:
        raise ValidationError({"kind": "请选择材料的类别。"})
    title = title.strip() or PaperKind(kind).label
    stored = upload_file(content, agency=case.agency, title=title, by=by)
    with transaction.atomic():
        paper = CasePaper.objects.create(case=case, file=stored, kind=kind, title=title, added_by_name=by.name)
        if case.request_id is not None:
            Paper.objects.create(
                request_id=case.request_id, round=case.round, file=stored, kind=RequestPaperKind.REMEDY, title=title,
                added_by_name=by.name,
            )  # fmt: skip
        record("remedy.paper", by=by, on=on_case(case), after={"类别": PaperKind(kind).label})
    return paper
