"""What comes before or beside a request: applications being written, mail that waits, other matters of citizens."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.common.fields import PersonalField
from gongkai_web.common.masks import mask_email, mask_name, mask_phone
from gongkai_web.info_requests.kinds import MatterChannel, MatterKind
from gongkai_web.info_requests.models.requests import InfoRequest, new_public_id
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Application", "MailItem", "Matter", "OfAgencyQuerySet", "Reminder"]

_HASH = 64


class Application(models.Model):
    """An application that a visitor is writing: kept sealed, found by a secret of his own, forgotten after a while.

    ``token`` is the hash of the secret in his cookie; ``request`` is set when it has been sent, so that a second
    sending finds the first.
    """

    token = models.CharField(max_length=_HASH, unique=True)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    values = PersonalField("填写的内容", default="{}")
    offered = models.PositiveSmallIntegerField("看到的已公开信息", default=0)
    ended_by_offer = models.BooleanField("查看后不再申请", default=False)
    request = models.ForeignKey(InfoRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[models.Manager[Application]]

    class Meta:
        verbose_name = "填写中的申请"
        verbose_name_plural = "填写中的申请"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class OfAgencyQuerySet(models.QuerySet["models.Model"]):
    """Rows of an agency's desk."""

    def seen_by(self, scope: Scope) -> OfAgencyQuerySet:
        """Those of the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)


class Matter(models.Model):
    """A correction (art. 41), a suggestion to disclose (art. 44) or a complaint (arts 47, 51).

    ``agency`` handles it; ``about`` is the agency complained of. ``shown_code`` keeps the query code, sealed, for as
    long as the receipt may be shown again (a second click, the back button), then it is emptied.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="matters")
    kind = models.CharField("类别", max_length=12, choices=MatterKind.choices)
    number = models.CharField("编号", max_length=60, unique=True)
    query_code = models.CharField("查询码", max_length=_HASH, editable=False)
    about = models.ForeignKey(
        Agency, verbose_name="所涉机关", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="投诉、举报所指的机关；由其上一级行政机关或者主管部门办理（条例第四十七条、第五十一条）。",
    )  # fmt: skip
    request = models.ForeignKey(
        InfoRequest, verbose_name="所涉申请", null=True, blank=True, on_delete=models.PROTECT, related_name="matters"
    )
    token = models.CharField(max_length=_HASH, blank=True, editable=False, help_text="表单的一次性标记。")
    shown_code = PersonalField(blank=True, default="", editable=False, help_text="查询码，在回执上显示后即清空。")
    name = PersonalField("姓名或者名称")
    contact = PersonalField("联系方式")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", max_length=5000)
    evidence = models.TextField(
        "证据材料说明", max_length=2000, blank=True, help_text="申请更正应当提供证据（条例第四十一条）。"
    )
    channel = models.CharField("提出方式", max_length=12, choices=MatterChannel.choices, default=MatterChannel.WEB)
    received_on = models.DateField("收到日期")
    entered_by_name = models.CharField("录入人", max_length=150, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, default="open",
        choices=[("open", "办理中"), ("answered", "已答复"), ("transferred", "已转送")],
    )  # fmt: skip
    decision = models.CharField("处理结果", max_length=60, blank=True)
    reply = models.TextField("答复", max_length=5000, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by_name = models.CharField("答复人", max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Matter]] = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "更正、建议和投诉"
        verbose_name_plural = "更正、建议和投诉"
        ordering = ("-received_on", "-id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~models.Q(token=""), name="matter_token_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def masked_name(self) -> str:
        """Who raised it, as it is shown: the first character."""
        return mask_name(self.name)

    masked_name.fget.short_description = "姓名或者名称"  # type: ignore[attr-defined]

    @property
    def masked_contact(self) -> str:
        """How to reach him, as it is shown."""
        return mask_email(self.contact) if "@" in self.contact else mask_phone(self.contact)

    masked_contact.fget.short_description = "联系方式"  # type: ignore[attr-defined]


class MailItem(models.Model):
    """A mail taken in by IMAP: kept whole until somebody has made a request of it or put it aside with a reason."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="mail_items")
    message_id = models.CharField(max_length=250)
    digest = models.CharField(max_length=_HASH)
    received_at = models.DateTimeField("到达时间")
    sender = PersonalField("发件人")
    subject = PersonalField("主题", blank=True, default="")
    text = PersonalField("正文", blank=True, default="")
    raw = models.FileField("原始邮件", max_length=120)
    request = models.ForeignKey(
        InfoRequest, verbose_name="登记为", null=True, blank=True, on_delete=models.PROTECT, related_name="mail_items"
    )
    state = models.CharField(
        "状态", max_length=10, default="waiting",
        choices=[("waiting", "待处理"), ("filed", "已归入案卷"), ("aside", "不作为申请处理")],
    )  # fmt: skip
    reason = models.CharField("原因", max_length=200, blank=True)
    suggested = models.ForeignKey(
        InfoRequest, verbose_name="可能有关的申请", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    problem = models.CharField("读取情况", max_length=200, blank=True, help_text="不能完整读出的，看原始邮件。")
    taken_at = models.DateTimeField("取回时间", default=timezone.now, editable=False)
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)
    handled_by_name = models.CharField("处理人", max_length=150, blank=True)

    objects: ClassVar[models.Manager[MailItem]] = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "来件"
        verbose_name_plural = "来件"
        ordering = ("-received_at", "-id")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["agency", "digest"], name="mail_item_once")]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """That something was told: a row for each thing, so that nobody is told twice."""

    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Reminder]]

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
