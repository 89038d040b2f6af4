"""Who gets which bytes, and with which headers."""

from __future__ import annotations

import pytest
from django.test import Client

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import publish_file, withdraw_file
from gongkai_web.files.models import StoredFile
from gongkai_web.files.states import ScanState
from tests.web.conftest import World
from tests.web.files import made
from tests.web.files.conftest import Upload


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def as_person(user) -> Client:
    client = Client()
    client.force_login(user, backend="gongkai_web.accounts.backend.AccountBackend")
    return client


def test_the_public_gets_public_copies_only(upload: Upload, officer: Actor, client: Client) -> None:
    file = upload(made.photo(), "现场 照片.jpg")
    assert client.get(file.get_absolute_url()).status_code == 404
    publish_file(file, by=officer)
    response = client.get(file.get_absolute_url())
    assert response.status_code == 200
    assert made.AUTHOR.encode() not in body(response)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        "inline; filename=\"file.jpg\"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%20%E7%85%A7%E7%89%87.jpg"
    )
    assert response["Cache-Control"] == "public, no-cache"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert client.get(file.get_absolute_url() + "original/").status_code == 404
    withdraw_file(file, reason="测试", by=officer)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get("/files/nothing/").status_code == 404


def test_officers_get_originals_of_their_agencies(upload: Upload, world: World) -> None:
    data = made.plain_docx()
    file = upload(data, "a.docx")
    for role in (Role.HANDLER, Role.LEADER, Role.AUDITOR):
        response = as_person(world.person(role)).get(file.get_absolute_url() + "original/")
        assert response.status_code == 200
        assert body(response) == data
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["Cache-Control"] == "private, no-store"
    assert Event.objects.filter(verb="file.download_original").count() == 3
    # Who runs the site, gives out its accounts or looks after agencies below needs no contents.
    kept_out = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.SUPERVISOR)
    for stranger in ("other", "citizen", *kept_out):
        assert as_person(world.person(stranger)).get(file.get_absolute_url() + "original/").status_code == 404
        assert as_person(world.person(stranger)).get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("state", [ScanState.INFECTED, ScanState.WAITING, ScanState.FAILED])
def test_what_may_have_a_virus_is_nobodys(state: ScanState, upload: Upload, world: World) -> None:
    file = upload(b"text", "a.txt")
    StoredFile.objects.filter(pk=file.pk).update(scan_state=state)
    client = as_person(world.person(Role.HANDLER))
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(file.get_absolute_url() + "original/").status_code == 404


def test_what_the_browser_has_is_not_sent_again(upload: Upload, officer: Actor, client: Client) -> None:
    file = publish_file(upload(b"0123456789", "a.txt"), by=officer)
    url = file.get_absolute_url()
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(url, headers={"If-None-Match": f'"other", W/{tag}, {tag}'}).status_code == 304
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    head = client.head(url)
    assert head["Content-Length"] == "10"
    assert head.content == b""
    assert client.post(url).status_code == 405


@pytest.mark.parametrize(
    ("asked", "status", "sent"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=4-", 206, b"456789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=8-99", 206, b"89"),
        ("bytes=10-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=5-2", 200, b"0123456789"),
        ("bytes=-99", 200, b"0123456789"),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
        ("bytes=-", 200, b"0123456789"),
    ],
)
def test_ranges(asked: str, status: int, sent: bytes, upload: Upload, officer: Actor, client: Client) -> None:
    file = publish_file(upload(b"0123456789", "a.txt"), by=officer)
    response = client.get(file.get_absolute_url(), headers={"Range": asked})
    assert response.status_code == status
    assert body(response) == sent
    if status == 206:
        assert response["Content-Range"].endswith("/10")
        stale = client.get(file.get_absolute_url(), headers={"Range": asked, "If-Range": '"old"'})
        assert stale.status_code == 200
