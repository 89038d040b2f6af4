"""Files that are put into a case."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files import File

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import upload_file
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Paper

__all__ = ["add_paper", "keep_paper"]


def keep_paper(
    row: InfoRequest, content: File, *, kind: str, title: str = "", from_applicant: bool = False, by: Actor
) -> Paper:
    """Stores a file as part of another act on a locked request, which itself touches the case and tells the log.

    A title of its own keeps what an applicant wrote into a file name out of lists. Raises ValidationError.
    """
    label = PaperKind(kind).label
    number = row.papers.filter(kind=kind).count() + 1
    named = title.strip()[:200] or (f"{label}{number}" if number > 1 else label)
    file = upload_file(content, agency=row.agency, title=f"{row.number} {named}"[:200], by=by)
    paper = Paper(
        request=row, round=row.round, file=file, kind=kind, title=named, from_applicant=from_applicant,
        added_by_name=by.name,
    )  # fmt: skip
    paper.full_clean(exclude=["request", "file"])
    paper.save()
    return paper


def add_paper(
    row: InfoRequest, content: File, *, kind: str, title: str = "", from_applicant: bool = False, by: Actor
) -> Paper:
    """Puts a file into a locked request. Raises ValidationError."""
    if row.state == "archived":
        raise ValidationError("已经归档的案卷不再加入材料；重新作出处理的，在新的一轮中加入。")
    paper = keep_paper(row, content, kind=kind, title=title, from_applicant=from_applicant, by=by)
    touch_case(row)
    record("request.paper", by=by, on=on_request(row), after={"类别": paper.get_kind_display()})
    return paper
