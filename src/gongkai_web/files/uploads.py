"""How uploads are received: written to a temporary file piece by piece, never beyond the limit.

A file that is too large, or for which there is no room, arrives as an ``Unreceived`` with the sentence to show, so that
the form keeps what was typed; its bytes are read to their end and dropped.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

__all__ = ["SafeUpload", "Unreceived"]

_PATIENCE = 8
"""A request of more than so many times the limit is cut off instead of read to its end."""


class Unreceived(UploadedFile):
    """A file that was not received; ``why`` is a sentence of Chinese."""

    def __init__(self, why: str, **kwargs: Any) -> None:
        super().__init__(file=BytesIO(), **kwargs)
        self.why = why


class SafeUpload(TemporaryFileUploadHandler):
    """Django's handler, with the limit, and without a crash where the disk is full."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any) -> None:  # noqa: N803
        """Cuts off a request that is absurdly large. Raises StopUpload."""
        if content_length > _PATIENCE * settings.GONGKAI_UPLOAD_BYTES:
            raise StopUpload(connection_reset=True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Opens a temporary file."""
        self.why, self.received = "", 0
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._fail("服务器磁盘空间不足，文件没有收下，请联系系统管理员。")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Writes a piece, or drops it."""
        self.received += len(raw_data)
        if not self.why and self.received > settings.GONGKAI_UPLOAD_BYTES:
            self._fail(f"文件超过{settings.GONGKAI_UPLOAD_BYTES // 2**20}MB的上限，请压缩或拆分后上传。")
        if not self.why:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError:
                self._fail("服务器磁盘空间不足，文件没有收下，请联系系统管理员。")

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The received file, or why it is not here."""
        if self.why:
            return Unreceived(
                self.why, name=self.file_name, content_type=self.content_type, size=file_size, charset=self.charset
            )
        try:
            self.file.flush()
            return super().file_complete(file_size)
        except OSError:
            self._fail("服务器磁盘空间不足，文件没有收下，请联系系统管理员。")
            return self.file_complete(file_size)

    def _fail(self, why: str) -> None:
        self.why = why
        file = getattr(self, "file", None)
        if file is not None:
            with suppress(OSError):
                file.close()
