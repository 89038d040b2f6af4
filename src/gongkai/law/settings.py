"""What the law leaves open, as settings: each with a default, what it does, and why it is no rule.

The reliability of each line is that of the sources: practice, a local rule, or a text not seen whole.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

__all__ = ["SettingNote", "Settings", "setting_notes"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an agency's clock. All numbers of days are working days."""

    correction_period: int = 15
    extension_once: bool = True
    suspend_from_next_day: bool = True
    fee_restarts_limit: bool = True
    restart_keeps_extension: bool = False
    reasons_restart_limit: bool = False
    consultation_ends_at_limit: bool = False
    confirm_within: int = 1
    inquiry_review_first: bool = False
    partial_review_first: bool = True
    repealed_counts_lapsed: bool = True
    report_by_month: int = 1
    report_by_day: int = 31
    government_report_by_month: int = 3
    government_report_by_day: int = 31


@dataclass(frozen=True, slots=True)
class SettingNote:
    """A setting explained in Chinese, and the clause it stands beside."""

    name: str
    default: object
    text: str
    clause: str
    reliability: Literal["practice", "unsure", "local"]


_NOTES: dict[str, tuple[str, str, Literal["practice", "unsure", "local"]]] = {
    "correction_period": (
        "给申请人补正的合理期限（工作日），条例没有规定天数，各地多用15个工作日",
        "REG2019/30",
        "practice",
    ),
    "extension_once": ("答复期限只延长一次，条例没有写明，是通行做法", "REG2019/33", "practice"),
    "suspend_from_next_day": (
        "征求意见的时间自发出函件的次日起算，至收到答复当日止，不计入答复期限；条例没有规定起止日",
        "REG2019/33",
        "unsure",
    ),
    "fee_restarts_limit": ("申请人缴费后，答复期限自缴费次日起重新计算", "FEE2020/6", "unsure"),
    "restart_keeps_extension": ("期限重新计算后，此前批准的延期仍然有效；默认不再有效", "REG2019/33", "unsure"),
    "reasons_restart_limit": (
        "要求说明理由比照补正处理，期限自申请人说明之日起重新计算；默认不影响期限",
        "REG2019/35",
        "local",
    ),
    "consultation_ends_at_limit": (
        "第三方、共同制作机关逾15个工作日才答复的，不计入的时间只算到期满之日；默认算到答复之日",
        "REG2019/32",
        "unsure",
    ),
    "confirm_within": (
        "信函、互联网、传真申请到达后应在几个工作日内与申请人确认，超过即提醒",
        "REG2019/31",
        "practice",
    ),
    "inquiry_review_first": (
        "行政查询事项的告知是否复议前置；按最高人民法院司法解释，只有第十四至十六条的不予公开前置",
        "ARL2023/23",
        "unsure",
    ),
    "partial_review_first": ("部分公开中不予公开的部分以第十四至十六条为据的，复议前置", "ARL2023/23", "unsure"),
    "repealed_counts_lapsed": ("本年废止件数包括宣布失效的文件", "FMT2021/2", "practice"),
    "report_by_month": ("年度报告报送公布的月份，地方可以规定得更早", "REG2019/49", "local"),
    "report_by_day": ("年度报告报送公布的日，地方可以规定得更早", "REG2019/49", "local"),
    "government_report_by_month": ("本级政府年度报告公布的月份，地方可以规定得更早", "REG2019/49", "local"),
    "government_report_by_day": ("本级政府年度报告公布的日，地方可以规定得更早", "REG2019/49", "local"),
}


def setting_notes() -> tuple[SettingNote, ...]:
    """Every setting with its default and explanation, in the order of the class."""
    defaults = Settings()
    return tuple(SettingNote(f.name, getattr(defaults, f.name), *_NOTES[f.name]) for f in fields(Settings))
