"""Reviews and lawsuits: a row for each case, counted once in table 4 by its final result."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from gongkai.law.proceedings import CORRECTING
from gongkai.law.remedies import result_cell
from gongkai_web.common.fields import PersonalField
from gongkai_web.files.models import StoredFile
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.models.requests import new_public_id
from gongkai_web.organisations.models import Agency
from gongkai_web.remedies.kinds import (
    GROUP_CHOICES,
    PROCEDURE_CHOICES,
    RESULT_CHOICES,
    SUBJECT_CHOICES,
    Fault,
    PaperKind,
)

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["CasePaper", "CaseQuerySet", "RemedyCase", "RemedyImport"]


class CaseQuerySet(models.QuerySet["RemedyCase"]):
    """Cases with the filters that people ask for."""

    def seen_by(self, scope: Scope) -> CaseQuerySet:
        """Those of the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)

    def pending(self) -> CaseQuerySet:
        """Those not yet decided for good."""
        return self.filter(decided_on=None)

    def reply_due(self, until: date) -> CaseQuerySet:
        """Those whose reply file has not gone in and is due by that day."""
        return self.pending().filter(replied_on=None, reply_by__lte=until)

    def to_carry_out(self) -> CaseQuerySet:
        """Those that were corrected with something to be done anew, which has not been begun."""
        return self.filter(result__in=CORRECTING, must_redo=True, reopened_on=None)


