"""How an agency works: who must approve, numbers, what the law leaves open, letters of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from gongkai.law.letters import letters
from gongkai.law.settings import Settings
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Desk", "LetterTemplate", "Sequence"]


class Sequence(models.Model):
    """The last number given in a series of an agency and year; counted up in the transaction that uses it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号"
        verbose_name_plural = "编号"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["agency", "series", "year"], name="sequence_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class DeskQuerySet(models.QuerySet["Desk"]):
    """Desks by scope."""

    def seen_by(self, scope: Scope) -> DeskQuerySet:
        """Those of agencies that a person may see."""
        return self if scope.sees_all else self.filter(agency__in=scope.visible)


class Desk(models.Model):
    """The settings of an agency's desk. An agency without a row works with the defaults."""

    agency = models.OneToOneField(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="desk")
    letter_prefix = models.CharField(
        "发文字号", max_length=20, blank=True, help_text="机关代字，如“杭公复”；留空用机关简称加“公复”。"
    )
    needs_secrecy = models.BooleanField("签发前须保密审查", default=True, help_text="条例第十七条。")
    needs_legal = models.BooleanField("签发前须合法性审核", default=False)
    needs_disclosure = models.BooleanField("签发前须公开工作机构审核", default=False)
    charges_fees = models.BooleanField("收取信息处理费", default=False, help_text="国办函〔2020〕109号：由机关决定。")
    how_to_pay = models.TextField("缴费方式", max_length=1000, blank=True)
    issues_receipt = models.BooleanField(
        "登记后自动发出登记回执", default=True,
        help_text="收到申请之日确定以后，按机关的模板制作并发出《登记回执》；不勾选的，由登记员制作。",
    )  # fmt: skip
    channels = models.JSONField(
        "接收渠道", default=list, blank=True, help_text="当面和邮寄不能停用；其他渠道以公开指南为准。"
    )
    monthly_excess = models.PositiveSmallIntegerField(
        "提示申请较多的件数", default=10, help_text="同一申请人一个自然月内超过此数时提示承办人（条例第三十五条）。"
    )
    review_months = models.PositiveSmallIntegerField(
        "评估不予公开信息的间隔（月）", default=12, help_text="条例第十八条要求定期评估，没有规定间隔。"
    )
    law = models.JSONField("期限的选择", default=dict, blank=True, help_text="条例没有规定、由机关选择的事项。")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Desk]] = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = "受理设置"
        verbose_name_plural = "受理设置"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.agency}受理设置"

    @property
    def settings(self) -> Settings:
        """What the law leaves open, as this agency chose."""
        known: dict[str, Any] = self.law if isinstance(self.law, dict) else {}
        return Settings(**{key: value for key, value in known.items() if key in Settings.__dataclass_fields__})


class LetterTemplate(models.Model):
    """A template of an agency's own in place of the one shipped; checked before it is kept."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="letter_templates")
    code = models.CharField("文书", max_length=3, choices=[(one.id, one.name) for one in letters()])
    docx = models.FileField("模板", max_length=120)
    digest = models.CharField(max_length=64, editable=False)
    kept_at = models.DateTimeField("启用时间", default=timezone.now, editable=False)
    kept_by_name = models.CharField("启用人", max_length=150, blank=True, editable=False)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[LetterTemplate]] = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = "文书模板"
        verbose_name_plural = "文书模板"
        ordering = ("agency", "code")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code"], condition=models.Q(ended_at__isnull=True), name="letter_template_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()
