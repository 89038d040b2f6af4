"""The demonstration county: all of it or nothing, once, with nobody's password known beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from gongkai.checks import check_report
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.annual_reports.actions import publish_report
from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.annual_reports.queries import Totals, totals_of
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.demo import load as loading
from gongkai_web.organisations.models import Agency, Guide, Membership, Platform, Region
from gongkai_web.search.models import Entry

BY = Actor.system("测试")
ON = date(2024, 3, 1)
pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]


def test_the_county_is_loaded_once(loaded: Path) -> None:
    assert loaded.name == loading.ACCOUNTS
    counts = [model.objects.count() for model in (Region, Agency, Guide, User, Membership, PublishedReport, Event)]
    assert loading.load() == loaded
    assert counts == [
        model.objects.count() for model in (Region, Agency, Guide, User, Membership, PublishedReport, Event)
    ]
    assert Platform.objects.get().region.full_name == "福建省龙岩市上杭县"


def test_every_role_but_none_twice_has_a_person_with_a_password_of_its_own(loaded: Path) -> None:
    assert loaded.stat().st_mode & 0o777 == 0o600
    told = dict(line.split("\t")[:2] for line in loaded.read_text(encoding="utf-8").splitlines() if "\t" in line)
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    assert len(set(told.values())) == len(told) == User.objects.count()
    for account, password in told.items():
        assert User.objects.get(username=account).check_password(password)


def test_the_reports_are_those_of_the_five_agencies_and_right() -> None:
    reports = list(PublishedReport.objects.select_related("agency"))
    assert len(reports) == 5
    for published in reports:
        assert published.report.agency == published.agency.name
        assert check_report(published.report).findings == ()


def test_its_pages_answer(client: Client) -> None:
    for path in ("/", "/annual/", "/annual/350823-BGS/2023/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
    page = client.get("/annual/350823-BGS/2023/").content.decode()
    assert "style=" not in page
    assert page.count("<h1") == 1
    assert "<td>288</td>" in page
    assert client.get("/annual/350823-BGS/2022/").status_code == 404


@pytest.mark.parametrize(("kind", "magic"), [("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")])
def test_a_report_is_taken_away_as_a_file(client: Client, kind: str, magic: bytes) -> None:
    answer = client.get(f"/annual/350823-BGS/2023/report.{kind}")
    assert answer.status_code == 200
    assert answer.content.startswith(magic)
    assert "UTF-8''" in answer["Content-Disposition"]
    assert client.get("/annual/350823-BGS/2023/report.exe").status_code == 404


def test_a_report_is_found_until_a_corrected_one_takes_its_place(client: Client) -> None:
    published = PublishedReport.objects.get(agency__code="350823-BGS")
    assert Entry.objects.filter(kind="annual_report", url=published.get_absolute_url()).count() == 1
    told = published.report
    corrected = publish_report(replace(told, title=f"{told.title}（更正）"), published.agency, published_on=ON, by=BY)
    found = Entry.objects.filter(kind="annual_report", url=published.get_absolute_url())
    assert [entry.title for entry in found] == [corrected.title]
    assert "（更正）" in client.get("/annual/").content.decode()


def test_the_figures_of_a_year_are_those_of_its_reports() -> None:
    outcomes = {"granted": 6, "denied_internal": 1, "refused_petition": 1}
    assert totals_of(2023) == Totals(2023, 5, 8, 8, 0, outcomes, 0, 0)
    assert totals_of(2022) == Totals(2022, 0, None, None)


def test_the_home_page_tells_the_years_figures(client: Client) -> None:
    page = html.document_fromstring(client.get("/").content.decode())
    assert page.xpath("string(//h2[@id='figures'])") == "2023年度数据"
    told = {
        row.findtext("dt"): (row.xpath("string(dd)").strip(), row.xpath("string(.//rect[@class='share']/@width)"))
        for row in page.xpath("//div[@class='outcomes']/dl/div")
    }
    assert told == {
        "予以公开": ("6件", "75"), "部分公开": ("0件", "0"), "不予公开": ("1件", "12"),
        "无法提供": ("0件", "0"), "不予处理": ("1件", "12"), "其他处理": ("0件", "0"),
    }  # fmt: skip
    assert "取自本平台发布的5份年度报告。" in page.text_content()


def test_a_governments_report_has_its_departments_in_it() -> None:
    office = PublishedReport.objects.get(agency__code="350823-BGS")
    government = Agency.objects.get(code="350823-ZF")
    report = replace(office.report, agency=government.name, title="上杭县2023年政府信息公开工作年度报告")
    publish_report(report, government, published_on=ON, by=BY)
    told = totals_of(2023)
    assert (told.reports, told.covered) == (6, 2)
    assert (told.received, told.concluded) == (7, 7)
