"""What the OpenSearch engine sends. No server of it can be had here: a listener takes down what it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from gongkai_web.search.engines import Question
from gongkai_web.search.engines.opensearch import OpenSearchEngine
from gongkai_web.search.models import Entry

ASKED: list[tuple[str, Any]] = []
FOUND: list[int] = []


class Listener(BaseHTTPRequestHandler):
    """Answers each search with two numbers."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        ASKED.append((self.path, json.loads(self.rfile.read(length))))
        body = json.dumps({"hits": {"hits": [{"_id": str(number)} for number in FOUND]}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def address() -> Iterator[str]:
    ASKED.clear()
    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_address_is_followed() -> None:
    (host,) = OpenSearchEngine("https://u:p%40ss@search.example:9200/gk")._client.transport.hosts
    assert (host["host"], host["port"], host["use_ssl"]) == ("search.example", 9200, True)
    assert host["http_auth"] == "u:p@ss"
    assert host["url_prefix"] == "/gk"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("entries")
def test_a_question(address: str) -> None:
    there = Entry.objects.order_by("pk")[0].pk
    FOUND[:] = [there, 10**9]
    found = OpenSearchEngine(address).newest(Question(("养老", "服务"), ("kqfile",), prefix=True, titles=True), 5)
    assert found == [there]  # what has no row is left out
    ((path, body),) = ASKED
    assert path == "/gongkai_entries/_search"
    assert body["size"] == 5
    words, mark = body["query"]["bool"]["filter"]
    assert mark == {"term": {"marks": "kqfile"}}
    assert words["bool"]["filter"][-1] == {"prefix": {"title": "服务"}}
