"""Downloads. Everybody has the public copies; officers of the agency have the copies and the originals."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from gongkai_web.accounts.rights import Right
from gongkai_web.files.actions import record_download
from gongkai_web.files.delivery import send
from gongkai_web.files.models import StoredFile

__all__ = ["download", "download_original"]


def _in_scope(request: HttpRequest, file: StoredFile) -> bool:
    return bool(request.scope.may(Right.READ_FILES, file.agency_id))


@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The cleaned copy; 404 for what is not public, unless an officer may see it. An infected one is nobody's."""
    file = get_object_or_404(StoredFile, public_id=public_id)
    if not file.cleaned or not file.is_safe or not (file.is_public or _in_scope(request, file)):
        raise Http404
    return send(request, file)


@require_safe
def download_original(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The original, for officers of the agency and the auditor; each taking is logged."""
    file = get_object_or_404(StoredFile, public_id=public_id)
    if not file.is_safe or not _in_scope(request, file):
        raise Http404
    response = send(request, file, original=True)
    if request.method == "GET" and response.status_code in (200, 206):
        record_download(file, by=request.actor)
    return response
