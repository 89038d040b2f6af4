"""What prose claims: the kinds of claim, and a claim with its number and its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gongkai.checks.narrative.amount import Amount

__all__ = ["REASONS", "Claim", "Kind"]


class Kind(StrEnum):
    """What is claimed. The value is the Chinese name used in messages."""

    RECEIVED = "本年新收申请"
    HANDLED = "受理申请"
    TO_HANDLE = "受理申请（含上年结转）"
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
    COMPANIES = "商业企业申请"
    RESEARCH = "科研机构申请"
    NGOS = "社会公益组织申请"
    LEGAL_SERVICES = "法律服务机构申请"
    REASON = "办理结果"
    RULES_MADE = "制发规章"
    RULES_REPEALED = "废止规章"
    RULES_IN_FORCE = "现行有效规章"
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
    LAWSUITS_DIRECT = "未经复议直接起诉"
    LAWSUITS_AFTER = "复议后起诉"
    INFO_FEE = "信息处理费"
    ALL_CONCLUDED = "全部办结"


REASONS = {
    "denied_state_secret": "属于国家秘密",
    "denied_law": "其他法律行政法规禁止公开",
    "denied_safety": "危及“三安全一稳定”",
    "denied_third_party": "保护第三方合法权益",
    "denied_internal": "属于三类内部事务信息",
    "denied_process": "属于四类过程性信息",
    "denied_enforcement_file": "属于行政执法案卷",
    "denied_inquiry": "属于行政查询事项",
    "unable_not_held": "本机关不掌握相关政府信息",
    "unable_needs_creation": "没有现成信息需要另行制作",
    "unable_unclear": "补正后申请内容仍不明确",
    "refused_petition": "信访举报投诉类申请",
    "refused_publication": "要求提供公开出版物",
    "refused_excessive": "无正当理由大量反复申请",
    "refused_confirmation": "要求行政机关确认或重新出具已获取信息",
}
"""The rows of table 3 that give a reason, by the words that prose calls them."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its kind, the number (None for a claim of none or of all), its sentence and where it stands.

    ``none`` is True for 未收到, 没有, 无; ``in_time`` for 按时办结 and 均已答复, which say something of those only that
    were due. ``sure`` is False where the words leave open whose number it is or what it counts: such a claim that fits
    the tables is worth telling, one that does not proves nothing. ``open`` is True where the words most likely
    mean the table's count but need not: such a claim that does not fit is worth a look. ``row`` is the row of table 3
    that a claim of Kind.REASON counts.
    """

    kind: Kind
    amount: Amount | None
    quote: str
    section: str
    page: int | None = None
    none: bool = False
    in_time: bool = False
    sure: bool = True
    open: bool = False
    row: str = ""

    @property
    def what(self) -> str:
        """What is counted, as a message says it."""
        return REASONS[self.row] if self.row else self.kind.value
