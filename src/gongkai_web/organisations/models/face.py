"""The rest of an agency's public face: its rules, the leading group of disclosure work, its reporters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import RegexValidator
from django.db import models

from gongkai_web.common.fields import PersonalField
from gongkai_web.common.masks import mask_phone
from gongkai_web.organisations.kinds import GroupRank, RuleGroup
from gongkai_web.organisations.models.agencies import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["LeadingGroupMember", "Reporter", "Rule", "RuleQuerySet"]

_PHONE = RegexValidator(r"^[0-9+()（）\- 转]{5,40}\Z", "电话由数字、区号和分机号组成。")
_MOBILE = RegexValidator(r"^1[3-9][0-9]{9}\Z", "手机号码为11位数字。")


class RuleQuerySet(models.QuerySet["Rule"]):
    """Rules with the filters that people ask for."""

    def seen_by(self, scope: Scope) -> RuleQuerySet:
        """Those of agencies that a person may see, and those that all agencies share."""
        return self if scope.sees_all else self.filter(models.Q(agency__in=scope.visible) | models.Q(agency=None))

    def public(self, agency: Agency, on: date) -> RuleQuerySet:
        """What the public reads at an agency that day: its own, and those that all share, by group."""
        shown = models.Q(agency=agency) | models.Q(agency=None)
        return self.filter(shown, published_on__lte=on).order_by("group_order", "position", "-made_on", "title")


class RuleManager(models.Manager["Rule"].from_queryset(RuleQuerySet)):
    """Rules, each with the place of its group."""

    def get_queryset(self) -> RuleQuerySet:
        """All, with ``group_order``: laws first, the agency's own rules last (61号)."""
        places = [models.When(group=group, then=place) for place, group in enumerate(RuleGroup.values)]
        return super().get_queryset().annotate(group_order=models.Case(*places, output_field=models.IntegerField()))


class Rule(models.Model):
    """A rule of disclosure work (政府信息公开制度, 国办公开办函〔2019〕61号): where it is, or its text.

    Without an agency it stands at every agency's page: the Regulation and the state's documents need one row only.
    """

    agency = models.ForeignKey(
        Agency, verbose_name="机关", null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )
    group = models.CharField("类别", max_length=20, choices=RuleGroup.choices)
    title = models.CharField("标题", max_length=300)
    document_number = models.CharField("文号", max_length=100, blank=True)
    maker = models.CharField("发布机关", max_length=200, blank=True)
    made_on = models.DateField("成文日期", null=True, blank=True)
    published_on = models.DateField("发布日期", help_text="从这一天起在公开平台上可见。")
    url = models.URLField("网址", blank=True, max_length=500, help_text="原文所在的网页；没有网页的在下面写正文。")
    text = models.TextField("正文", blank=True)
    in_force = models.BooleanField("现行有效", default=True)
    ended_on = models.DateField("失效日期", null=True, blank=True)
    position = models.PositiveIntegerField("排序", default=0)

    objects: ClassVar[RuleManager] = RuleManager()

    class Meta:
        verbose_name = "公开制度"
        verbose_name_plural = "公开制度"
        ordering = ("position", "-made_on", "title")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url="", text=""),
                name="rule_has_address_or_text",
                violation_error_message="网址和正文至少填写一项。",
            ),
            models.CheckConstraint(
                condition=~models.Q(agency=None, group=RuleGroup.OWN),
                name="rule_of_its_own_has_an_agency",
                violation_error_message="本机关制度必须写明机关。",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force=True, ended_on__isnull=True) | models.Q(in_force=False),
                name="rule_in_force_has_no_end",
                violation_error_message="现行有效的制度不填失效日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FaceQuerySet(models.QuerySet[models.Model]):
    """People of the public face with the filters that are asked for."""

    def seen_by(self, scope: Scope) -> FaceQuerySet:
        """Those of agencies that a person may see."""
        return self if scope.sees_all else self.filter(agency__in=scope.visible)

    def serving(self, on: date) -> FaceQuerySet:
        """Those in post that day."""
        return self.filter(
            models.Q(since__isnull=True) | models.Q(since__lte=on),
            models.Q(until__isnull=True) | models.Q(until__gt=on),
        )


class _Served(models.Model):
    """Somebody who serves at an agency from a day until a day."""

    since = models.DateField("任职日期", null=True, blank=True)
    until = models.DateField("离任日期", null=True, blank=True, help_text="从这一天起不再担任。")

    objects: ClassVar[models.Manager[models.Model]] = FaceQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="%(class)s_until_after_since",
                violation_error_message="离任日期不能早于任职日期。",
            ),
        ]


class LeadingGroupMember(_Served):
    """A member of the leading group of disclosure work (领导小组); names and posts of officials are public."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="leading_group")
    rank = models.CharField("组内职务", max_length=10, choices=GroupRank.choices)
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=120, blank=True)
    position = models.PositiveIntegerField("排序", default=0)

    class Meta(_Served.Meta):
        abstract = False
        verbose_name = "领导小组成员"
        verbose_name_plural = "领导小组"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.get_rank_display()}{self.name}"


class Reporter(_Served):
    """Somebody in a department who reports what is to be published (联络员). Not shown to the public."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="reporters")
    name = models.CharField("姓名", max_length=60)
    department = models.CharField("科室", max_length=120, blank=True)
    office_phone = models.CharField("办公电话", max_length=40, blank=True, validators=[_PHONE])
    mobile = PersonalField(
        "手机号码",
        blank=True,
        default="",
        index="mobile_index",
        validators=[_MOBILE],
        help_text="加密保存，平时只显示前三位和后四位。",
    )
    mobile_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)

    class Meta(_Served.Meta):
        abstract = False
        verbose_name = "联络员"
        verbose_name_plural = "联络员"
        ordering = ("department", "name", "id")

    def __str__(self) -> str:
        return f"{self.name}（{self.department}）" if self.department else self.name

    @property
    def masked_mobile(self) -> str:
        """The number as it is shown: 138****1234."""
        return mask_phone(self.mobile)

    masked_mobile.fget.short_description = "手机号码"
