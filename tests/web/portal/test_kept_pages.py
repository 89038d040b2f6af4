"""Pages are kept exactly as long as they hold."""

from __future__ import annotations

import gzip
from datetime import date
from threading import Thread

import brotli
import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time
from pytest_django.fixtures import Settings

from gongkai_web.accounts.roles import Role
from gongkai_web.common import stamp
from gongkai_web.organisations.actions import add_rule, change_platform, create_agency, merge_agency, rename_agency
from tests.web.conftest import BY
from tests.web.portal.conftest import County, publish


def text(client: Client, address: str = "/") -> str:
    return client.get(address).content.decode()


def test_a_kept_page_costs_one_query(county: County, client: Client) -> None:
    first = text(client)
    with CaptureQueriesContext(connection) as asked:
        assert text(client) == first
    assert len(asked) == 1
    assert "stamp" in asked[0]["sql"]


def test_every_public_change_shows_at_once(county: County, client: Client) -> None:
    world = county.world
    assert "清溪县大数据局" not in text(client)
    created = create_agency(
        code="QX-DS", name="清溪县大数据局", kind="department", level="county", region=world.region, by=BY
    )
    assert "清溪县大数据局" in text(client)
    rename_agency(created, name="清溪县数据管理局", on=date(2025, 1, 2), basis="测试〔2025〕1号", by=BY)
    assert "清溪县数据管理局" in text(client)
    assert "尚未发布" in text(client, "/agencies/QX-DS/")
    publish(created)
    assert "第1版" in text(client, "/agencies/QX-DS/")
    change_platform(county.platform, sponsor="清溪县数据管理局", by=BY)
    assert "清溪县数据管理局主办" in text(client)
    add_rule(agency=created, group="own", title="测试制度", published_on=date(2025, 2, 3), text="正文", by=BY)
    assert "测试制度" in text(client, "/feeds/")
    merge_agency(created, into=world.bureau, on=date(2025, 3, 4), basis="测试〔2025〕2号", by=BY)
    assert "并入清溪县工业信息化科技局" in text(client, "/agencies/QX-DS/")


def test_a_change_that_is_rolled_back_throws_nothing_away(county: County, client: Client) -> None:
    before, first = stamp.read(), text(client)
    with transaction.atomic():
        stamp.touch()
        assert stamp.read() != before
        transaction.set_rollback(True)
    assert stamp.read() == before
    with CaptureQueriesContext(connection) as asked:
        assert text(client) == first
    assert len(asked) == 1


