"""Form: title, sections, headings, numbering, period, fees and the format of the year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check
from gongkai.report.format import format_of_year, load_format
from gongkai.report.model import Section

_NUMBER = re.compile(
    r"\s*(第?[一二三四五六七八九十\d]{1,3}(?:部分)?|[（(][一二三四五六七八九十\d]{1,3}[）)])\s*([、.．,，:：]?)\s*"
)
_FEE = re.compile(r"处理费|收费|费用|收取")
_DAY = r"\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_PERIOD = re.compile(rf"(20\d{{2}})\s*年{_DAY}(?:起)?\s*(?:至|到|—+|–|-|~|～)\s*(?:(20\d{{2}})\s*年)?{_DAY}")
_PERIOD_WORDS = re.compile(r"(?:统计|数据|报告|所列|期限|时限|期间)")
_ASPECTS = {
    "主动公开": r"主动公开|主动政府信息公开",
    "依申请公开": r"依申请|申请公开",
    "政府信息管理": r"信息管理|信息.{0,6}管理",
    "政府信息公开平台建设": r"平台|网站|专栏",
    "监督保障": r"监督|保障|考核",
}


def split_heading(heading: str) -> tuple[str, str]:
    """The ordinal of a heading as written, without spaces (``一、``, ``3、``, ``（二）`` or ""), and the rest."""
    match = _NUMBER.match(heading)
    if match is None:
        return "", heading
    return "".join(match[0].split()), heading[match.end() :]


def _plain(text: str) -> str:
    return re.sub(r"[\s:：。.]+", "", text)


@check(
    "F-FORMAT",
    "格式与年度",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message={
        "": "{year}年度的报告用了{used}年的表格格式，应当使用{due}年的格式",
        "old": "{year}年度早于2019年全国统一格式，没有按后来的格式检查",
    },
)
def year_format(subject: Subject) -> Iterator[Seen | Hold]:
    """The tables are those of the format that is in force for the report's year."""
    report = subject.report
    if report.format == "pre-2019":
        yield Seen("全文", "format", {"year": report.year}, case="old", severity=Severity.NOTICE)
        return
    due = format_of_year(report.year) if report.year else None
    if due is None or not report.table2.present:
        return
    if due.id == report.format:
        yield Hold("全文", f"表格为{report.year}年度应当使用的格式")
    else:
        yield Seen(
            "第二部分表格",
            "format",
            {"year": report.year, "used": report.format, "due": due.id},
            expected=due.id,
            found=report.format,
        )


@check(
    "F-TITLE",
    "标题",
    severity=Severity.NOTICE,
    source="FMT2021/title",
    message={
        "": "标题“{title}”与格式不一致，应含“政府信息公开工作年度报告”",
        "none": "没有找到报告标题",
        "agency": "没有找到编制报告的机关名称",
        "year": "没有找到报告年度",
    },
)
def title(subject: Subject) -> Iterator[Seen | Hold]:
    """There is a title with agency and year in the words of the format."""
    report = subject.report
    if report.title is None:
        yield Seen("标题", "title", case="none")
    elif "政府信息公开工作年度报告" not in "".join(report.title.split()):
        yield Seen("标题", "title", {"title": report.title}, found=report.title)
    if not report.agency:
        yield Seen("标题", "agency", case="agency")
    if report.year is None:
        yield Seen("标题", "year", case="year", severity=Severity.WARNING)


@check(
    "F-SECTION",
    "六个部分",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message={"": "缺少“{heading}”", "order": "“{heading}”的次序不对"},
)
def sections(subject: Subject) -> Iterator[Seen | Hold]:
    """All six sections are there, in the order of the format."""
    found = 0
    for section in subject.report.sections:
        heading = load_format("2021").section(section.id).heading
        if section.heading is None:
            yield Seen(section_name(section.id), f"sections.{section.id}", {"heading": heading}, expected=heading)
        elif not section.in_order:
            yield Seen(
                section_name(section.id),
                f"sections.{section.id}",
                {"heading": section.heading},
                found=section.heading,
                page=section.place.page,
                case="order",
            )
        else:
            found += 1
    if found == len(subject.report.sections):
        yield Hold("全文", "六个部分齐全，次序正确")


@check(
    "F-HEADING",
    "部分标题",
    severity=Severity.WARNING,
    source="FMT2021/sections",
    message="标题“{found}”与格式不一致，应为“{due}”",
)
def headings(subject: Subject) -> Iterator[Seen | Hold]:
    """Each section heading has the wording of the format."""
    for section, name in _headed(subject):
        due = load_format("2021").section(section.id)
        if _plain(name) != _plain(due.name):
            yield Seen(
                section_name(section.id),
                f"sections.{section.id}",
                {"found": section.heading, "due": due.heading},
                expected=due.heading,
                found=section.heading,
                quote=section.heading or "",
                page=section.place.page,
            )


