"""Asking: what is found, in which order, how it is marked, and what odd queries do."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import publish_file, withdraw_file
from gongkai_web.organisations.models import Agency
from gongkai_web.search.actions import Public, drop, put
from gongkai_web.search.models import Entry
from gongkai_web.search.queries import Asked, search, suggest
from gongkai_web.search.sources import rebuild
from tests.web.conftest import World

pytestmark = pytest.mark.usefixtures("entries")


def urls(text: str, **more: object) -> list[str]:
    return [hit.entry.url for hit in search(Asked(text, **more)).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("信息公开", ["/1/"]),
        ("政府 公开", ["/1/"]),
        ("公开办法", ["/1/"]),
        ("国办发〔2021〕30号", ["/2/"]),
        ("国办发[2021]3号", ["/3/"]),
        ("工信局", ["/4/"]),
        ("经济委员会", ["/4/"]),
        ("full12", ["/5/"]),
        ("养老服务", ["/5/"]),
        ("溪", ["/4/", "/1/"]),
    ],
)
def test_what_is_found(text: str, found: list[str]) -> None:
    assert sorted(urls(text)) == sorted(found) if len(found) > 1 else urls(text)[:1] == found


def test_a_title_comes_before_a_body() -> None:
    put("rule", 6, Public("别的事项", "/6/", "养老"))
    put("rule", 7, Public("养老服务", "/7/", "别的"))
    assert urls("养老")[0] == "/7/"


def test_narrowing_and_order() -> None:
    assert set(urls("通知")) == {"/2/", "/3/"}
    assert urls("通知", year=2023) == ["/3/"]
    assert urls("通知", newest=True) == ["/3/", "/2/"]
    assert urls("通知", kind="rule") == []
    assert urls("清溪县", kind="agency") == ["/4/"]
    assert set(urls("清溪县", agency="QX-JY")) == {"/2/", "/3/"}
    about = search(Asked("通知")).facets
    assert about.kinds == {"normative": 2}
    assert about.agencies == {"QX-JY": "清溪县教育局"}
    assert about.years == (2023, 2021)


def test_when_nothing_holds_all_words_some_do() -> None:
    results = search(Asked("义务教育 养老"))
    assert results.loosened
    assert {hit.entry.url for hit in results.hits} == {"/3/", "/5/"}
    assert search(Asked("量子计算机")).hits == []


def test_suggestions() -> None:
    assert [entry.url for entry in suggest("清溪县工业")] == ["/4/"]
    assert {entry.url for entry in suggest("关于")} == {"/2/", "/3/"}
    assert suggest("") == []


def test_what_is_marked_is_escaped() -> None:
    (hit,) = search(Asked("养老 表格")).hits
    assert hit.title == "ＦＵＬＬ１２ <mark>表格</mark> &lt;b&gt;"
    assert "<mark>养老</mark> &lt;script&gt;" in hit.snippet


ODD = [
    '"',
    "'",
    "\\",
    "*",
    "%",
    "_",
    "养老*",
    "养老 AND 服务",
    "养老 OR",
    "NOT",
    "NEAR(养老)",
    "title_words:养老",
    "(",
    "养老)",
    "^养老",
    "-养老",
    "养老:*",
    "养老 & | !",
    "😀",
    "\x00养老",
    "a" * 5000,
    "养老" * 500,
    "  ",
    "1=1; DROP TABLE search_entry",
    "\u202e养老",
    "養老",
    "é",
    "ﬀ",
    "𠮷野家",
    "+",
    "{养老}",
    "<养老>",
    "$1",
    "%s",
    "%(a)s",
    "null",
    "'养老':A",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_queries_end_well(text: str) -> None:
    for newest in (False, True):
        search(Asked(text, newest=newest, kind="file", agency="'\"", year=2022))
        search(Asked(text, newest=newest))
    suggest(text)

    assert Entry.objects.count() == 5


def test_renewing_and_dropping() -> None:
    put("rule", 1, Public("全新的标题", "/1/", "另外的内容"))
    assert urls("政府信息公开办法") == [] or "/1/" not in urls("政府信息公开办法")
    assert urls("全新标题") == ["/1/"]
    drop("rule", 1)
    drop("rule", 1)
    assert urls("全新标题") == []


def test_what_is_rolled_back_was_never_there() -> None:
    with transaction.atomic():
        put("rule", 9, Public("短暂的存在", "/9/"))
        assert urls("短暂存在") == ["/9/"]
        transaction.set_rollback(True)
    assert urls("短暂存在") == []


def test_many_matches_are_ordered_without_weighing_all() -> None:
    for number in range(1005):
        put("item", number, Public("普通事项", f"/i{number}/", "养老保险", on=date(2000 + number % 20, 1, 1)))
    put("item", 2000, Public("养老保险办法", "/title/", "", on=date(1999, 1, 1)))
    results = search(Asked("养老保险"))
    assert results.many
    assert results.hits[0].entry.url == "/title/"
    assert len(results.hits) == 10
    assert {hit.entry.on.year for hit in search(Asked("养老保险", newest=True)).hits} == {2019}
    deep = search(Asked("养老保险", page=90))
    assert len(deep.hits) == 10
    assert not {hit.entry.pk for hit in deep.hits} & {hit.entry.pk for hit in results.hits}


def test_titles_first_then_the_newest() -> None:
    put("item", 1, Public("养老服务补贴办法", "/old/", on=date(2015, 1, 1)))
    put("item", 2, Public("关于养老服务补贴办法的通知", "/phrase/", on=date(2016, 1, 1)))
    put("item", 3, Public("服务于养老的补贴，办法三条", "/words/", on=date(2017, 1, 1)))
    put("item", 4, Public("补贴办法汇编", "/some/", "含养老服务", on=date(2018, 1, 1)))
    put("item", 5, Public("汇编", "/whole/", "见养老服务补贴办法", on=date(2019, 1, 1)))
    put("item", 6, Public("汇编", "/newer/", "养老、服务、补贴、办法", on=date(2020, 1, 1)))
    put("item", 7, Public("养老服务补贴办法", "/undated/"))
    assert urls("养老服务补贴办法") == ["/old/", "/undated/", "/phrase/", "/words/", "/some/", "/whole/", "/newer/"]
    assert urls("养老服务补贴办法", newest=True)[0] == "/newer/"
    assert urls("养老服务补贴办法", newest=True)[-1] == "/undated/"


def test_a_document_number_is_that_of_the_agency_that_was_typed() -> None:
    put("item", 1, Public("通知一", "/ours/", "上府办〔2023〕5号 各镇", on=date(2015, 1, 1)))
    put("item", 2, Public("通知二", "/theirs/", "清政办〔2023〕5号 上级、府、办", on=date(2024, 1, 1)))
    assert urls("上府办〔2023〕5号") == ["/ours/"]
    assert urls("关于上府办[2023]5号") == ["/ours/"]
    assert urls("〔2023〕５号") == ["/theirs/", "/ours/"]
    results = search(Asked("沪府办〔2023〕5号"))
    assert results.loosened
    assert {hit.entry.url for hit in results.hits} == {"/ours/", "/theirs/"}
    (hit,) = search(Asked("上府办〔2023〕5号")).hits
    assert "<mark>上府办〔2023〕5号</mark>" in hit.snippet


def test_a_rare_word_is_not_lost_among_common_ones() -> None:
    put("item", 9999, Public("旧事", "/rare/", "麒麟", on=date(1999, 1, 1)))
    for number in range(1010):
        put("item", number, Public("普通事项", f"/i{number}/", "养老保险", on=date(2020, 1, 1)))
    results = search(Asked("养老 麒麟"))
    assert results.loosened
    assert results.hits[0].entry.url == "/rare/"


def test_many_results_offer_every_kind_and_year() -> None:
    for number in range(1005):
        put("item", number, Public("普通事项", f"/i{number}/", "通知", on=date(2024, 1, 1 + number % 28)))
    about = search(Asked("通知")).facets
    assert not about.exact
    assert set(about.kinds) == {"agency", "file", "item", "normative", "rule"}
    assert about.years == (2024, 2023, 2022, 2021)
    assert urls("通知", year=2023) == ["/3/"]


def test_a_day_that_changes_moves_the_entry() -> None:
    put("normative", 2, Public("关于做好年度报告编制工作的通知", "/2/", on=date(2024, 9, 1)))
    assert urls("通知", newest=True) == ["/2/", "/3/"]
    assert urls("通知", year=2021) == []


def test_the_piece_that_is_shown_is_the_telling_one() -> None:
    body = "养老。" + "其他事项。" * 9000 + "养老服务补贴标准" + "其他事项。" * 20
    put("item", 1, Public("某事", "/1/", body))
    (hit,) = search(Asked("养老补贴标准")).hits
    assert "<mark>养老</mark>服务<mark>补贴标准</mark>" in hit.snippet
    assert hit.snippet.startswith("…")
    assert len(hit.snippet) < 250


def test_agencies_are_found_as_they_are_named(world: World) -> None:
    assert urls("白石县人民政府") == ["/agencies/BS-ZF/"]
    agency = Agency.objects.get(code="BS-ZF")
    agency.name = "青石县人民政府"
    agency.save()
    assert urls("青石县人民政府") == ["/agencies/BS-ZF/"]
    Entry.objects.all().delete()
    assert urls("青石县") == []
    rebuild()
    assert urls("青石县人民政府") == ["/agencies/BS-ZF/"]
    assert not Entry.objects.filter(url="/1/").exists()


def test_a_file_is_found_by_its_text_while_it_is_public(
    world: World, tmp_path, settings, django_capture_on_commit_callbacks
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from gongkai_web.files.actions import upload_file
    from gongkai_web.files.models import StoredFile
    from tests.web.files.made import plain_docx

    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    person = world.person(Role.HANDLER)
    by = Actor(person.username, person.name)
    with django_capture_on_commit_callbacks(execute=True):
        upload_file(SimpleUploadedFile("附件一.docx", plain_docx("白鹭保护区划定方案")), agency=world.bureau, by=by)
    file = StoredFile.objects.get()
    assert urls("白鹭保护区") == []
    publish_file(file, by=by)
    assert urls("白鹭保护区") == [file.get_absolute_url()]
    withdraw_file(file, reason="测试", by=by)
    assert urls("白鹭保护区") == []
