"""Real servers for the tests: SMTP by aiosmtpd, an SMS gateway over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from pytest_django.fixtures import Settings


@dataclass
class MailServer:
    """An SMTP server that takes mail, refuses it, hangs up or is slow."""

    answer: str = "250 OK"
    rcpt: str = "250 OK"
    drops: bool = False
    seconds: float = 0
    got: list[Envelope] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    waits: bool = False
    port: int = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        import asyncio

        self.arrived.set()
        if self.drops:
            server.transport.close()
            return "250 OK"
        if self.seconds:
            await asyncio.sleep(self.seconds)
        while self.waits and not self.go_on.is_set():
            await asyncio.sleep(0.01)
        if self.answer.startswith("250"):
            self.got.append(envelope)
        return self.answer

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(e.original_content, policy=policy.default) for e in self.got]  # type: ignore[misc]


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    # Controller connects to its own port at start, which it must know: ask for a free one.
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = handler.port = free.getsockname()[1]
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", handler.port
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "noreply@example.gov.cn"
    yield handler
    controller.stop()


@dataclass
class SmsGateway:
    """An HTTP server that answers as it is told and keeps what it was sent."""

    url: str = ""
    status: int = 200
    answer: bytes = b'{"code": 0}'
    seconds: float = 0
    location: str = ""
    got: list[tuple[dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture
def gateway(settings: Settings) -> Iterator[SmsGateway]:
    told = SmsGateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append((dict(self.headers), json.loads(body)))
            time.sleep(told.seconds)
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.end_headers()
            self.wfile.write(told.answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/send"
    settings.GONGKAI_SMS_URL = told.url
    settings.GONGKAI_QUIET = None
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], Any]:
    """A block after which what was queued on commit is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
