"""What applicants, applications and the papers of a case can be. Applicant kinds are the columns of table 3."""

from __future__ import annotations

from django.db import models

from gongkai.law.events import CHANNELS

__all__ = [
    "CHANNEL_CHOICES",
    "ApplicantKind",
    "Form",
    "IdentityKind",
    "MatterChannel",
    "MatterKind",
    "OpinionKind",
    "PaperKind",
    "PartyKind",
    "PartyOpinion",
    "RefundReason",
    "Route",
    "Standard",
]

CHANNEL_CHOICES = [(channel.id, channel.label) for channel in CHANNELS.values()]
"""How an application came in (art. 31)."""


class ApplicantKind(models.TextChoices):
    """Who applies; the columns of table 3 (国办公开办函〔2021〕30号)."""

    NATURAL_PERSON = "natural_person", "自然人"
    COMPANY = "company", "商业企业"
    RESEARCH = "research", "科研机构"
    NGO = "ngo", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER_ORG = "other_org", "其他组织"


class IdentityKind(models.TextChoices):
    """What proves who the applicant is (art. 29)."""

    IDENTITY_CARD = "identity_card", "居民身份证"
    PASSPORT = "passport", "护照"
    TRAVEL_PERMIT = "travel_permit", "港澳台居民居住证或通行证"
    RESIDENCE_PERMIT = "residence_permit", "外国人永久居留身份证"
    CREDIT_CODE = "credit_code", "统一社会信用代码证书"
    OTHER = "other", "其他证件"


class Form(models.TextChoices):
    """The form in which the information is wanted (arts 29, 40)."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子文件"
    DISC = "disc", "光盘"
    INSPECTION = "inspection", "当场查阅、抄录"


class Route(models.TextChoices):
    """How letters and information reach the applicant (arts 29, 40)."""

    POST = "post", "邮寄"
    PICK_UP = "pick_up", "自行领取"
    EMAIL = "email", "电子邮件"
    ONLINE = "online", "网上获取"
    ON_THE_SPOT = "on_the_spot", "当场查阅、抄录"
    FAX = "fax", "传真"


class PartyKind(models.TextChoices):
    """Whose opinion is asked: the values begin the procedure's events (``third_party`` → ``third_party_asked``)."""

    THIRD_PARTY = "third_party", "第三方"
    CO_MAKER = "co_maker", "共同制作机关"
    OPINION = "opinion", "其他机关"


class PartyOpinion(models.TextChoices):
    """What a party answered (arts 32, 34)."""

    AGREES = "agrees", "同意公开"
    PARTLY = "partly", "同意部分公开"
    OBJECTS = "objects", "不同意公开"
    SILENT = "silent", "逾期未答复"
    OTHER = "other", "其他意见"


class OpinionKind(models.TextChoices):
    """Reviews within the agency before a reply is signed (art. 17)."""

    DISCLOSURE = "disclosure", "公开审查"
    SECRECY = "secrecy", "保密审查"
    LEGAL = "legal", "合法性审核"


class Standard(models.TextChoices):
    """The standard of the fee, one for an application (FEE2020/3)."""

    PIECES = "pieces", "按件"
    PAGES = "pages", "按量"


class RefundReason(models.TextChoices):
    """Why a fee goes back."""

    OVERPAID = "overpaid", "多缴"
    WITHDRAWN = "withdrawn", "申请撤回或者不再处理"
    CORRECTED = "corrected", "收费通知有误"
    OTHER = "other", "其他"


class PaperKind(models.TextChoices):
    """What a file in a case is."""

    APPLICATION = "application", "申请书"
    IDENTITY = "identity", "身份证明"
    AUTHORITY = "authority", "授权委托书"
    CORRECTION = "correction", "补正材料"
    REASONS = "reasons", "说明理由材料"
    INFORMATION = "information", "所涉政府信息"
    REDACTED = "redacted", "区分处理后的政府信息"
    OPINION = "opinion", "征求意见材料"
    BASIS = "basis", "定密或其他依据"
    LETTER = "letter", "文书"
    DELIVERY = "delivery", "送达凭证"
    PAYMENT = "payment", "缴费凭证"
    REMEDY = "remedy", "复议、诉讼材料"
    OTHER = "other", "其他材料"


class MatterChannel(models.TextChoices):
    """How such a thing came in. What is written on the site comes over the internet, the rest an officer enters."""

    WEB = "internet", "网上"
    POST = "post", "信函"
    IN_PERSON = "in_person", "当面"
    PHONE = "phone", "电话"
    FAX = "fax", "传真"
    MAIL = "email", "电子邮件"
    OTHER = "other", "其他"


class MatterKind(models.TextChoices):
    """What else people ask of an agency under the Regulation."""

    CORRECTION = "correction", "更正与本人有关的政府信息"
    SUGGESTION = "suggestion", "建议主动公开"
    COMPLAINT = "complaint", "投诉举报"
