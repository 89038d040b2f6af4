"""Whose report it is and of which year: from the title, however it is cut into lines, else from the text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from gongkai.report.model import Note

__all__ = ["Title", "find_title"]

_YEAR = r"(?P<year>(?:19|20)\d{2}|[二一][〇○零Oo0一二三四五六七八九]{3})"
_REPORT = r"(?:报告|年报)"
_SUBJECT = r"(?:政府信息公开|信息公开|政务公开)"
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"(?P<agency>.{{0,36}}?){_YEAR}年?(?:度)?(?P<middle>.{{0,30}}?){_SUBJECT}.{{0,12}}?{_REPORT}",
        rf"(?P<agency>.{{2,36}}?){_SUBJECT}(?:工作)?(?P<middle>){_YEAR}年(?:度)?(?:工作)?(?:年度)?{_REPORT}",
        rf"(?P<agency>.{{0,36}}?){_SUBJECT}(?:工作)?(?:年度)?{_REPORT}\(?(?P<middle>){_YEAR}年?度?\)?$",
    )
)
_HAN_DIGITS = {c: str(i % 10) for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Oo", "0")
_BODIES = (
    "政府|办公室|办公厅|局|委员会|管委会|委|厅|署|院|中心|站|所|队|处|办|街道|乡|镇|县|区|市|省|支队|总队|公司|银行|学校|大学"
    "|医院|联合会|总社|社|会|部|馆|台|库|园|场|厂|社区|村|海关|分局|大队|中队|支行|集团|中学|小学|幼儿园|法院|检察院"
)
_AGENCY_END = re.compile(rf"(?:{_BODIES})(?:\([^()]*\))?$")
_NAME_BEGUN = re.compile(r"[一-鿿()、]{2,30}")
_MARKS = "《〈<>“”\"'—-:·.,、"
_BEFORE_NAME = re.compile(r"^(?:附件\d*:?|转发|印发|公布|发布|公开|关于)+")
_AFTER_NAME = re.compile(r"(?:关于|的|年度?|度)$")
_PERIOD = re.compile(r"(20\d{2})年1月1日[^。]{0,16}?12月31日")
_WRITTEN_BY = re.compile(r"由([一-鿿()]{4,30}?)(?:结合|根据|依据|按照|编制|组织编制)")
_NAMED_FIRST = re.compile(rf"\s*([一-鿿]{{3,30}}?(?:{_BODIES}))(?![一-鿿])")
_REGION = re.compile(r"([一-鿿]{2,3}(?:自治州|地区|省|市|州|盟|自治区))$")
_COUNTY = re.compile(r"([一-鿿]{2,3}[县区旗市])$")
_HAS_REGION = re.compile(r"^(?:中国|国家|[一-鿿]{2,8}?(?:自治州|自治区|地区|省|市|州|盟|县|区|旗|镇|乡|街道))")
_NOT_REGION = "由与和向为请在是对到按经受将把及我本全各该此"
_NO_STEM = re.compile(r"^.?[辖园社开郊市城新][县区市]$|^[一-鿿][县区旗市]$")
_LONGEST = 60
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Title:
    """Agency, year and the title as it stands; ``lines`` are the indexes of the lines it takes up."""

    agency: str | None
    year: int | None
    text: str | None
    lines: frozenset[int]
    remarks: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What one way of taking lines together says."""

    agency: str | None
    year: int | None
    start: int
    count: int


def find_title(head: list[tuple[int, str]], prose: list[str], document_title: str | None) -> Title:
    """The title among ``head``, the short lines before the first section (index, text).

    ``prose`` is the running text, from which what the title lacks is taken with a remark; ``document_title`` is the
    title that the file carries in its metadata.
    """
    agency, year, text, lines = None, None, None, frozenset[int]()
    if read := _in_lines([_plain(line) for _, line in head]):
        part = head[read.start : read.start + read.count]
        agency, year = read.agency, read.year
        text = " ".join(" ".join(line.split()) for _, line in part)
        lines = _with_repeats(head, text, frozenset(i for i, _ in part))
    elif document_title and (found := _match(_plain(document_title))):
        agency, year = found
        text = " ".join(document_title.split())
    remarks: list[Note] = []
    body = _plain("".join(prose))
    if not agency:
        agency = _agency_in(body, document_title)
        why = f"标题里没有机关名称，按正文认定为“{agency}”" if agency else "没有找到机关名称"
        remarks.append(Note("agency", "inferred" if agency else "missing", why))
    elif longer := _with_region(agency, body):
        remarks.append(Note("agency", "inferred", f"标题写“{agency}”，正文写全称“{longer}”"))
        agency = longer
    if year is None:
        year = _year_in(body)
        why = f"标题里没有年度，按正文认定为{year}年" if year else "没有找到报告年度"
        remarks.append(Note("year", "inferred" if year else "missing", why))
    return Title(agency and _chinese_brackets(agency), year, text, lines, tuple(remarks))


