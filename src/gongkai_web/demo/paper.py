"""A paper of the demonstration, covered where it must not be shown: by the same tool, with the same proof."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from docx import Document

from gongkai_web.accounts.models import User
from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import scan_file
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.actions.redaction import add_marks, begin_redaction
from gongkai_web.info_requests.actions.redaction_result import keep_result, make
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Paper
from gongkai_web.info_requests.redaction import Mark, open_source

__all__ = ["covered_copy"]


def covered_copy(
    row: InfoRequest, told: Mapping[str, Any], *, user: User, by: Actor, roles: Collection[str]
) -> Paper | None:
    """Puts a document of these paragraphs into a locked request, and a copy without what is to be covered.

    ``told``: name, paragraphs, cover (texts), ground, detail. None where a file cannot be scanned.
    """
    data = _document(told["paragraphs"])
    paper = add_paper(
        row, ContentFile(data, name=f"{told['name']}.docx"), kind=PaperKind.INFORMATION, title=told["name"], by=by
    )
    # What is uploaded is scanned a little later; here it is covered at once.
    if not scan_file(paper.file_id, by=Actor.system("文件处理")).is_safe:
        return None
    paper.refresh_from_db()
    draft, _ = begin_redaction(paper, roles=roles, by=by, user=user)
    marks = [
        Mark(place.number, start, start + len(text), told["ground"], told["detail"], "typed")
        for place in open_source("docx", data).places
        for text in told["cover"]
        if (start := place.text.find(text)) >= 0
    ]
    draft, _ = add_marks(draft, marks, version=None, roles=roles)
    draft, _ = make(draft, version=None, roles=roles, by=by, user=user)
    return keep_result(draft, title=f"{told['name']}（区分处理）", version=None, roles=roles, by=by)


def _document(paragraphs: Collection[str]) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = BytesIO()
    document.save(made)
    return made.getvalue()