def test_a_page_made_while_somebody_commits_is_not_kept_for_later(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view reads the old data, then the change commits, then the page is kept: nobody must get it afterwards."""
    from gongkai_web.portal.views import home as module

    read = module.news

    def slow(*args: object) -> object:
        told = read(*args)  # type: ignore[arg-type]
        publish(county.world.other_bureau)
        return told

    monkeypatch.setattr(module, "news", slow)
    assert "清溪县教育局政府信息公开指南" not in text(client)
    monkeypatch.setattr(module, "news", read)
    assert "清溪县教育局政府信息公开指南" in text(client)


def test_touching_outside_of_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        stamp.touch()


def test_what_appears_by_the_calendar_appears_on_its_day(county: County, client: Client) -> None:
    with freeze_time("2026-05-01 12:00:00+08:00"):
        add_rule(
            agency=county.world.bureau,
            group="own",
            title="明天的制度",
            published_on=date(2026, 5, 2),
            text="正文",
            by=BY,
        )
        assert "明天的制度" not in text(client, "/agencies/QX-GX/rules/")
    with freeze_time("2026-05-01 23:59:59+08:00"):
        assert "明天的制度" not in text(client, "/agencies/QX-GX/rules/")
    with freeze_time("2026-05-02 00:00:01+08:00"):
        assert "明天的制度" in text(client, "/agencies/QX-GX/rules/")


def test_a_person_who_is_logged_in_gets_a_page_of_his_own(county: County, client: Client) -> None:
    public = text(client)
    officer = Client()
    officer.force_login(county.world.person(Role.HANDLER))
    own = text(officer)
    assert "工作台" in own
    assert "工作台" not in public
    assert text(Client()) == public
    assert officer.get("/").headers["Cache-Control"] == "private, no-cache"


def test_preferences_have_pages_of_their_own(county: County, client: Client) -> None:
    plain = text(client)
    elder = Client()
    elder.cookies["gongkai_view"] = "large"
    assert 'data-size="large"' in text(elder)
    assert text(Client()) == plain


def test_strange_parameters_are_answered_and_not_kept(county: County, client: Client) -> None:
    first = text(client, "/agencies/")
    strange = text(client, "/agencies/?utm=1")
    assert "utm=1" in strange  # where the buttons of the head lead back to
    with CaptureQueriesContext(connection) as asked:
        text(client, "/agencies/?utm=1")
    assert len(asked) > 1
    assert text(client, "/agencies/") == first


def test_a_page_comes_as_the_browser_takes_it(county: County, client: Client) -> None:
    plain = client.get("/").content
    for accepted, coding in (
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("br;q=0.5", "br"),
        ("", None),
    ):
        response = client.get("/", HTTP_ACCEPT_ENCODING=accepted)
        assert response.headers.get("Content-Encoding") == coding, accepted
        body = response.content
        assert int(response.headers["Content-Length"]) == len(body)
        assert {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding or "", bytes)(body) == plain
        assert {part.strip() for part in response.headers["Vary"].split(",")} >= {"Accept-Encoding", "Cookie"}


def test_a_page_is_not_sent_again_to_who_has_it(county: County, client: Client) -> None:
    etag = client.get("/", HTTP_ACCEPT_ENCODING="br").headers["ETag"]
    again = client.get("/", HTTP_IF_NONE_MATCH=etag, HTTP_ACCEPT_ENCODING="br")
    assert again.status_code == 304
    assert again.content == b""
    publish(county.world.other_bureau)
    assert client.get("/", HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_the_head_of_a_page_is_that_of_the_page(county: County, client: Client) -> None:
    page, head = client.get("/"), client.head("/")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == page.headers["ETag"]


def _headers(response: HttpResponse) -> dict[str, str]:
    return {name: text for name, text in response.items() if name not in ("Content-Length", "Content-Encoding")}


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_kept_page_has_every_header_of_the_page_that_was_made(county: County, client: Client, coding: str) -> None:
    made = client.get("/agencies/QX-GX/", HTTP_ACCEPT_ENCODING=coding)
    with CaptureQueriesContext(connection) as asked:
        kept = client.get("/agencies/QX-GX/", HTTP_ACCEPT_ENCODING=coding)
    assert len(asked) == 1
    assert _headers(kept) == _headers(made)
    anew = client.get("/agencies/QX-GX/?strange=1", HTTP_ACCEPT_ENCODING=coding)
    assert not set(_headers(anew)) - set(_headers(kept))
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
        assert kept.headers[name] == anew.headers[name]
    had = client.get("/agencies/QX-GX/", HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=kept.headers["ETag"])
    assert had.status_code == 304
    assert _headers(had) == {name: text for name, text in _headers(kept).items() if name != "Content-Type"}


def test_another_host_gets_no_kept_page(county: County, client: Client) -> None:
    text(client)
    refused = client.get("/", HTTP_HOST="elsewhere.example")
    assert refused.status_code == 400
    assert "Content-Security-Policy" in refused.headers


def test_a_kept_page_leads_to_https_first(county: County, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Client()  # middleware reads the setting when it is made
    assert client.get("/", secure=True).status_code == 200
    assert client.get("/", secure=True).status_code == 200
    assert client.get("/").status_code == 301


def test_a_page_with_a_message_is_not_kept(county: County, client: Client) -> None:
    public = text(client)
    told = Client()
    told.cookies["messages"] = "x"
    with CaptureQueriesContext(connection) as asked:
        assert told.get("/").status_code == 200
    assert len(asked) > 1
    assert text(client) == public


def test_other_addresses_do_not_ask_for_the_stamp(county: County, client: Client) -> None:
    for address in ("/health", "/accounts/login/", "/nothing/", "/search/"):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert not [query for query in asked if "common_stamp" in query["sql"]], address


def test_a_change_by_another_process_shows_at_the_next_request(
    transactional_db: None, county: County, client: Client
) -> None:
    """Another process has a connection of its own; so has another thread."""
    first = text(client)

    def elsewhere() -> None:
        try:
            change_platform(county.platform, sponsor="清溪县数据管理局", by=BY)
        finally:
            connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert "清溪县数据管理局主办" in text(client)
    assert "清溪县数据管理局主办" not in first


def test_public_pages_hold_no_token_and_set_no_cookie(county: County) -> None:
    from tests.web.portal.pages import COUNTY

    for address in COUNTY:
        response = Client().get(address)
        assert not response.cookies, address
        assert b"csrfmiddlewaretoken" not in response.content