def _plain(text: str) -> str:
    """A text without blanks and marks, full-width signs made narrow, to be searched."""
    return re.sub(r"\s+|[#*]", "", unicodedata.normalize("NFKC", text))


def _chinese_brackets(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")


def _in_lines(head: list[str]) -> _Read | None:
    """The fewest lines together that make a title with an agency and a year; the one that says most without."""
    weak: _Read | None = None
    for count in range(1, _MOST_LINES + 1):
        for start in range(len(head) - count + 1):
            part = head[start : start + count]
            text = "".join(part)
            if len(text) > _LONGEST or not (found := _match(text)):
                continue
            agency, year = found
            if count > 1 and agency and not _AGENCY_END.search(agency):
                continue
            read = _with_line_after(head, _with_line_before(head, _Read(agency, year, start, count)))
            if read.agency:
                return read
            weak = weak or read
    return weak or _without_year(head)


def _with_line_before(head: list[str], read: _Read) -> _Read:
    """The title with the line before it, where that is the agency's name or the beginning of it."""
    before = head[read.start - 1] if read.start else ""
    if not _NAME_BEGUN.fullmatch(before) or re.search(rf"{_SUBJECT}|{_REPORT}", before):
        return read
    whole = before + (read.agency or "")
    begun = read.agency is not None and not _AGENCY_END.search(before) and _AGENCY_END.search(whole)
    if begun or (read.agency is None and _AGENCY_END.search(before)):
        return _Read(whole, read.year, read.start - 1, read.count + 1)
    return read


def _with_line_after(head: list[str], read: _Read) -> _Read:
    """The title with the line after it, where no name was found before it and that line is an agency's alone."""
    end = read.start + read.count
    after = head[end] if end < len(head) else ""
    if read.agency is not None or not _NAME_BEGUN.fullmatch(after) or not _AGENCY_END.search(after):
        return read
    if re.search(rf"{_SUBJECT}|{_REPORT}", after):
        return read
    return _Read(after, read.year, read.start, read.count + 1)


def _without_year(head: list[str]) -> _Read | None:
    """A title that names no year."""
    for start, line in enumerate(head):
        match = re.fullmatch(rf"(.{{0,36}}?){_SUBJECT}(?:工作)?(?:年度)?(?:工作)?{_REPORT}", line)
        if match and len(line) <= _LONGEST:
            return _with_line_before(head, _Read(_clean(match[1]), None, start, 1))
    return None


def _with_repeats(head: list[tuple[int, str]], title: str, lines: frozenset[int]) -> frozenset[int]:
    """The lines of the title and those that only say it again."""
    plain = "".join(title.split())
    return lines | {i for i, t in head if "".join(t.split()) == plain}


def _match(plain: str) -> tuple[str | None, int] | None:
    """Agency and year in a text that begins as a title does."""
    for pattern in _PATTERNS:
        if match := pattern.match(plain):
            return _clean(match["agency"]) or _clean(match["middle"]), _year(match["year"])
    return None


def _clean(agency: str) -> str | None:
    name = agency.strip(_MARKS)
    name = _BEFORE_NAME.sub("", name)
    name = _AFTER_NAME.sub("", name)
    return name if len(name) > 1 and name != "政府" else None


def _year(text: str) -> int:
    return int(text) if text.isdigit() else int("".join(_HAN_DIGITS.get(c, c) for c in text))


def _agency_in(body: str, document_title: str | None) -> str | None:
    if match := _WRITTEN_BY.search(body):
        return match[1]
    if document_title and (match := _NAMED_FIRST.match(_plain(document_title))):
        return match[1]
    return None


def _with_region(agency: str, body: str) -> str | None:
    """The name with the region before it, where the text gives the name in full."""
    pattern = _REGION if _HAS_REGION.match(agency) else _COUNTY
    for match in re.finditer(re.escape(agency), body):
        region = pattern.search(body[max(0, match.start() - 7) : match.start()])
        if region is None:
            continue
        name = region[1].lstrip(_NOT_REGION)
        if len(name) >= 3 and not agency.startswith(name) and not _NO_STEM.match(name):
            return name + agency
    return None


def _year_in(body: str) -> int | None:
    if match := _PERIOD.search(body):
        return int(match[1])
    years = Counter(re.findall(r"(20\d{2})年", body))
    return int(years.most_common(1)[0][0]) if years else None
