"""A public page as it is kept: compressed, with every header that it left the site with."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

__all__ = ["KeptPage"]

_BROTLI_QUALITY = 5
_ACCEPTS = {name: re.compile(rf"\b{name}\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))") for name in ("br", "gzip")}
_OF_THE_BODY = ("content-length", "content-encoding", "content-type")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """Compressed only; the few who take neither get it unpacked. ``headers`` say nothing of length and coding."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    gzip: bytes
    br: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> KeptPage:
        """The page of a response that has an ETag and is not compressed yet."""
        body = response.content
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        headers = tuple(pair for pair in response.items() if pair[0].lower() not in _OF_THE_BODY[:2])
        return cls(
            headers,
            response.headers["ETag"],
            gzip.compress(body, mtime=0),
            brotli.compress(body, quality=_BROTLI_QUALITY),
        )

    def response(self, request: HttpRequest) -> HttpResponse:
        """The page as the browser takes it, or 304 where the browser has it."""
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        coding = next((name for name, found in _ACCEPTS.items() if found.search(accepted)), "")
        body = {"br": self.br, "gzip": self.gzip}.get(coding) or gzip.decompress(self.gzip)
        response = HttpResponse(body, headers=dict(self.headers))
        response.headers["Content-Length"] = str(len(body))
        if coding:
            response.headers["Content-Encoding"] = coding
        answer = get_conditional_response(request, etag=self.etag, response=response)
        if answer is not response:
            for name, text in self.headers:
                if name.lower() not in _OF_THE_BODY:
                    answer.headers.setdefault(name, text)
        return answer
