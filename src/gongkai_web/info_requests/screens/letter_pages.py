"""What pages of letters share: the fields that an officer may write, pages as pictures, files."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from gongkai_web.info_requests.actions.letters import MAX_WORDS, preview, tell_download
from gongkai_web.info_requests.letters.catalogue import Field
from gongkai_web.info_requests.letters.kept import send_letter
from gongkai_web.info_requests.models import Letter

__all__ = ["page_of", "pages_of", "pdf_of", "send_and_tell", "words_field"]

_SCALE = 1.4


def words_field(field: Field, value: str) -> forms.CharField:
    """A field of a letter that an officer may write, with what the case says."""
    told = f"来源：{field.source}{'；可以不填' if field.optional else ''}。"
    return forms.CharField(
        label=field.name, required=False, max_length=MAX_WORDS, initial=value, help_text=told,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip


def pdf_of(letter: Letter) -> bytes:
    """As it went out, or as it would."""
    if not letter.is_issued:
        return preview(letter)
    with letter.pdf.open("rb") as file:
        return bytes(file.read())


def pages_of(letter: Letter) -> range:
    """The numbers of its pages."""
    pdf = pypdfium2.PdfDocument(pdf_of(letter))
    try:
        return range(1, len(pdf) + 1)
    finally:
        pdf.close()


def page_of(letter: Letter, page: int) -> HttpResponse:
    """A page of a letter as a picture. Raises Http404."""
    pdf = pypdfium2.PdfDocument(pdf_of(letter))
    try:
        if not 1 <= page <= len(pdf):
            raise Http404
        out = BytesIO()
        image = pdf[page - 1].render(scale=_SCALE).to_pil().convert("P", colors=64)
        image.save(out, "PNG", optimize=True)
    finally:
        pdf.close()
    return HttpResponse(out.getvalue(), content_type="image/png", headers={"Cache-Control": "private, no-store"})


def send_and_tell(request: HttpRequest, letter: Letter, kind: str) -> HttpResponseBase:
    """An issued letter as docx or PDF; each taking is told to the log. Raises Http404."""
    if not letter.is_issued or not letter.pdf or kind not in ("pdf", "docx"):
        raise Http404
    response = send_letter(request, letter, kind)
    if response.status_code in (200, 206):
        tell_download(letter, kind, by=request.actor)
    return response
