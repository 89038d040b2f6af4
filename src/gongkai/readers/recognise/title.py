"""Whose report it is and of which year: from the title, however it is cut into lines, else from the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from gongkai.report.model import Note

__all__ = ["Title", "find_title"]

_YEAR = r"(?P<year>(?:19|20)\d{2}|[二一][〇○零Oo0一二三四五六七八九]{3})"
_REPORT = r"(?:报告|年报)"
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"^(?P<agency>.{{0,36}}?){_YEAR}年?(?:度)?(?P<middle>.{{0,30}}?)(?:政府信息公开|政务公开|信息公开).{{0,12}}?{_REPORT}",
        rf"^(?P<agency>.{{2,36}}?)(?:政府信息公开|信息公开)(?:工作)?(?P<middle>){_YEAR}年(?:度)?(?:工作)?(?:年度)?{_REPORT}",
        rf"^(?P<agency>.{{2,36}}?)(?:政府信息公开|信息公开)(?:工作)?(?:年度)?{_REPORT}[（(](?P<middle>){_YEAR}(?:年度?)?[)）]",
    )
)
_HAN_DIGITS = {c: str(i % 10) for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Oo", "0")
_AGENCY_END = re.compile(
    r"(?:政府|办公室|办公厅|局|委员会|管委会|委|厅|署|院|中心|站|所|队|处|办|街道|乡|镇|县|区|市|省|支队|总队|公司|银行|学校|大学|医院"
    r"|联合会|总社|社|会|部)$"
)
_PERIOD = re.compile(r"(20\d{2})年1月1日(?:[起至—~\-－到,，]|.{0,3}?)*?(?:20\d{2})?年?12月31日")
_WRITTEN_BY = re.compile(r"由([一-鿿（）()]{4,30}?)(?:结合|根据|依据|按照|编制|组织编制)")
_REGION = re.compile(r"([一-鿿]{2,3}(?:自治州|地区|省|市|州|盟|自治区))$")
_NOT_REGION = "由与和向为请在是对到按经受将把及"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Title:
    """Agency, year and the title as it stands; ``lines`` are the indexes of the lines it takes up."""

    agency: str | None
    year: int | None
    text: str | None
    lines: frozenset[int]
    remarks: tuple[Note, ...]


def find_title(head: list[tuple[int, str]], prose: list[str], document_title: str | None) -> Title:
    """The title among ``head``, the short lines before the first section (index, text).

    ``prose`` is the running text, from which what the title lacks is taken with a remark; ``document_title`` is the
    title that the file carries in its metadata.
    """
    agency, year, text, lines = _in_lines(head)
    if text is None and document_title and (found := _match(document_title)):
        agency, year = found
        text = " ".join(document_title.split())
    remarks: list[Note] = []
    body = "".join("".join(prose).split())
    if not agency:
        agency = _agency_in(body, document_title)
        why = f"标题里没有机关名称，按正文认定为“{agency}”" if agency else "没有找到机关名称"
        remarks.append(Note("agency", "inferred" if agency else "missing", why))
    elif longer := _with_region(agency, body):
        remarks.append(Note("agency", "inferred", f"标题写“{agency}”，正文写全称“{longer}”"))
        agency = longer
    if year is None:
        year = _year_in(body)
        why = f"标题里没有年度，按统计期限认定为{year}年" if year else "没有找到报告年度"
        remarks.append(Note("year", "inferred" if year else "missing", why))
    return Title(agency, year, text, lines, tuple(remarks))


def _in_lines(head: list[tuple[int, str]]) -> tuple[str | None, int | None, str | None, frozenset[int]]:
    weak: tuple[str | None, int | None, str | None, frozenset[int]] = (None, None, None, frozenset())
    for count in (1, 2, 3):
        for start in range(len(head) - count + 1):
            part = head[start : start + count]
            text = "".join(t for _, t in part)
            if len(text) > _LONGEST or any(len(t) > _LONGEST for _, t in part) or not (found := _match(text)):
                continue
            agency, year = found
            lines = _with_repeats(head, text, frozenset(i for i, _ in part))
            shown = " ".join(" ".join(t.split()) for _, t in part) if count > 1 else " ".join(text.split())
            if agency and (count == 1 or _AGENCY_END.search(agency)):
                return agency, year, shown, lines
            if weak[2] is None:
                weak = (None, year, shown, lines)
    return weak


def _with_repeats(head: list[tuple[int, str]], title: str, lines: frozenset[int]) -> frozenset[int]:
    """The lines of the title and those that only say it again."""
    plain = "".join(title.split())
    return lines | {i for i, t in head if "".join(t.split()) == plain}


def _match(text: str) -> tuple[str | None, int] | None:
    plain = re.sub(r"\s+|[#*]", "", text)
    for pattern in _PATTERNS:
        if match := pattern.match(plain):
            agency = match["agency"] or match["middle"]
            return _clean(agency), _year(match["year"])
    return None


def _clean(agency: str) -> str | None:
    name = agency.strip("《〈<>“”\"'—-:：·.,，、 ")
    name = re.sub(r"^(?:关于|附件\d*[:：]?|公布|发布)", "", name)
    name = re.sub(r"(?:关于|的|年度?|度)$", "", name)
    return name or None


def _year(text: str) -> int:
    return int(text) if text.isdigit() else int("".join(_HAN_DIGITS.get(c, c) for c in text))


def _agency_in(body: str, document_title: str | None) -> str | None:
    for text in (body,):
        if match := _WRITTEN_BY.search(text):
            return match[1]
    if document_title and (
        match := re.match(r"\s*([一-鿿]{3,30}?(?:局|委员会|政府|办公室|厅|管委会))", document_title)
    ):
        return match[1]
    return None


def _with_region(agency: str, body: str) -> str | None:
    """The name with the region before it, where the text gives the name in full."""
    for match in re.finditer(re.escape(agency), body):
        before = body[max(0, match.start() - 7) : match.start()]
        region = _REGION.search(before)
        if region is None:
            continue
        name = region[1]
        while name and name[0] in _NOT_REGION:
            name = name[1:]
        if len(name) >= 3 and not agency.startswith(name):
            return name + agency
    return None


def _year_in(body: str) -> int | None:
    if match := _PERIOD.search(body):
        return int(match[1])
    years = Counter(re.findall(r"(20\d{2})年", body))
    return int(years.most_common(1)[0][0]) if years else None
