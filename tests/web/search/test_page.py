"""The page of results."""

from __future__ import annotations

import pytest
from django.test import Client

from gongkai_web.search.actions import Public, put

pytestmark = pytest.mark.usefixtures("entries")


def test_results(client: Client) -> None:
    page = client.get("/search/", {"q": "通知"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "找到2条" in text
    assert "<mark>通知</mark>" in text
    assert "清溪县教育局" in text
    assert "style=" not in text
    assert len(page.content) < 100_000


def test_nothing_is_found_with_help(client: Client) -> None:
    text = client.get("/search/", {"q": "量子计算机"}).content.decode()
    assert "没有找到" in text
    assert "/apply/" in text


def test_without_a_question(client: Client) -> None:
    assert "检索范围" in client.get("/search/").content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "<script>alert(1)</script>"}, {"q": "通知", "page": "0"}, {"q": "通知", "page": "99999999999"},
        {"q": "通知", "page": "x"}, {"q": "通知", "year": "²⁰²¹"}, {"q": "通知", "kind": "none"}, {"q": "\x00"},
        {"q": "通知", "agency": "\x00"}, {"q": "通知" * 3000}, {"q": "😀"},
    ],
)  # fmt: skip
def test_odd_addresses(asked: dict[str, str], client: Client) -> None:
    page = client.get("/search/", asked)
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_a_question_without_words(client: Client) -> None:
    assert "请输入文字或者数字" in client.get("/search/", {"q": "？？——"}).content.decode()


def test_more_than_are_counted_is_said(client: Client) -> None:
    for number in range(1005):
        put("item", number, Public("普通事项", f"/i{number}/", "通知", agency=f"A{number}", agency_name="甲局"))
    text = client.get("/search/", {"q": "通知", "agency": "A1004"}).content.decode()
    assert "找到1条" in text
    assert '<option value="A1004" selected>甲局</option>' in text
    text = client.get("/search/", {"q": "通知"}).content.decode()
    assert "找到1000条以上，列出其中1000条" in text
    assert 'class="count"' not in text


def test_suggestions_are_a_list_of_links(client: Client) -> None:
    text = client.get("/search/suggestions/", {"q": "清溪县工业"}).content.decode()
    assert '<a href="/4/">清溪县工业和信息化局</a>' in text
    assert "<html" not in text


def test_searching_is_limited_politely(client: Client) -> None:
    codes = [client.get("/search/", {"q": "通知"}).status_code for _ in range(62)]
    assert codes[:60] == [200] * 60
    assert 429 in codes[60:]
    assert client.get("/search/").status_code == 200
