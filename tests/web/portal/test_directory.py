"""The directory of agencies: groups, names, pages, and its cost with very many."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai_web.organisations.models import Agency, Below
from gongkai_web.portal.queries.directory import directory
from tests.web.portal import pages
from tests.web.portal.conftest import County

MANY = 2_000
MOST_QUERIES = 9


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_agencies_stand_in_their_groups(county: County) -> None:
    found = directory(county.world.region).found()
    assert [(group.id, [entry.code for entry in group.entries]) for group in found.groups] == [
        ("government", ["QX-ZF"]),
        ("department", ["QX-GX", "QX-JY"]),
        ("township", ["QX-LJ"]),
        ("990822", ["BS-ZF"]),
    ]
    assert found.count == 5


def test_an_agency_is_found_by_its_old_name(county: County, client: Client) -> None:
    body = text(client, "/agencies/?q=工业和信息化局")
    assert "清溪县工业信息化科技局" in body
    assert "原名：清溪县工业和信息化局" in body


def test_an_agency_that_ended_is_found_when_it_is_asked_for(county: County, client: Client) -> None:
    assert "清溪县经济贸易局" not in text(client, "/agencies/")
    assert "清溪县经济贸易局" in text(client, "/agencies/?q=经济贸易")
    assert "清溪县经济贸易局" in text(client, "/agencies/?group=ended")


def test_choosing_whom_to_apply_to_leads_to_its_form(county: County, client: Client) -> None:
    assert 'href="/apply/to/QX-JY/"' in text(client, "/apply/?q=教育")


def test_what_is_typed_is_shown_as_text(county: County, client: Client) -> None:
    body = text(client, "/agencies/?q=<script>alert(1)</script>")
    assert "<script>" not in body
    assert "&lt;script&gt;" in body


def _many(county: County) -> None:
    first = Agency(
        code="", name="", kind="department", level="county", region=county.world.region,
        superior=county.world.government,
    )  # fmt: skip
    rows = [
        Agency(
            code=f"QX-T{number}", name=f"清溪县测试机关第{number}局", kind=first.kind, level=first.level,
            region=first.region, superior=first.superior, position=number,
        )
        for number in range(MANY)
    ]  # fmt: skip
    Agency.objects.bulk_create(rows)
    Below.objects.bulk_create(Below(higher=row, lower=row, distance=0) for row in rows)


def test_pages_cost_one_digit_of_queries_and_stay_small_with_very_many_agencies(county: County, client: Client) -> None:
    _many(county)
    for address in (*pages.COUNTY, "/agencies/?page=9", "/feeds/", "/sitemap.xml", f"/agencies/QX-T{MANY - 1}/"):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert response.status_code == 200, address
        assert len(asked) <= MOST_QUERIES, (address, [query["sql"][:150] for query in asked])
        if response.headers["Content-Type"].startswith("text/html"):
            assert pages.faults(response.content) == [], address


def test_a_list_goes_on_on_the_next_page(county: County, client: Client) -> None:
    _many(county)
    body = text(client, "/agencies/?group=department&page=2")
    assert 'rel="next"' in body
    assert 'href="?group=department&amp;page=3"' in body
    assert "清溪县测试机关第150局" in body
