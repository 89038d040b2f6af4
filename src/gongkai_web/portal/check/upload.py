"""Uploads that are never written to disk: kept in memory as far as the limit, and not a byte further."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

__all__ = ["MAX_FILE", "MAX_FILES", "MAX_REQUEST", "MemoryOnly", "is_too_large"]

MAX_FILE = 20 * 1024 * 1024
"""Bytes of a file: the largest real annual reports, which are scans, have some 20 MB."""
MAX_FILES = 5
MAX_REQUEST = 42 * 1024 * 1024
"""Bytes of a request."""


class MemoryOnly(FileUploadHandler):
    """A file in memory; of one above the limit only its name and size are known."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file begins."""
        super().new_file(*args, **kwargs)
        self.data = BytesIO()
        self.over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keeps a piece, or lets go of all once it is too much."""
        if not self.over and start + len(raw_data) > MAX_FILE:
            self.over, self.data = True, BytesIO()
        if not self.over:
            self.data.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file."""
        self.data.seek(0)
        return InMemoryUploadedFile(
            self.data, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


def is_too_large(request: HttpRequest) -> bool:
    """True for a request that is not worth reading."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REQUEST
    except ValueError:
        return True