class RemedyCase(models.Model):
    """A review or a lawsuit. A lawsuit keeps its number through both instances and counts by what is final."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="remedy_cases")
    group = models.CharField("类别", max_length=20, choices=GROUP_CHOICES, help_text="年度报告第四部分的三类。")
    request = models.ForeignKey(
        InfoRequest, verbose_name="所涉申请", null=True, blank=True, on_delete=models.PROTECT,
        related_name="remedy_cases",
    )  # fmt: skip
    round = models.PositiveSmallIntegerField("轮次", default=1, editable=False)
    review = models.ForeignKey(
        "self", verbose_name="此前的复议", null=True, blank=True, on_delete=models.PROTECT, related_name="lawsuits"
    )
    organ = models.CharField("复议机关或者法院", max_length=120)
    number = models.CharField("案号", max_length=80, blank=True)
    procedure = models.CharField("程序", max_length=12, choices=PROCEDURE_CHOICES, default="ordinary")
    party = PersonalField("申请人或者原告", blank=True, default="")
    subject = models.CharField("争议事项", max_length=20, choices=SUBJECT_CHOICES)
    claim = models.TextField("请求和理由", max_length=5000, blank=True)

    filed_on = models.DateField("申请或者起诉日期")
    accepted_on = models.DateField("受理或者立案日期", null=True, blank=True)
    notified_on = models.DateField("收到副本日期", null=True, blank=True)
    reply_set = models.DateField(
        "另定的答复期限", null=True, blank=True, help_text="复议机构或者法院另行指定的；不填则按法律规定推算。"
    )
    reply_by = models.DateField("答复期限", null=True, blank=True, editable=False)
    replied_on = models.DateField("提交答复日期", null=True, blank=True)
    hearing_on = models.DateField("听证或者开庭日期", null=True, blank=True)
    decision_by = models.DateField("审理期限", null=True, blank=True, editable=False)

    first_result = models.CharField("一审结果", max_length=20, choices=RESULT_CHOICES, blank=True)
    first_decided_on = models.DateField("一审裁判日期", null=True, blank=True)
    first_received_on = models.DateField("收到一审裁判日期", null=True, blank=True)
    appeal_by = models.DateField("上诉期限", null=True, blank=True, editable=False)
    appealed_on = models.DateField("上诉日期", null=True, blank=True)
    appeal_number = models.CharField("二审案号", max_length=80, blank=True)

    result = models.CharField("结果", max_length=20, choices=RESULT_CHOICES, blank=True)
    decided_on = models.DateField("审结日期", null=True, blank=True, help_text="决定作出、裁判生效之日。")
    received_on = models.DateField("收到决定或者裁判日期", null=True, blank=True)
    sue_by = models.DateField("申请人起诉期限", null=True, blank=True, editable=False)
    must_redo = models.BooleanField("责令重新作出处理", default=False)
    redo_by = models.DateField("责令的期限", null=True, blank=True)
    reopened_on = models.DateField("重新处理日期", null=True, blank=True, editable=False)
    fault = models.CharField("被纠正的原因", max_length=12, choices=Fault.choices, blank=True)
    lesson = models.TextField("经验教训", max_length=2000, blank=True)
    costs = models.DecimalField(
        "费用（元）", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)],
        help_text="诉讼费、律师费等本机关负担的费用。",
    )  # fmt: skip
    noted = models.CharField("登记说明", max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    created_by_name = models.CharField("登记人", max_length=150, blank=True, editable=False)

    objects: ClassVar[models.Manager[RemedyCase]] = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "复议诉讼案件"
        verbose_name_plural = "复议诉讼案件"
        ordering = ("-filed_on", "-id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "group", "number"], condition=~models.Q(number=""), name="remedy_number_once",
                violation_error_message="本机关已登记过这个案号。",
            ),
            models.CheckConstraint(
                condition=models.Q(result="", decided_on=None)
                | (~models.Q(result="") & models.Q(decided_on__isnull=False)),
                name="remedy_decided_has_a_result",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["agency", "group", "decided_on"], name="remedy_decided"),
            models.Index(fields=["agency", "filed_on"], name="remedy_filed"),
            models.Index(fields=["decided_on", "reply_by"], name="remedy_reply"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_group_display()}（{self.filed_on.isoformat()}）"

    def get_absolute_url(self) -> str:
        """Its page in the back office."""
        return f"/staff/remedies/inspect/{self.pk}/"

    @property
    def is_review(self) -> bool:
        """Whether it is a review."""
        return self.group == "review"

    @property
    def corrects(self) -> bool:
        """Whether the result corrects the agency."""
        return self.result in CORRECTING

    def cell(self, year: int) -> str | None:
        """The column of table 4 in the report of a year; None where it does not stand in that report."""
        if self.filed_on.year > year:
            return None
        return result_cell(self.result or "pending", self.decided_on, year)


class CasePaper(models.Model):
    """A file of a case."""

    case = models.ForeignKey(RemedyCase, verbose_name="案件", on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="remedy_papers")
    kind = models.CharField("类别", max_length=12, choices=PaperKind.choices)
    title = models.CharField("名称", max_length=200)
    added_at = models.DateTimeField("加入时间", default=timezone.now, editable=False)
    added_by_name = models.CharField("加入人", max_length=150, blank=True, editable=False)

    objects: ClassVar[models.Manager[CasePaper]]

    class Meta:
        verbose_name = "复议诉讼材料"
        verbose_name_plural = "复议诉讼材料"
        ordering = ("case", "id")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "file"], name="remedy_paper_once")]

    def __str__(self) -> str:
        return self.title


class ImportQuerySet(models.QuerySet["RemedyImport"]):
    """Imports by scope."""

    def seen_by(self, scope: Scope) -> ImportQuerySet:
        """Those of the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)


class RemedyImport(models.Model):
    """A ledger that was sent: its rows, sealed, until it is done or given up; the report of each row stays."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField(max_length=64)
    rows = PersonalField(default="[]")
    report = models.JSONField(default=list)
    state = models.CharField(
        "状态", max_length=10, default="checked",
        choices=[("checked", "等待确认"), ("done", "已导入"), ("discarded", "已放弃")],
    )  # fmt: skip
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    created_by_name = models.CharField("上传人", max_length=150, blank=True)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects: ClassVar[models.Manager[RemedyImport]] = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "复议诉讼台账导入"
        verbose_name_plural = "复议诉讼台账导入"
        ordering = ("-created_at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name
