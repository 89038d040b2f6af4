"""Agency and year: from a title in one line or several, else from the text."""

from __future__ import annotations

import pytest

from gongkai.readers.outline import Outline, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.report.model import AnnualReport
from tests.readers.printed import of_blocks

AGENCY = "青石区工业和信息化局"
BODY = ("一、总体情况", "2023年，我局公开信息152条。", "六、其他需要报告的事项", "2023年度未收取信息处理费。")


def _after(*head: str) -> AnnualReport:
    return of_blocks(*head, *BODY)


ONE_LINE = [
    f"{AGENCY}2023年政府信息公开工作年度报告",
    f"{AGENCY} 2023 年政府信息公开工作年度报告",
    f"{AGENCY}2023年度政府信息公开工作年度报告",
    f"{AGENCY}２０２３年政府信息公开工作年度报告",
    f"{AGENCY}二〇二三年政府信息公开工作年度报告",
    f"{AGENCY}二○二三年政府信息公开工作年度报告",
    f"{AGENCY}二O二三年度政府信息公开工作报告",
    f"{AGENCY}二零二三年政府信息公开年度报告",
    f"{AGENCY}2023年政府信息公开年度报告",
    f"{AGENCY}2023年政府信息公开工作报告",
    f"{AGENCY}2023年信息公开年报",
    f"{AGENCY}2023年政务公开工作年度报告",
    f"2023年{AGENCY}政府信息公开工作年度报告",
    f"2023年度{AGENCY}政府信息公开工作年度报告",
    f"{AGENCY}政府信息公开工作2023年度报告",
    f"{AGENCY}政府信息公开工作年度报告（2023年）",
    f"{AGENCY}政府信息公开工作年度报告（2023年度）",
    f"{AGENCY}政府信息公开2023年年度报告",
    f"{AGENCY}关于2023年政府信息公开工作的年度报告",
    f"{AGENCY}关于2023年度政府信息公开工作情况的报告",
    f"关于{AGENCY}2023年政府信息公开工作年度报告",
    f"关于公布{AGENCY}2023年政府信息公开工作年度报告的通知",
    f"《{AGENCY}2023年政府信息公开工作年度报告》",
    f"附件：{AGENCY}2023年政府信息公开工作年度报告",
    f"附件1 {AGENCY}2023年政府信息公开工作年度报告",
]  # fmt: skip


@pytest.mark.parametrize("title", ONE_LINE)
def test_one_line(title: str) -> None:
    report = _after(title)
    assert (report.agency, report.year) == (AGENCY, 2023)
    assert not report.preamble
    assert not [n for n in report.remarks if n.path in ("agency", "year")]


SEVERAL = [
    (AGENCY, "2023年政府信息公开工作年度报告"),
    (AGENCY, "2023年政府信息公开工作", "年度报告"),
    (f"{AGENCY}2023年", "政府信息公开工作年度报告"),
    (f"{AGENCY} 2023年政府信息公开工作年", "度报告"),
    ("青石区工业和", "信息化局2023年政府", "信息公开工作年度报告"),
    ("2023年", AGENCY, "政府信息公开工作年度报告"),
    (AGENCY, "政府信息公开工作年度报告", "（2023年）"),
    (AGENCY, "政府信息公开工作年度报告", "2023年度"),
    (AGENCY, "二〇二三年", "政府信息公开工作年度报告"),
]


@pytest.mark.parametrize("lines", SEVERAL)
def test_several_lines(lines: tuple[str, ...]) -> None:
    report = _after(*lines)
    assert (report.agency, report.year) == (AGENCY, 2023)
    assert not report.preamble
    assert report.title is not None
    assert "".join(report.title.split()) == "".join("".join(lines).split())


@pytest.mark.parametrize(
    "before",
    [
        ("青工信字〔2024〕3号",),
        ("索引号：QS012-2024-00007", "发布日期：2024-01-22", "来源：区工信局"),
        ("首页 > 政府信息公开 > 政府信息公开年报",),
        ("青石区人民政府门户网站", "青工信〔2024〕3号", "签发人：王一"),
    ],
)
def test_lines_before_the_title(before: tuple[str, ...]) -> None:
    report = _after(*before, f"{AGENCY}2023年政府信息公开工作年度报告")
    assert (report.agency, report.year) == (AGENCY, 2023)
    assert [p.text for p in report.preamble] == list(before)


