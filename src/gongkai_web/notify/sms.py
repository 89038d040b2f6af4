"""SMS: a small interface, and an adapter to gateways that take JSON over HTTP. Vendors differ in four settings.

SMS_URL is where to post; SMS_BODY the object, in which ``{phone}``, ``{text}`` and ``{id}`` are filled in; SMS_HEADERS
what the gateway wants beside it; SMS_OK which entry of its answer means that it took the message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from django.conf import settings

from gongkai_web.common.masks import mask_phone
from gongkai_web.notify.failures import Delayed, Rejected

__all__ = ["HttpSms", "SmsSender", "is_configured", "sender"]

_PLACE = re.compile(r"\{(phone|text|id)\}")
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_SECONDS = 20
_ANSWER_BYTES = 64 * 1024
_LATER = frozenset({408, 425, 429})  # statuses of the 400s that say: not now


class SmsSender(Protocol):
    """Whatever sends an SMS."""

    def send(self, phone: str, text: str, *, identity: UUID) -> None:
        """Hands the message over. Raises Rejected or Delayed; a return means that it was taken."""


class _NoRedirect(HTTPRedirectHandler):
    """A phone number is not carried on to wherever an answer points."""

    def redirect_request(self, *_: Any) -> None:
        """None: the redirect becomes an error."""


@dataclass(frozen=True, slots=True)
class HttpSms:
    """A gateway that takes JSON by POST. ``ok`` is ``path=value`` in its answer, "" where the status says it all."""

    url: str
    body: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)
    ok: str = ""
    seconds: float = _SECONDS

    def send(self, phone: str, text: str, *, identity: UUID) -> None:
        """See SmsSender."""
        number = re.sub(r"[ ()（）-]", "", phone)
        if not _PHONE.fullmatch(number):
            raise Rejected("手机号码的格式不对")
        values = {"phone": number, "text": text, "id": identity.hex}
        data = json.dumps(_filled(self.body, values), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **self.headers}
        try:
            answer = self._post(Request(self.url, data, headers, method="POST"))
        except HTTPError as error:
            reason = f"短信网关拒绝（HTTP {error.code}）"
            refused = 400 <= error.code < 500 and error.code not in _LATER
            # Without leave to send (401, 403) nobody's message goes out; that is mended in the settings.
            raise Rejected(reason) if refused and error.code not in (401, 403) else Delayed(reason) from error
        except TimeoutError as error:
            raise Delayed(f"短信网关{self.seconds:g}秒没有回答", down=True) from error
        except (URLError, HTTPException, OSError) as error:
            raise Delayed("连不上短信网关", down=True) from error
        if self.ok:
            self._judge(answer, number)

    def _post(self, request: Request) -> bytes:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise Delayed("SMS_URL 应为 http:// 或 https:// 开头的地址", down=True)
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.seconds) as response:
                answer: bytes = response.read(_ANSWER_BYTES)
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise error.reason from error
            raise
        return answer

    def _judge(self, answer: bytes, number: str) -> None:
        path, _, wanted = self.ok.partition("=")
        try:
            found: Any = json.loads(answer)
            for name in path.strip().split("."):
                found = found[int(name)] if isinstance(found, list) else found[name]
        except (KeyError, IndexError, TypeError, ValueError):
            raise Delayed(f"短信网关的回答里没有“{path.strip()}”一项") from None
        if str(found) != wanted.strip():
            said = " ".join(answer.decode("utf-8", "replace").replace(number, mask_phone(number)).split())
            raise Delayed(f"短信网关没有接受：{said[:160]}")


def _filled(form: Any, values: Mapping[str, str]) -> Any:
    """The object with every text filled in, in one pass."""
    if isinstance(form, str):
        return _PLACE.sub(lambda found: values[found[1]], form)
    if isinstance(form, Mapping):
        return {key: _filled(value, values) for key, value in form.items()}
    return [_filled(value, values) for value in form] if isinstance(form, list) else form


def is_configured() -> bool:
    """True when there is a gateway."""
    return bool(settings.GONGKAI_SMS_URL)


def sender() -> SmsSender:
    """The gateway of the settings."""
    return HttpSms(
        settings.GONGKAI_SMS_URL, settings.GONGKAI_SMS_BODY, settings.GONGKAI_SMS_HEADERS, settings.GONGKAI_SMS_OK
    )
