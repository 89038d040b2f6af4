"""Every public page: it is there, it is built soundly, it says what it is, and its links lead somewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.test import Client

from tests.web.portal import pages
from tests.web.portal.conftest import County


def test_every_page_is_built_soundly_and_forbids_what_is_inline(county: County, client: Client) -> None:
    for address in (*pages.COUNTY, *pages.MADE_ANEW):
        response = client.get(address)
        assert response.status_code == 200, address
        assert pages.faults(response.content) == [], address
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe-inline" not in policy


def test_what_is_not_there_is_not_found_in_the_same_look(county: County, client: Client) -> None:
    for address in (
        "/nothing",
        "/agencies/NOBODY/",
        "/agencies/NOBODY/apply/",
        "/agencies/QX-GX/guide/?version=9",
        "/agencies/QX-GX/guide/?version=x",
        "/agencies/QX-GX/rules/999999/",
        "/agencies/QX-GX/other/",
    ):
        response = client.get(address)
        assert response.status_code == 404, address
        assert pages.faults(response.content) == [], address
        assert "没有找到这个页面" in response.content.decode()


def test_every_page_says_whose_it_is(county: County, client: Client) -> None:
    for address in pages.COUNTY:
        told = pages.tags(client.get(address).content)
        assert told["SiteName"] == "清溪县政府信息公开平台", address
        assert told["SiteIDCode"] == "9908210001"
        assert told["SiteDomain"] == "localhost:8000"
        assert told["Url"].startswith("http://localhost:8000/")
        assert told["ColumnName"]


def test_a_piece_of_information_says_when_and_from_whom(county: County, client: Client) -> None:
    told = pages.tags(client.get(f"/agencies/QX-GX/rules/{county.rule.pk}/").content)
    assert told["ArticleTitle"] == "政府信息公开审查制度"
    assert told["PubDate"] == "2024-04-03"
    assert told["ContentSource"] == county.world.bureau.name
    told = pages.tags(client.get("/agencies/QX-GX/guide/").content)
    assert len(told["PubDate"]) == len("2024-04-03 09:30")


def test_items_that_are_not_set_are_left_out_of_the_foot(county: County, client: Client) -> None:
    body = client.get("/").content.decode()
    assert "网站标识码" in body
    assert "0990-1234500" in body
    for left_out in ("ICP备案号", "公安机关备案号", "我为政府网站找错", "党政机关网站标识", "承办单位"):
        assert left_out not in body


def test_a_demonstration_says_so(county: County, client: Client, settings: Any) -> None:
    assert "演示站点" not in client.get("/").content.decode()
    settings.GONGKAI_DEMO = True
    assert "演示站点" in client.get("/").content.decode()
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


def test_before_the_platform_is_set_up_pages_are_plain(db: None, client: Client) -> None:
    for address in ("/", "/agencies/", "/apply/", "/sitemap/", "/help/accessibility/"):
        response = client.get(address)
        assert response.status_code == 200
        assert pages.faults(response.content) == []


def test_no_link_of_the_public_site_is_dead(county: County, client: Client) -> None:
    seen, waiting = {"/"}, ["/"]
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        assert response.status_code in (200, 302), address
        if not response.headers["Content-Type"].startswith("text/html") or address.startswith("/accounts/"):
            continue
        for link in pages.links(response.content):
            following = urljoin(address, link)
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    assert f"/agencies/QX-GX/rules/{county.rule.pk}/" in seen
    assert "/agencies/QX-GX/guide/?version=1" in seen
