"""What is contested, why an agency was corrected, and what the papers of a case are."""

from __future__ import annotations

from django.db import models

from gongkai.law.outcomes import outcomes
from gongkai.law.proceedings import GROUPS, PROCEDURES
from gongkai.law.remedies import RESULTS

__all__ = ["GROUP_CHOICES", "PROCEDURE_CHOICES", "RESULT_CHOICES", "SUBJECT_CHOICES", "Fault", "PaperKind", "ground_of"]

GROUP_CHOICES = list(GROUPS.items())
PROCEDURE_CHOICES = list(PROCEDURES.items())
RESULT_CHOICES = [(key, label) for key, label in RESULTS.items() if key != "pending"]
_BESIDE = [
    ("no_reply", "逾期未答复"),
    ("against_disclosure", "公开侵害他人合法权益"),
    ("correction", "更正与本人有关的政府信息"),
    ("proactive", "未依法主动公开"),
    ("other", "其他"),
]
SUBJECT_CHOICES = [*((one.id, one.label) for one in outcomes()), *_BESIDE]
"""What is contested: an ending of a request, or what is no reply at all."""


def ground_of(subject: str) -> str:
    """The Chinese name of what is contested."""
    return dict(SUBJECT_CHOICES).get(subject, subject)


class Fault(models.TextChoices):
    """Why the agency was corrected, as decisions say it."""

    FACTS = "facts", "认定事实不清、证据不足"
    SEARCH = "search", "未充分检索"
    LAW = "law", "适用依据错误"
    REASONS = "reasons", "未说明理由"
    LATE = "late", "超过法定期限"
    THIRD_PARTY = "third_party", "未依法征求第三方意见"
    SEVER = "sever", "未作区分处理"
    PROCEDURE = "procedure", "违反其他法定程序"
    POWER = "power", "超越职权"
    OTHER = "other", "其他"


class PaperKind(models.TextChoices):
    """What a file of a case is."""

    APPLICATION = "application", "复议申请书、起诉状"
    NOTICE = "notice", "受理、应诉通知书"
    REPLY = "reply", "答复书、答辩状"
    EVIDENCE = "evidence", "证据和依据"
    HEARING = "hearing", "听证、庭审材料"
    DECISION = "decision", "决定书、裁判文书"
    OTHER = "other", "其他材料"
