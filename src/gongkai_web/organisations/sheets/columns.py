"""The two sheets and their columns: what they are called, what else people call them, what stands in them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gongkai_web.organisations.kinds import AgencyKind, AgencyLevel, RegionLevel

__all__ = ["AGENCIES", "INSTRUCTIONS", "REGIONS", "SHEETS", "Column", "Sheet", "heading"]

_NOISE = re.compile(r"[\s*＊:：]|[（(][^）)]*[）)]")


def heading(text: str) -> str:
    """A heading as it is compared: without width, blanks, stars and what stands in brackets."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the model, its heading, other headings for it, choices by label, and its explanation."""

    name: str
    label: str
    text: str
    other: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    width: int = 18
    only_shown: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, other words in the names people give it, its columns, which of them give it away."""

    name: str
    words: tuple[str, ...]
    columns: tuple[Column, ...]
    keys: frozenset[str] = frozenset({"code", "name"})

    def column(self, text: str) -> Column | None:
        """The column of that heading; None for one that is not known."""
        wanted = heading(text)
        for column in self.columns:
            if wanted in {heading(known) for known in (column.label, *column.other)}:
                return column
        return None


_NAME_OR_CODE = "填代码；名称不重复的，也可以填名称"
REGIONS = Sheet(
    "行政区划",
    ("区划", "地区"),
    (
        Column(
            "code",
            "行政区划代码",
            "6位（县级以上）、9位（乡镇、街道）或12位数字，GB/T 2260、GB/T 10114",
            ("区划代码", "代码", "编码", "行政区划编码"),
            required=True,
        ),
        Column(
            "name", "名称", "区划的名称，如“上杭县”", ("区划名称", "行政区划名称", "行政区划"),
            required=True, width=24,
        ),
        Column(
            "level", "层级", "留空则按代码推定", ("级别", "行政层级", "行政级别"),
            choices=tuple(RegionLevel.choices), width=12,
        ),
        Column(
            "parent", "上级区划", f"{_NAME_OR_CODE}；留空则按代码推定",
            ("上级行政区划", "上级区划代码", "上级代码", "上级"), width=20,
        ),
        Column("parent_name", "上级区划名称", "仅供查看，导入时不读", width=20, only_shown=True),
    ),
)  # fmt: skip
AGENCIES = Sheet(
    "机关",
    ("机关", "单位", "部门", "机构"),
    (
        Column(
            "code",
            "机关代码",
            "2至32位字母、数字或连字符，宜用统一社会信用代码；它是网页地址的一部分，导入后不能修改",
            ("单位代码", "机构代码", "统一社会信用代码", "代码", "编码"),
            required=True,
            width=24,
        ),
        Column("name", "名称", "机关的全称", ("机关名称", "单位名称", "机构名称", "全称"), required=True, width=32),
        Column("short_name", "简称", "可不填", ("机关简称", "单位简称", "机构简称")),
        Column(
            "kind", "机关类别", "新增时必填", ("类别", "机构类别", "单位类别", "类型", "机关类型", "单位性质"),
            choices=tuple(AgencyKind.choices), width=16,
        ),
        Column(
            "level", "层级", "留空则与所在区划相同", ("级别", "行政层级", "行政级别"),
            choices=tuple(AgencyLevel.choices), width=12,
        ),
        Column(
            "region", "行政区划", f"新增时必填；{_NAME_OR_CODE}",
            ("区划", "所属区划", "所在区划", "行政区划代码", "区划代码", "所在地区"), width=16,
        ),
        Column(
            "superior", "上级机关", f"督促指导本机关公开工作的机关（条例第三条）；{_NAME_OR_CODE}；没有的留空",
            ("上级单位", "主管部门", "主管单位", "上级机关代码", "上级", "上级主管部门"), width=24,
        ),
        Column(
            "rule_making", "有规章制定权", "立法法第九十一条、第九十三条", ("规章制定权",),
            choices=(("1", "是"), ("", "否")), width=14,
        ),
        Column(
            "reviewing_organ", "行政复议机关", "留空则按行政复议法推定", ("复议机关",), width=28,
        ),
        Column(
            "court", "有管辖权的人民法院", "集中管辖的地区填写指定的法院；留空则写一般表述",
            ("管辖法院", "法院", "诉讼法院"), width=28,
        ),
        Column("position", "排序", "整数，小的在前", ("顺序", "排序号"), width=8),
        Column("region_name", "行政区划名称", "仅供查看，导入时不读", width=20, only_shown=True),
        Column("superior_name", "上级机关名称", "仅供查看，导入时不读", width=28, only_shown=True),
    ),
)  # fmt: skip
SHEETS = (REGIONS, AGENCIES)
INSTRUCTIONS = "填写说明"
"""The sheet that explains the others; it names columns and is none of them."""
