"""What stands in a cell → a value, or a sentence that says why it is none."""

from __future__ import annotations

import re
import unicodedata

from gongkai_web.organisations.sheets.columns import Column
from gongkai_web.organisations.sheets.reading import Cell

__all__ = ["Misread", "choice", "code", "flag", "number", "text"]

_SAFE_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f]")
_YES = frozenset(["是", "有", "对", "y", "yes", "true", "1", "√", "✓", "✔"])
_NO = frozenset(["否", "无", "没有", "不", "n", "no", "false", "0", "×", "x", "-"])
_CHOICES: dict[str, str] = {
    "全国": "national", "国家": "national", "国家级": "national", "中央": "national",
    "省": "province", "省级": "province", "自治区": "province", "直辖市": "province",
    "市": "prefecture", "市级": "prefecture", "地级": "prefecture", "地级市": "prefecture", "地市级": "prefecture",
    "设区的市": "prefecture", "州": "prefecture", "市州": "prefecture", "盟": "prefecture",
    "县": "county", "县级": "county", "区": "county", "区级": "county", "区县": "county", "县区": "county",
    "区县级": "county", "县区级": "county", "县市区": "county", "县级市": "county", "旗": "county",
    "乡": "township", "镇": "township", "乡级": "township", "镇级": "township", "乡镇": "township",
    "乡镇级": "township", "乡镇街道": "township", "街道": "township",
    "政府": "government", "人民政府": "government", "本级政府": "government", "街道办事处": "government",
    "部门": "department", "政府部门": "department", "工作部门": "department", "政府工作部门": "department",
    "组成部门": "department", "直属机构": "department", "局": "department", "委办局": "department",
    "垂直": "vertical", "垂管": "vertical", "垂直管理": "vertical", "垂直领导": "vertical",
    "垂直管理机关": "vertical", "垂直管理部门": "vertical", "垂直领导机关": "vertical", "垂管单位": "vertical",
    "司法": "justice", "司法行政": "justice", "司法行政部门": "justice", "司法局": "justice",
    "组织": "organisation", "授权组织": "organisation", "事业单位": "organisation", "直属事业单位": "organisation",
    "法律法规授权的组织": "organisation", "公共企事业单位": "organisation",
}  # fmt: skip
"""What people write for a level or a kind."""


class Misread(ValueError):
    """A cell that was not understood; the message says why, in Chinese."""


def text(cell: Cell) -> str:
    """The text on one line, without what cannot be seen. Raises Misread for a formula without a result."""
    if cell.is_formula:
        raise Misread("是公式，文件里没有它的结果；请在电子表格软件中打开另存，或者改成文字")
    return " ".join(_INVISIBLE.sub("", cell.text).split())


def code(cell: Cell) -> str:
    """A code, in half width and without blanks. Raises Misread where a spreadsheet has lost its last digits."""
    found = re.sub(r"\s", "", unicodedata.normalize("NFKC", text(cell)))
    if cell.is_number and len(found.lstrip("-")) > _SAFE_DIGITS:
        raise Misread(f"被存成了数字，第{_SAFE_DIGITS}位以后的数字已经丢失；请把这一列设为文本后重新填写")
    return re.sub(r"[‐‑‒–—―−]", "-", found)


def choice(cell: Cell, column: Column) -> str:
    """The value of a choice by its label, or by what people write for it; "" for a blank cell. Raises Misread."""
    wanted = re.sub(r"[\s、，,/·]", "", unicodedata.normalize("NFKC", text(cell))).casefold()
    if not wanted:
        return ""
    values = {value for value, _ in column.choices}
    known = {label: value for value, label in column.choices} | {value: value for value in values}
    found = known.get(wanted, _CHOICES.get(wanted, ""))
    if found not in values:
        raise Misread(f"不认识“{wanted[:20]}”，可以填{'、'.join(label for _, label in column.choices)}")
    return found


def flag(cell: Cell) -> bool | None:
    """Yes or no; None for a blank cell. Raises Misread."""
    said = unicodedata.normalize("NFKC", text(cell)).casefold()
    if not said:
        return None
    if said in _YES or said in _NO:
        return said in _YES
    raise Misread(f"不认识“{said[:20]}”，可以填是、否")


def number(cell: Cell) -> int | None:
    """A whole number from 0; None for a blank cell. Raises Misread."""
    said = unicodedata.normalize("NFKC", text(cell)).replace(",", "")
    if not said:
        return None
    if not re.fullmatch(r"[0-9]{1,9}(\.0*)?", said):
        raise Misread(f"“{said[:20]}”不是整数")
    return int(said.split(".")[0])
