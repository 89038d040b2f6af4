"""What was decided on a request, and what was withheld (arts 18, 36, 37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from gongkai.law.outcomes import exemptions, outcomes
from gongkai_web.info_requests.models.requests import InfoRequest
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Decision", "Withheld"]

_GROUNDS = [(one.id, one.label) for one in exemptions()]


class Decision(models.Model):
    """The reply of a round: drafted, reviewed, signed; one for each round of a request."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    outcome = models.CharField("办理结果", max_length=10, choices=[(one.id, one.label) for one in outcomes()])
    ground = models.CharField("不予公开的情形", max_length=8, choices=_GROUNDS, blank=True)
    ground_detail = models.CharField("具体事项", max_length=40, blank=True, help_text="如商业秘密、讨论记录。")
    facts = models.TextField("查明的情况", max_length=5000)
    reasons = models.TextField("理由", max_length=5000, blank=True)
    basis = models.CharField("其他依据", max_length=500, blank=True, help_text="定密依据、禁止公开的法律法规等。")
    provides = models.TextField("提供的内容或者获取的方式、途径和时间", max_length=5000, blank=True)
    withholds = models.TextField("不予公开的内容", max_length=5000, blank=True)
    competent = models.CharField("负责公开的机关及联系方式", max_length=300, blank=True)
    channel = models.CharField("办理的渠道", max_length=300, blank=True)
    gives = models.JSONField("提供的材料", default=list, blank=True, help_text="案卷材料的编号。")
    earlier = models.ForeignKey(
        InfoRequest, verbose_name="此前的申请", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    earlier_reply = models.CharField(
        "此前的答复", max_length=200, blank=True, help_text="不在本系统中的，写明答复书的文号和日期。"
    )
    not_consulted = models.TextField(
        "不征求第三方意见的理由",
        max_length=2000,
        blank=True,
        help_text="依据第十五条不予公开而没有征求意见的，应当写明。",
    )
    digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="草稿内容的摘要：改动以后前面的审查意见失效。"
    )
    drafted_on = models.DateField("拟稿日期")
    drafted_by_name = models.CharField("拟稿人", max_length=150, blank=True)
    signed_on = models.DateField("签发日期", null=True, blank=True)
    signed_by_name = models.CharField("签发人", max_length=150, blank=True)
    remedy_rule = models.CharField("救济途径", max_length=14, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Decision]]

    class Meta:
        verbose_name = "处理决定"
        verbose_name_plural = "处理决定"
        ordering = ("request", "round")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "round"], name="decision_once_a_round")]

    def __str__(self) -> str:
        return self.get_outcome_display()


class WithheldQuerySet(models.QuerySet["Withheld"]):
    """The ledger with the filters that people ask for."""

    def seen_by(self, scope: Scope) -> WithheldQuerySet:
        """Entries of the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)


class Withheld(models.Model):
    """The ledger of art. 18: what was withheld, why, and when that is looked at again."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="withheld")
    request = models.ForeignKey(
        InfoRequest, verbose_name="来自申请", null=True, blank=True, on_delete=models.PROTECT, related_name="withheld"
    )
    title = models.CharField("信息名称", max_length=200)
    what = models.TextField("不予公开的内容", max_length=5000, blank=True)
    ground = models.CharField("情形", max_length=8, choices=_GROUNDS)
    decided_on = models.DateField("决定日期")
    review_on = models.DateField("下次评估日期")
    reviewed_on = models.DateField("最近评估日期", null=True, blank=True)
    result = models.TextField("评估情况", max_length=2000, blank=True)
    released_on = models.DateField("转为公开日期", null=True, blank=True)
    history = models.JSONField("历次评估", default=list, blank=True, editable=False)

    objects: ClassVar[models.Manager[Withheld]] = WithheldQuerySet.as_manager()

    class Meta:
        verbose_name = "不予公开信息台账"
        verbose_name_plural = "不予公开信息台账"
        ordering = ("review_on", "id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title
