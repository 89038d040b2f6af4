"""What the pages of 区分处理 share: the paper and the work on it that an address names, and pictures as answers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from gongkai_web.info_requests.actions.permitted import WORKERS
from gongkai_web.info_requests.actions.redaction import under_way
from gongkai_web.info_requests.models import Paper, Redaction
from gongkai_web.info_requests.screens.opened import Case

__all__ = ["draft_of", "paper_of", "png", "unread_of", "version_of", "works_on"]


def paper_of(case: Case, paper_id: int) -> Paper:
    """A paper of the case. Raises Http404."""
    found = Paper.objects.select_related("file").filter(request=case.row, pk=paper_id).first()
    if found is None:
        raise Http404
    return found


def draft_of(case: Case, paper_id: int) -> Redaction:
    """The work on a paper that is under way. Raises Http404."""
    found = under_way(paper_of(case, paper_id))
    if found is None:
        raise Http404
    found.paper = paper_of(case, paper_id)
    return found


def works_on(case: Case) -> bool:
    """Whether the one who looks may mark."""
    return bool(case.roles & WORKERS)


def unread_of(draft: Redaction) -> str:
    """The pages with pictures that were not read, or how many pictures of a docx, in words."""
    pages = [str(one + 1) for one in draft.unread if isinstance(one, int)]
    if pages:
        return f"第{'、'.join(pages[:20])}{'等' if len(pages) > 20 else ''}页有图片，其中的文字没有检查"
    return f"有{len(draft.unread)}幅图片，其中的文字没有检查" if draft.unread else ""


def version_of(request: HttpRequest) -> int:
    """The version that a form came from, -1 for none."""
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def png(data: bytes) -> HttpResponse:
    """A picture, which nobody between keeps."""
    return HttpResponse(data, content_type="image/png", headers={"Cache-Control": "private, no-store"})
