"""What /health says, to whom, and how fast."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from time import sleep
from typing import Any

import pytest
from django.test import Client

from gongkai_web.accounts.roles import Role
from gongkai_web.health import probes, views
from gongkai_web.health.board import Board, overall
from gongkai_web.health.probes import PROBES, Found, Probe, State
from tests.web.conftest import World

NOT_THERE = 1
"""A port where nobody listens."""


def board_of(*asked: Probe) -> Board:
    return Board([Probe("database", lambda: "sqlite", Found), *asked])


def test_all_is_well() -> None:
    read = board_of(Probe("mail", lambda: "none", _never)).read(moment=5)
    assert read == {"database": ("sqlite", Found()), "mail": ("none", Found(State.OFF))}
    assert overall(read) is State.OK


def _never() -> Found:
    raise AssertionError("what is not set up is not asked")


def _broken() -> Found:
    raise ConnectionRefusedError("secret address")


def test_something_that_does_not_answer_degrades() -> None:
    read = board_of(Probe("mail", lambda: "smtp", _broken)).read(moment=5)
    assert read["mail"] == ("smtp", Found(State.DOWN, {"error": "ConnectionRefusedError"}))
    assert overall(read) is State.DEGRADED


def test_only_the_database_brings_it_down() -> None:
    assert overall(Board([Probe("database", lambda: "sqlite", _broken)]).read()) is State.DOWN


def test_what_is_slow_does_not_hold_up_the_page() -> None:
    released = threading.Event()

    def slow() -> Found:
        released.wait(10)
        return Found(detail={"host": "x"})

    board = board_of(Probe("search", lambda: "opensearch", slow, fresh=60))
    board.read(moment=5)
    assert board.read()["search"][1].state is State.UNKNOWN
    released.set()
    assert board.read(moment=5)["search"][1].state is State.OK


def test_an_answer_holds_for_a_while() -> None:
    asked: list[int] = []

    def count() -> Found:
        asked.append(1)
        return Found()

    board = board_of(Probe("files", lambda: "folder", count, fresh=0.3))
    for _ in range(5):
        board.read(moment=5)
    assert len(asked) == 1
    sleep(0.4)
    board.read(moment=5)
    assert len(asked) == 2


# The page


def fixed(monkeypatch: pytest.MonkeyPatch, **found: Found) -> None:
    """Answers that do not hang on this machine."""
    told = {name: ("kind", found.get(name, Found(detail={"host": "db.intern", "version": "9"}))) for name in NAMES}
    monkeypatch.setattr(views.board, "read", lambda: told)


NAMES = ("database", "search", "cache", "queue", "files", "jobs", "mail", "sms", "virus_scan")


def test_every_part_is_asked() -> None:
    assert tuple(probe.name for probe in PROBES) == NAMES


def shown(client: Client) -> Any:
    response = client.get("/health")
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]
    return response


@pytest.mark.django_db
def test_the_public_sees_kinds_and_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed(monkeypatch)
    response = shown(client)
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "behind": {name: {"kind": "kind", "status": "ok"} for name in NAMES}}
    assert client.post("/health").status_code == 405
    assert client.cookies == {}


@pytest.mark.parametrize("role", list(Role))
def test_those_who_run_the_site_see_details(world: World, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed(monkeypatch)
    client = Client()
    client.force_login(world.person(role))
    text = shown(client).content.decode()
    assert ("db.intern" in text) == (role in (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR))
    assert ("version" in json.loads(text)) == ("db.intern" in text)


def test_down_is_told_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `db` fixture: a query here would fail the test."""
    fixed(monkeypatch, database=Found(State.DOWN))
    response = shown(client)
    assert (response.status_code, response.json()["status"]) == (503, "down")
    assert b"db.intern" not in response.content


# The probes, on real servers


@pytest.fixture
def greeter() -> Iterator[int]:
    """A server that says 220 as a mail server does; its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            with plain:
                plain.sendall(b"220 ready\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_mail(settings: Any, greeter: int) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", greeter, False
    assert probes.mail() == Found(State.OK, {"host": "127.0.0.1", "port": greeter})
    settings.EMAIL_PORT = NOT_THERE
    with pytest.raises(ConnectionRefusedError):
        probes.mail()


def test_sms(settings: Any, greeter: int) -> None:
    settings.GONGKAI_SMS_URL = f"http://u:geheim@127.0.0.1:{greeter}/send"
    assert probes.sms() == Found(detail={"host": "127.0.0.1"})


@pytest.mark.django_db
def test_the_database_tells_its_version() -> None:
    found = probes.database()
    assert found.state is State.OK
    assert found.detail["version"][0].isdigit()


@pytest.mark.django_db
def test_jobs_without_a_scheduler() -> None:
    assert probes.jobs().state is State.DEGRADED


def test_files(settings: Any) -> None:
    assert probes.files().detail["free_mb"] > 0
