"""Many people who send their applications at the same moment, over HTTP, each from an address of his own.

The site must stand behind a proxy (GONGKAI_BEHIND_PROXY), for one address may send thirty an hour.
"""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

__all__ = ["BEHIND_PROXY", "DRAFTS", "Answer", "at_once", "number_of"]

BEHIND_PROXY = {"GONGKAI_BEHIND_PROXY": "1"}

DRAFTS = """
import json
from django.core import signing
from gongkai_web.info_requests.actions.applications import begin, keep
from gongkai_web.organisations.models import Agency
from gongkai_web.portal.apply.drafts import COOKIE, _SALT

agency = Agency.objects.get(code={code!r})
signer = signing.get_cookie_signer(salt=COOKIE + _SALT)
found = []
for number in range({count}):
    row, secret = begin(agency)
    row = keep(row, "information", {{"title": f"测试信息{{number}}", "document_number": "", "content": "测试内容"}})
    row = keep(row, "applicant", {{
        "kind": "natural_person", "name": f"测试申请人{{number}}", "identity_kind": "identity_card",
        "identity_number": f"99010119900101{{number:04d}}", "phone": f"1000000{{number:04d}}", "email": "",
        "address": "", "postcode": "",
    }})
    row = keep(row, "delivery", {{"form": "electronic", "route": "online", "assistance": ""}})
    row = keep(row, "attachments", {{"seen": True}})
    found.append(signer.sign(secret))
print(json.dumps(found))
"""
"""Code that runs inside the site: writes drafts for an agency and prints the cookies of their writers as JSON."""

_CSRF = "a" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What one of them was told: the status (0 where the line went dead), seconds, whether it was acknowledged."""

    status: int
    seconds: float
    acknowledged: bool = False


def at_once(port: int, cookies: list[str], seen: Callable[[Answer], None] = lambda answer: None) -> list[Answer]:
    """All send together; an answer for each. ``seen`` is told of each answer as it comes, by several threads."""
    gate = threading.Barrier(len(cookies))
    answers = [Answer(0, 0.0)] * len(cookies)

    def send(place: int) -> None:
        gate.wait()
        answers[place] = _send(port, place, cookies[place])
        seen(answers[place])

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(cookies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _send(port: int, place: int, cookie: str) -> Answer:
    begun = perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        line.request("POST", "/apply/send/", "", _headers(place, cookie))
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return Answer(0, perf_counter() - begun)
    finally:
        line.close()
    acknowledged = answer.status == 302 and answer.headers["Location"] == "/apply/receipt/"
    return Answer(answer.status, perf_counter() - begun, acknowledged)


def _headers(place: int, cookie: str) -> dict[str, str]:
    return {
        "Cookie": f"gongkai_apply={cookie}; csrftoken={_CSRF}", "X-CSRFToken": _CSRF,
        "X-Forwarded-For": f"10.1.{place // 250}.{place % 250 + 1}",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip


def number_of(port: int, place: int, cookie: str) -> str:
    """The number on somebody's receipt; "" where he has none."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("GET", "/apply/receipt/", headers=_headers(place, cookie))
    answer = line.getresponse()
    page = answer.read().decode()
    line.close()
    found = re.search(r"[0-9A-Z-]+-20\d\d-\d{5}", page) if answer.status == 200 else None
    return found[0] if found else ""