def test_lines_between_title_and_text() -> None:
    report = _after(f"{AGENCY}2023年政府信息公开工作年度报告", "（2024年1月20日）", "本报告依据条例编制。")
    assert (report.agency, report.year) == (AGENCY, 2023)
    assert [p.text for p in report.preamble] == ["（2024年1月20日）", "本报告依据条例编制。"]


def test_a_title_said_twice() -> None:
    title = f"{AGENCY}2023年政府信息公开工作年度报告"
    report = _after(title, f"发布机构：{AGENCY}", title)
    assert report.title == title
    assert [p.text for p in report.preamble] == [f"发布机构：{AGENCY}"]


def test_only_in_the_metadata() -> None:
    blocks = tuple(map(Paragraph, BODY))
    title = f"{AGENCY}2023年政府信息公开工作年度报告_青石区人民政府"
    report = recognise(Outline(blocks, kind="html", title=title))
    assert (report.agency, report.year) == (AGENCY, 2023)


@pytest.mark.parametrize("title", ["2023年政府信息公开工作年度报告", "政府信息公开工作年度报告", None])
def test_agency_and_year_from_the_text(title: str | None) -> None:
    preamble = (
        f"本报告由{AGENCY}根据《中华人民共和国政府信息公开条例》编制，"
        "所列数据的统计期限自2023年1月1日起至2023年12月31日止。"
    )
    report = _after(*([title] if title else []), preamble)
    assert (report.agency, report.year) == (AGENCY, 2023)
    assert {n.path for n in report.remarks} >= {"agency"}
    assert all(n.state == "inferred" for n in report.remarks)


def test_the_region_only_in_the_text() -> None:
    report = _after(
        "工业和信息化局2023年政府信息公开工作年度报告",
        "如对本报告有疑问，请与青石区工业和信息化局办公室联系。",
    )
    assert report.agency == AGENCY
    assert [n.path for n in report.remarks] == ["agency"]


def test_the_year_of_the_period_not_of_the_day_of_publishing() -> None:
    report = _after(
        f"{AGENCY}政府信息公开工作年度报告",
        "发布时间：2024年1月20日",
        "统计期限为2023年1月1日至12月31日，2024年1月20日公布，2024年继续改进，2024年另行公布。",
    )
    assert report.year == 2023


def test_neither_is_missing_and_said_so() -> None:
    report = of_blocks("一、总体情况", "全年公开信息152条。")
    assert (report.agency, report.year, report.title) == (None, None, None)
    assert {(n.path, n.state) for n in report.remarks} == {("agency", "missing"), ("year", "missing")}
    assert report.format == "2021"


@pytest.mark.parametrize(
    "title",
    [
        "青石区人民政府2023年政府信息公开工作年度报告",
        "中国（云岭）自由贸易试验区管理委员会2023年政府信息公开工作年度报告",
        "国家统计局青石调查队2023年政府信息公开工作年度报告",
        "国家税务总局青石区税务局2023年政府信息公开工作年度报告",
        "青石区应急管理局（区安全生产委员会办公室）2023年政府信息公开工作年度报告",
        "石桥镇人民政府2023年政府信息公开工作年度报告",
        "青石区12345政务服务便民热线服务中心2023年政府信息公开工作年度报告",
    ],
)
def test_names_are_kept_whole(title: str) -> None:
    assert _after(title).agency == title.partition("2023年")[0]


def test_a_document_quoted_in_the_preamble_is_no_title() -> None:
    report = _after(
        f"{AGENCY}2023年政府信息公开工作年度报告",
        "根据《国务院办公厅关于做好2022年政府信息公开工作年度报告的通知》要求，编制本报告。",
    )
    assert report.year == 2023
    assert len(report.preamble) == 1
