"""Letters L01–L22 as they were issued, and their delivery with proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from gongkai.law.letters import letters
from gongkai_web.common.fields import PersonalField
from gongkai_web.info_requests.kinds import Route
from gongkai_web.info_requests.models.intake import Matter
from gongkai_web.info_requests.models.parties import Party
from gongkai_web.info_requests.models.proposals import Proposal
from gongkai_web.info_requests.models.requests import InfoRequest, new_public_id
from gongkai_web.info_requests.models.steps import Step
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Letter"]

_PROOFS = {
    Route.POST: "邮件号码",
    Route.PICK_UP: "签收记录",
    Route.EMAIL: "发送记录",
    Route.ONLINE: "系统记录",
    Route.ON_THE_SPOT: "签收记录",
    Route.FAX: "传真回执",
}


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by scope."""

    def seen_by(self, scope: Scope) -> LetterQuerySet:
        """Those of the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)


class Letter(models.Model):
    """A letter. Once issued its words and its files do not change; a mistake is mended by another letter."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="letters")
    request = models.ForeignKey(
        InfoRequest, verbose_name="申请", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    matter = models.ForeignKey(
        Matter, verbose_name="更正或者建议", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    proposal = models.ForeignKey(
        Proposal, verbose_name="转为主动公开的建议", null=True, blank=True, on_delete=models.PROTECT,
        related_name="letters",
    )  # fmt: skip
    round = models.PositiveSmallIntegerField(default=1)
    step = models.ForeignKey(
        Step, verbose_name="步骤", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    party = models.ForeignKey(
        Party,
        verbose_name="收件的第三方或者机关",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
    )
    code = models.CharField("文书", max_length=3, choices=[(one.id, one.name) for one in letters()])
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    values = PersonalField("内容", default="{}", help_text="填入模板的内容，加密保存。", editable=False)
    digest = models.CharField("模板摘要", max_length=64, blank=True, editable=False)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    docx = models.FileField("docx", max_length=120, blank=True, editable=False)
    pdf = models.FileField("pdf", max_length=120, blank=True, editable=False)
    docx_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    own_words = PersonalField("承办人填写的内容", default="{}", editable=False)
    failure = models.CharField("自动发出没有成功的原因", max_length=300, blank=True, editable=False)
    route = models.CharField("送达方式", max_length=20, choices=Route.choices, blank=True)
    sent_on = models.DateField("送出日期", null=True, blank=True, help_text="邮寄以交邮之日为准。")
    delivered_on = models.DateField("收到日期", null=True, blank=True)
    proof = models.CharField("凭证", max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField("制作人", max_length=150, blank=True, editable=False)

    objects: ClassVar[models.Manager[Letter]] = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = "文书"
        ordering = ("request", "id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~models.Q(number=""), name="letter_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(request__isnull=False)
                | models.Q(matter__isnull=False)
                | models.Q(proposal__isnull=False),
                name="letter_about_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the agency of what it is about."""
        if self.agency_id is None:
            about = self.request or self.matter or self.proposal
            self.agency_id = None if about is None else about.agency_id
        super().save(*args, **kwargs)

    @property
    def is_issued(self) -> bool:
        """Whether it has gone out: from then on it does not change."""
        return self.issued_on is not None

    @property
    def proof_label(self) -> str:
        """What proves the delivery by its route."""
        return _PROOFS.get(Route(self.route), "凭证") if self.route else "凭证"
