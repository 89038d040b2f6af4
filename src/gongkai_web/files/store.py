"""Bytes in and out of the storage (a folder, or a bucket): saved under a random name, streamed by ranges."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage

from gongkai_web.files.models import new_public_id

__all__ = ["FOLDER", "discard", "put", "read", "stored_names", "stream"]

FOLDER = "files"
_CHUNK = 64 * 1024
_logger = logging.getLogger(__name__)


def put(content: File) -> str:
    """Saves a file and gives the name it is stored under, which nobody can guess and no user has chosen.

    Raises ValidationError where the disk is full or the storage does not answer; nothing is left behind then.
    """
    key = new_public_id()
    name = f"{FOLDER}/{key[:2]}/{key}"
    content.seek(0)
    try:
        return default_storage.save(name, content)
    except Exception as error:  # the disk, the network, the bucket: each storage has errors of its own
        _logger.exception("a file could not be stored")
        discard(name)
        why = "磁盘空间不足或不能写入" if isinstance(error, OSError) else "存储服务没有应答"
        raise ValidationError(f"文件没有保存：{why}，请联系系统管理员。已填写的内容没有丢失。") from error


def discard(name: str) -> None:
    """Deletes a file that no row refers to. Never raises."""
    try:
        default_storage.delete(name)
    except Exception:  # what cannot be deleted now is found by the daily check
        _logger.exception("a file could not be deleted: %s", name)


def read(name: str) -> bytes:
    """The bytes of a file."""
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def stream(name: str, start: int, stop: int) -> Iterator[bytes]:
    """The bytes of a file from ``start`` up to ``stop``, piece by piece; from a bucket as they come."""
    bucket: Any = getattr(default_storage, "bucket", None)
    if bucket is not None:
        key = default_storage._normalize_name(name)
        body = bucket.Object(key).get(Range=f"bytes={start}-{stop - 1}")["Body"]
        yield from body.iter_chunks(_CHUNK)
        return
    with default_storage.open(name) as file:
        file.seek(start)
        left = stop - start
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def stored_names() -> Iterator[str]:
    """The names of all stored files."""
    try:
        folders, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in folders:
        _, names = default_storage.listdir(f"{FOLDER}/{folder}")
        for name in names:
            yield f"{FOLDER}/{folder}/{name}"