@check(
    "F-NUMBERING",
    "部分序号",
    severity=Severity.WARNING,
    source="FMT2021/sections",
    message={"": "序号写作“{number}”，应为“{due}”", "none": "标题“{heading}”没有序号，应为“{due}”"},
)
def numbering(subject: Subject) -> Iterator[Seen | Hold]:
    """Each section carries its ordinal as 一、 to 六、."""
    for section, _ in _headed(subject):
        due = load_format("2021").section(section.id).number
        number = split_heading(section.heading or "")[0]
        if number != due:
            yield Seen(
                section_name(section.id),
                f"sections.{section.id}",
                {"number": number, "due": due, "heading": section.heading},
                expected=due,
                found=number,
                quote=section.heading or "",
                page=section.place.page,
                case="" if number else "none",
            )


def _headed(subject: Subject) -> Iterator[tuple[Section, str]]:
    for section in subject.report.sections:
        if section.heading is not None:
            yield section, split_heading(section.heading)[1]


@check(
    "F-PERIOD",
    "统计期限",
    severity=Severity.ERROR,
    source="REG2019/49",
    message={
        "": "统计期限写“{quote}”，报告年度是{year}年",
        "part": "统计期限写“{quote}”，不是全年（1月1日至12月31日）",
    },
)
def period(subject: Subject) -> Iterator[Seen | Hold]:
    """The period that the report states for its figures is the whole of its year."""
    year = subject.report.year
    if year is None:
        return
    for section, passage in subject.report.passages():
        for match in _PERIOD.finditer(passage.text):
            first, last = int(match[1]), int(match[4] or match[1])
            days = (int(match[2]), int(match[3]), int(match[5]), int(match[6]))
            around = passage.text[max(0, match.start() - 40) : match.end() + 10]
            whole = days == (1, 1, 12, 31)
            if not (_PERIOD_WORDS.search(around) and (section == "preamble" or whole)):
                continue
            where = section_name(section)
            if whole and first == last == year:
                yield Hold(where, f"统计期限为{year}年1月1日至12月31日")
                continue
            yield Seen(
                where,
                "period",
                {"quote": match[0], "year": year},
                expected=f"{year}年1月1日至{year}年12月31日",
                found=match[0],
                quote=match[0],
                page=passage.place.page,
                case="part" if first == last == year else "",
            )
            return


@check(
    "F-FEE",
    "信息处理费",
    severity=Severity.ERROR,
    source="FMT2021/6",
    since=2021,
    message={
        "": "第六部分没有写明收取信息处理费的情况（没有收取也应写明）",
        "elsewhere": "信息处理费的情况写在{where}，应当写在第六部分",
    },
)
def fee(subject: Subject) -> Iterator[Seen | Hold]:
    """Section six says what information-processing fees were charged, even when none."""
    other = subject.report.section("other")
    if other.heading is None:
        return
    if _FEE.search(other.text):
        yield Hold("第六部分", "写明了收取信息处理费的情况")
        return
    for section, passage in subject.report.passages():
        if "处理费" in passage.text:
            values: dict[str, object] = {"where": section_name(section)}
            yield Seen("第六部分", "sections.other", values, case="elsewhere", severity=Severity.NOTICE)
            return
    yield Seen("第六部分", "sections.other", expected="收取信息处理费的情况")


@check(
    "F-EMPTY",
    "部分没有内容",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message="{where}只有标题，没有内容",
)
def empty_sections(subject: Subject) -> Iterator[Seen | Hold]:
    """A section of prose has prose under its heading."""
    for section_id in ("overview", "problems", "other"):
        section = subject.report.section(section_id)
        if section.heading is not None and not section.text.strip():
            where = section_name(section_id)
            yield Seen(where, f"sections.{section_id}", {"where": where}, page=section.place.page)


@check(
    "F-ASPECT",
    "总体情况五个方面",
    severity=Severity.NOTICE,
    source="FMT2021/1",
    since=2021,
    message="第一部分没有写到：{missing}",
)
def aspects(subject: Subject) -> Iterator[Seen | Hold]:
    """Section one speaks of the five aspects that the format names."""
    overview = subject.report.section("overview")
    if overview.heading is None or not overview.text:
        return
    lacking = [name for name, words in _ASPECTS.items() if not re.search(words, overview.text)]
    if lacking:
        yield Seen("第一部分", "sections.overview", {"missing": "、".join(lacking)}, expected=lacking)
    else:
        yield Hold("第一部分", "写到了主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面")
