"""长辈版 and 高对比度."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.portal import pages
from tests.web.portal.conftest import County

OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def test_a_button_is_remembered_and_leads_back(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/preferences/", {"large": "1", "next": "/agencies/?q=局"}, **OWN)
    assert response.status_code == 302
    assert response.headers["Location"] == "/agencies/?q=%E5%B1%80"
    cookie = response.cookies["gongkai_view"]
    assert cookie.value == "large"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert 'data-size="large"' in client.get("/").content.decode()
    client.post("/preferences/", {"contrast": "1", "next": "/"}, **OWN)
    body = client.get("/").content.decode()
    assert 'data-size="large"' in body
    assert 'data-contrast="high"' in body
    assert pages.faults(client.get("/").content) == []


def test_a_second_press_takes_it_back(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    client.post("/preferences/", {"large": "1"}, **OWN)
    response = client.post("/preferences/", {"large": "0"}, **OWN)
    assert response.cookies["gongkai_view"].value == ""
    assert "data-size" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "///evil.example", "javascript:alert(1)", "\\\\evil.example", "x", ""],
)
def test_only_pages_of_this_site_are_gone_back_to(db: None, client: Client, address: str) -> None:
    response = client.post("/preferences/", {"large": "1", "next": address}, **OWN)
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {},
    ],
)
def test_a_form_of_another_site_is_asked_about_first(county: County, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/preferences/", {"large": "1", "next": "/agencies/"}, **headers)
    assert response.status_code == 200
    assert "gongkai_view" not in response.cookies
    body = response.content.decode()
    token = body.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"csrfmiddlewaretoken": token, "large": "1", "contrast": "0", "next": "/agencies/"}
    assert client.post("/preferences/", sent).cookies["gongkai_view"].value == "large"
    assert client.post("/preferences/", {**sent, "csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_an_origin_is_enough_where_the_browser_says_no_more(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/preferences/", {"large": "1"}, HTTP_ORIGIN="http://testserver")
    assert response.cookies["gongkai_view"].value == "large"


def test_a_cookie_with_anything_else_is_ignored(county: County, client: Client) -> None:
    client.cookies["gongkai_view"] = '"><script>'
    assert "<script>" not in client.get("/").content.decode()
