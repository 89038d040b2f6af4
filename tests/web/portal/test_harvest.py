"""The feed, the map for harvesters, robots.txt, the icon, and the pages for what went wrong."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from lxml import etree

from tests.web.portal import pages
from tests.web.portal.conftest import County

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_the_feed_tells_what_is_new_newest_first(county: County, client: Client) -> None:
    response = client.get("/feeds/")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    titles = feed.xpath("//a:entry/a:title/text()", namespaces=ATOM)
    assert titles[:2] == [f"{county.world.bureau.name}政府信息公开指南（第{number}版）" for number in (2, 1)]
    times = feed.xpath("//a:entry/a:updated/text()", namespaces=ATOM)
    assert times == sorted(times, reverse=True)
    assert not feed.xpath("//a:summary", namespaces=ATOM)  # Nothing is summed up by an empty one.
    keys = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert len(keys) == len(set(keys))
    for link in feed.xpath("//a:entry/a:link/@href", namespaces=ATOM):
        assert client.get(link.removeprefix("http://localhost:8000")).status_code == 200


def test_the_map_lists_pages_that_are_there(county: County, client: Client) -> None:
    found = etree.fromstring(client.get("/sitemap.xml").content).xpath("//s:loc/text()", namespaces=MAP)
    assert "http://localhost:8000/agencies/QX-GX/guide/" in found
    assert f"http://localhost:8000/agencies/QX-GX/rules/{county.rule.pk}/" in found
    assert len(found) == len(set(found)) == 8 + 6 * 6 + 2
    for address in found:
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200


def test_a_very_long_map_is_split(county: County, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai_web.portal.views import harvest

    monkeypatch.setattr(harvest, "_A_FILE", 10)
    index = etree.fromstring(client.get("/sitemap.xml").content).xpath("//s:loc/text()", namespaces=MAP)
    assert len(index) == 5
    parts = [etree.fromstring(client.get(url.removeprefix("http://localhost:8000")).content) for url in index]
    assert sum(len(part) for part in parts) == 46
    for wrong in ("0", "6", "x", "9" * 7):
        assert client.get(f"/sitemap.xml?page={wrong}").status_code == 404


def test_robots_and_icon(county: County, client: Client) -> None:
    body = client.get("/robots.txt").content.decode()
    assert "Disallow: /staff/" in body
    assert "Sitemap: http://localhost:8000/sitemap.xml" in body
    assert client.get("/favicon.ico").headers["Location"].endswith("/portal/favicon.ico")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_a_failure_is_told_in_the_same_look(county: County, rf: RequestFactory, name: str) -> None:
    request: HttpRequest = rf.get("/x")
    assert pages.faults(render_to_string(f"{name}.html", {}, request).encode()) == []


@pytest.mark.parametrize("name", ["400", "500"])
def test_a_failure_is_told_without_the_database(name: str) -> None:
    assert pages.faults(render_to_string(f"{name}.html").encode()) == []


def test_a_form_that_is_too_old_is_told_in_chinese(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/preferences/", {"csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403
    assert "表单已经失效" in response.content.decode()
    assert pages.faults(response.content) == []
