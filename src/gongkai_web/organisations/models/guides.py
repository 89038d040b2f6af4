"""The guide of an agency (政府信息公开指南): numbered versions that never change, and one draft (art. 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.db import models
from django.utils import timezone

from gongkai_web.organisations.models.agencies import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Guide", "GuideQuerySet"]

_NONE = "没有的填写“无”。"


class GuideQuerySet(models.QuerySet["Guide"]):
    """Guides with the filters that people ask for."""

    def seen_by(self, scope: Scope) -> GuideQuerySet:
        """Those of agencies that a person may see."""
        return self if scope.sees_all else self.filter(agency__in=scope.visible)

    def published(self) -> GuideQuerySet:
        """Every version that has been published, the newest first."""
        return self.filter(number__isnull=False).order_by("agency", "-number")

    def drafts(self) -> GuideQuerySet:
        """Those being written."""
        return self.filter(number__isnull=True)

    def current(self) -> GuideQuerySet:
        """The newest published version of each agency: what the public reads."""
        newer = Guide.objects.filter(agency=models.OuterRef("agency"), number__gt=models.OuterRef("number"))
        return self.filter(number__isnull=False).exclude(models.Exists(newer))

    def delete(self) -> NoReturn:
        """Refused: a published version stays; a draft is discarded by its action."""
        raise TypeError("published guides are never deleted")


class Guide(models.Model):
    """One version of a guide. ``number`` is None while it is the draft; after publishing nothing in it changes.

    Texts are plain, paragraphs parted by line breaks. The office's address and phones are public facts of the agency
    and no personal data.
    """

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="guides")
    number = models.PositiveIntegerField("版次", null=True, blank=True, editable=False)
    introduction = models.TextField("前言", blank=True, help_text="编制的依据和用途，更新的办法。")
    classification = models.TextField(
        "信息的分类", blank=True, help_text="条例第十二条；分类依据条例第十九条至第二十一条。"
    )
    arrangement = models.TextField(
        "编排体系", blank=True, help_text="条例第十二条；目录按索引、名称、内容概述、生成日期编排。"
    )
    obtaining = models.TextField(
        "获取方式", blank=True, help_text="条例第十二条、第二十三条至第二十五条；主动公开的信息在哪里查阅、下载。"
    )
    reading_places = models.TextField(
        "查阅场所", blank=True, help_text="条例第二十五条；档案馆、公共图书馆、政务服务场所的地址和开放时间。"
    )
    applying = models.TextField(
        "申请办法", blank=True, help_text="条例第二十七条至第三十三条；怎样提出申请，应当写明什么，多少个工作日内答复。"
    )
    apply_on_site = models.CharField("当面申请", max_length=300, blank=True, help_text="地址和受理时间。")
    apply_by_post = models.CharField(
        "信函申请", max_length=300, blank=True, help_text="收件人、地址；信封左下角注明“政府信息公开申请”。"
    )
    apply_by_fax = models.CharField("传真申请", max_length=100, blank=True)
    apply_online = models.CharField("网上申请", max_length=300, blank=True, help_text="网址或者电子邮箱。")
    fees = models.TextField("收费", blank=True, help_text="条例第四十二条；国办函〔2020〕109号。")
    office_name = models.CharField("公开工作机构名称", max_length=120, blank=True, help_text="条例第四条、第十二条。")
    office_address = models.CharField("办公地址", max_length=200, blank=True, help_text="条例第十二条。")
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    office_hours = models.CharField(
        "办公时间", max_length=200, blank=True, help_text="条例第十二条；写明是否节假日除外，有冬夏时令的分别写明。"
    )
    phone = models.CharField("联系电话", max_length=60, blank=True, help_text="条例第十二条；公开工作机构的办公电话。")
    fax = models.CharField("传真号码", max_length=60, blank=True, help_text=f"条例第十二条；{_NONE}")
    internet = models.CharField(
        "互联网联系方式", max_length=200, blank=True, help_text="条例第十二条；电子邮箱、网址或者政务新媒体账号。"
    )
    complaint_office = models.CharField(
        "监督机关", max_length=120, blank=True, help_text="条例第四十七条、第五十一条；受理投诉举报的主管部门。"
    )
    complaint_phone = models.CharField("监督电话", max_length=60, blank=True)
    complaint_address = models.CharField("监督机关地址", max_length=200, blank=True)
    remedies = models.TextField("救济途径", blank=True, help_text="条例第五十一条；投诉、举报、行政复议、行政诉讼。")
    changed_at = models.DateTimeField("修改时间", default=timezone.now, editable=False)
    changed_by = models.CharField("修改人", max_length=150, blank=True, editable=False)
    published_on = models.DateField("发布日期", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    published_by = models.CharField("发布人", max_length=150, blank=True, editable=False)
    change_note = models.CharField("修订说明", max_length=200, blank=True, help_text="这一版改了什么，随版次公开。")

    objects: ClassVar[models.Manager[Guide]] = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = "公开指南"
        verbose_name_plural = "公开指南"
        ordering = ("agency", models.F("number").desc(nulls_first=True))
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="guide_number_once"),
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(number__isnull=True),
                name="guide_one_draft",
                violation_error_message="该机关的公开指南已有草稿。",
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, published_on__isnull=True, published_at__isnull=True)
                | models.Q(number__gt=0, published_on__isnull=False, published_at__isnull=False),
                name="guide_number_with_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}政府信息公开指南（{self.version}）"

    @property
    def is_draft(self) -> bool:
        """True while it is being written."""
        return self.number is None

    @property
    def version(self) -> str:
        """第3版, or 草稿."""
        return "草稿" if self.number is None else f"第{self.number}版"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the draft, or the draft as it is published. Raises TypeError for a version already published."""
        if not self._state.adding and not Guide.objects.filter(pk=self.pk, number__isnull=True).exists():
            raise TypeError("published guides never change")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Deletes the draft. Raises TypeError for a published version."""
        if self.number is not None:
            raise TypeError("published guides are never deleted")
        return super().delete(*args, **kwargs)
