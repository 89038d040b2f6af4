"""The sentences of notices, as the State Council has written them over the years, and what is wrong with others."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.law.calendar import standard_notices
from gongkai_web.calendars.reading import absent, read

OF_2026 = """国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。"""
OF_2024 = """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。"""
OF_2023 = """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。"""


@pytest.mark.parametrize(("text", "year"), [(OF_2026, 2026), (OF_2024, 2024), (OF_2023, 2023)])
def test_the_sentences_of_a_year_give_the_days_of_the_package(text: str, year: int) -> None:
    found = read(text, year)
    assert found.doubts == ()
    weekdays = {
        date.fromordinal(n)
        for run in found.rest
        for n in range(run.first.toordinal(), run.last.toordinal() + 1)
        if date.fromordinal(n).weekday() < 5
    }
    notice = standard_notices()[year]
    assert weekdays == {day for day in notice.rest if day.weekday() < 5}
    assert frozenset(found.work) == notice.work
    assert absent([run.name for run in found.rest]) == []


def test_lines_without_full_stops_and_pasted_with_breaks_are_read() -> None:
    found = read("元旦：1月1日至3日放假\r\n春节:2月15日\n至23日放假调休", 2026)
    assert [(run.name, run.days) for run in found.rest] == [("元旦", 3), ("春节", 9)]


def test_december_of_new_year_is_the_year_before() -> None:
    (run,) = read("元旦：12月31日至1月2日放假调休，共3天。", 2023).rest
    assert (run.first, run.last) == (date(2022, 12, 31), date(2023, 1, 2))


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (OF_2026.replace("2026", "2025"), "原文是2025年的放假安排，填写的年份是2026年"),
        ("春节：2月15日（周一）至23日放假。", "原文写2月15日是周一，2026-02-15（周日）"),
        ("春节：2月15日至23日放假调休，共8天。", "原文写共8天，读出9天"),
        ("春节：2月23日至15日放假。", "起止不对"),
        ("春节：2月30日至3月2日放假。", "2026年没有2月30日"),
        ("春节：15日至23日放假。", "没有写月份"),
        ("春节：延长假期至2月2日，2月3日起正常上班。", "这一句没有读懂"),
        ("春节放假。", "没有读出放假的日子"),
        ("", "没有读出放假的日子"),
    ],
)
def test_what_does_not_agree_is_told(text: str, doubt: str) -> None:
    assert any(doubt in one for one in read(text, 2026).doubts)


def test_a_missing_holiday_is_named() -> None:
    assert absent(["元旦", "春节", "清明节", "劳动节", "国庆节、中秋节"]) == ["端午节"]


def test_a_long_text_is_read_in_no_time() -> None:
    for text in ("1日、" * 50_000, "春节：" * 30_000, "(" * 100_000, "元旦：1月1日至" * 20_000):
        read(text, 2026)
