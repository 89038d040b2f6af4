"""Issued letters and an agency's templates in the storage: under random names, private, written once."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponseBase

from gongkai_web.files.delivery import send
from gongkai_web.files.kinds import KINDS, FileKind
from gongkai_web.files.models import new_public_id
from gongkai_web.files.names import plain_name
from gongkai_web.info_requests.letters.shipped import shipped_template
from gongkai_web.info_requests.models import Letter, LetterTemplate
from gongkai_web.organisations.models import Agency

__all__ = ["Template", "discard", "put", "send_letter", "template_of"]

_FOLDER = "letters"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Template:
    """A template with its digest; ``own`` where it is the agency's."""

    data: bytes
    digest: str
    own: bool


def template_of(agency: Agency, code: str) -> Template:
    """The template that letters of an agency are written with: its own, else the one shipped."""
    row = LetterTemplate.objects.filter(agency=agency, code=code, ended_at=None).first()
    if row is None:
        data = shipped_template(code)
        return Template(data, hashlib.sha256(data).hexdigest(), own=False)
    with row.docx.open("rb") as file:
        data = file.read()
    return Template(data, row.digest, own=True)


def put(data: bytes) -> str:
    """Stores bytes and gives their name. Raises ValidationError where the disk is full or the storage is silent."""
    key = new_public_id()
    name = f"{_FOLDER}/{key[:2]}/{key}"
    try:
        return str(default_storage.save(name, ContentFile(data)))
    except Exception as error:  # the disk, the network, the bucket: each storage has errors of its own
        _logger.exception("a letter could not be stored")
        discard(name)
        raise ValidationError("文书没有保存，请联系系统管理员检查磁盘空间和存储服务。已填写的内容没有丢失。") from error


def discard(*names: str) -> None:
    """Deletes files that no row refers to. Never raises."""
    for name in names:
        with suppress(Exception):
            default_storage.delete(name)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A letter as ``files.delivery`` sends files."""

    original: FieldFile
    size: int
    sha256: str
    spec: FileKind
    download_name: str
    is_public: bool = False

    @property
    def cleaned(self) -> FieldFile:
        """There is no copy: the letter itself."""
        return self.original

    @property
    def cleaned_size(self) -> int:
        """Its size."""
        return self.size

    @property
    def cleaned_sha256(self) -> str:
        """Its hash."""
        return self.sha256


def send_letter(request: HttpRequest, letter: Letter, kind: str, *, shown: bool = False) -> HttpResponseBase:
    """An issued letter as docx or pdf: streamed, by ranges, never kept by anybody between.

    Saved by the browser; with ``shown`` a pdf is opened in it.

    Who may have it is for the caller to ask. The name of the file has nothing of the applicant in it.
    """
    stored, digest = (letter.pdf, letter.pdf_sha256) if kind == "pdf" else (letter.docx, letter.docx_sha256)
    name = plain_name(f"{letter.title}{letter.number or letter.pk}", kind)
    sent = _Sent(stored, stored.size, digest, KINDS[kind], name)
    return send(request, sent, original=True, attachment=not shown)
