"""What prose claims: the kinds of claim, and a claim with its number and its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gongkai.checks.narrative.amount import Amount

__all__ = ["Claim", "Kind"]


class Kind(StrEnum):
    """What is claimed. The value is the Chinese name used in messages."""

    RECEIVED = "本年新收申请"
    HANDLED = "受理申请"
    CARRIED_IN = "上年结转"
    CONCLUDED = "办结"
    CARRIED_OUT = "结转下年度"
    GRANTED = "予以公开"
    PARTIAL = "部分公开"
    GRANTED_OR_PARTIAL = "予以公开和部分公开"
    DENIED = "不予公开"
    UNABLE = "无法提供"
    REFUSED = "不予处理"
    OTHER = "其他处理"
    NATURAL = "自然人申请"
    ORGANISATIONS = "法人或其他组织申请"
    MADE = "制发行政规范性文件"
    REPEALED = "废止行政规范性文件"
    IN_FORCE = "现行有效行政规范性文件"
    LICENCES = "行政许可决定"
    PENALTIES = "行政处罚决定"
    COERCIONS = "行政强制决定"
    FEES = "行政事业性收费"
    REVIEWS = "行政复议"
    REVIEWS_UPHELD = "行政复议结果维持"
    REVIEWS_CORRECTED = "行政复议结果纠正"
    REVIEWS_PENDING = "行政复议尚未审结"
    LAWSUITS = "行政诉讼"
    LAWSUITS_UPHELD = "行政诉讼结果维持"
    LAWSUITS_CORRECTED = "行政诉讼结果纠正"
    LAWSUITS_PENDING = "行政诉讼尚未审结"
    INFO_FEE = "信息处理费"
    ALL_CONCLUDED = "全部办结"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its kind, the number (None for a claim of none or of all), its sentence and where it stands.

    ``none`` is True for 未收到, 没有, 无; ``in_time`` for 按时办结 and 均已答复, which say something of those only that
    were due. ``sure`` is False where the words leave open whose number it is or what it counts: such a claim that fits
    the tables is worth telling, one that does not proves nothing.
    """

    kind: Kind
    amount: Amount | None
    quote: str
    section: str
    page: int | None = None
    none: bool = False
    in_time: bool = False
    sure: bool = True
