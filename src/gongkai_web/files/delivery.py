"""A stored file as an HTTP response: streamed, with one range, with its hash as the tag a browser asks by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags

from gongkai_web.files import store
from gongkai_web.files.models import StoredFile
from gongkai_web.files.names import disposition

__all__ = ["send"]

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
_SANDBOX = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    stop: int


def send(
    request: HttpRequest, file: StoredFile, *, original: bool = False, attachment: bool | None = None
) -> HttpResponseBase:
    """The copy, or for officers the original: 200, 206 for a range, 304 for what the browser has, 416.

    Saved by the browser with ``attachment``, else shown; by itself the original is saved, and a copy of a kind that
    browsers cannot show without danger. Of such a kind nothing is ever shown.
    """
    name, size, digest = file.cleaned.name, file.cleaned_size, file.cleaned_sha256
    if original:
        name, size, digest = file.original.name, file.size, file.sha256
    tag = f'"{digest}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in asked or tag in asked:
        return _dressed(HttpResponse(status=304), file, tag, original=original)
    piece = _range(request, size, tag)
    if piece is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return _dressed(response, file, tag, original=original)
    length = piece.stop - piece.start
    if request.method == "HEAD" or not length:
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(store.stream(name, piece.start, piece.stop))
    response.headers["Content-Length"] = str(length)
    response.headers["Content-Type"] = file.spec.media_type
    saved = original if attachment is None else attachment
    response.headers["Content-Disposition"] = disposition(file.download_name, attachment=saved or not file.spec.inline)
    if length != size:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {piece.start}-{piece.stop - 1}/{size}"
    return _dressed(response, file, tag, original=original)


def _dressed(response: HttpResponseBase, file: StoredFile, tag: str, *, original: bool) -> HttpResponseBase:
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    # A public copy is asked after each time, so that one that was withdrawn is gone at once.
    shared = file.is_public and not original
    response.headers["Cache-Control"] = "public, no-cache" if shared else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


def _range(request: HttpRequest, size: int, tag: str) -> _Piece | None:
    """What is asked for, the whole where it is not one plain range; None where it lies outside (RFC 9110, 14)."""
    found = _RANGE.match(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if request.method != "GET" or not found or (condition and condition != tag) or found.groups() == ("", ""):
        return _Piece(0, size)
    first, last = found.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
        return _Piece(start, stop) if int(last) else None
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return _Piece(0, size)
    return _Piece(start, stop) if start < size else None
