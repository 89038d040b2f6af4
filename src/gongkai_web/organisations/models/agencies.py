"""Agencies, who is under whom, and what happened to them. An agency is never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone

from gongkai_web.organisations.kinds import AgencyKind, AgencyLevel, AgencyState, ChangeKind
from gongkai_web.organisations.models.regions import Region

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["AGENCY_CODE", "Agency", "AgencyChange", "AgencyQuerySet", "Below"]

AGENCY_CODE = RegexValidator(
    r"^[0-9A-Za-z-]{2,32}\Z", "机关代码由2至32位字母、数字或连字符组成，宜用统一社会信用代码。"
)


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies with the filters that people ask for."""

    def active(self) -> AgencyQuerySet:
        """Those that exist today."""
        return self.filter(state=AgencyState.ACTIVE)

    def named(self, text: str) -> AgencyQuerySet:
        """Those whose name, short name or any former name contains the text, or whose code begins with it."""
        known = (
            models.Q(name__icontains=text)
            | models.Q(short_name__icontains=text)
            | models.Q(code__istartswith=text)
            | models.Q(pk__in=AgencyChange.objects.standing().filter(old_name__icontains=text).values("agency"))
        )
        return self.filter(known)

    def below(self, roots: models.QuerySet[Agency] | list[int], *, themselves: bool = True) -> AgencyQuerySet:
        """The agencies under any of these, with them or without."""
        found = self.filter(above__higher__in=roots)
        return (found if themselves else found.filter(above__distance__gt=0)).distinct()

    def seen_by(self, scope: Scope) -> AgencyQuerySet:
        """Those whose rows a person may see: his own, those below for a supervisor, all for the administrators."""
        return self if scope.sees_all else self.filter(pk__in=scope.visible)


class Agency(models.Model):
    """An agency that discloses: a government, a department, a vertically led organ, an authorised organisation."""

    code = models.CharField("机关代码", max_length=32, unique=True, validators=[AGENCY_CODE])
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=60, blank=True)
    kind = models.CharField("机关类别", max_length=20, choices=AgencyKind.choices)
    level = models.CharField("层级", max_length=20, choices=AgencyLevel.choices)
    region = models.ForeignKey(Region, verbose_name="行政区划", on_delete=models.PROTECT, related_name="agencies")
    superior = models.ForeignKey(
        "self",
        verbose_name="上级机关",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subordinates",
        help_text="督促指导本机关政府信息公开工作的机关（条例第三条）；垂直领导的机关填上一级主管部门。",
    )
    rule_making = models.BooleanField("有规章制定权", default=False, help_text="立法法第九十一条、第九十三条。")
    reviewing_organ = models.CharField(
        "行政复议机关", max_length=120, blank=True, help_text="留空则按行政复议法第二十四条至第二十八条推定。"
    )
    court = models.CharField(
        "有管辖权的人民法院", max_length=120, blank=True, help_text="集中管辖的地区填写指定的法院；留空则写一般表述。"
    )
    position = models.PositiveIntegerField("排序", default=0)
    state = models.CharField(
        "状态", max_length=20, choices=AgencyState.choices, default=AgencyState.ACTIVE, editable=False
    )
    ended_on = models.DateField("终止日期", null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Agency]] = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "机关"
        verbose_name_plural = "机关"
        ordering = ("position", "code")
        constraints = [
            # A code is an address for good; two that differ in case only would be one address to a reader.
            models.UniqueConstraint(
                Upper("code"), name="agency_code_any_case", violation_error_message="该机关代码已存在（不区分大小写）。"
            ),
            models.CheckConstraint(
                condition=models.Q(superior__isnull=True) | ~models.Q(superior=models.F("id")),
                name="agency_not_its_own_superior",
                violation_error_message="机关不能是自己的上级。",
            ),
            models.CheckConstraint(
                condition=models.Q(state=AgencyState.ACTIVE, ended_on__isnull=True)
                | (~models.Q(state=AgencyState.ACTIVE) & models.Q(ended_on__isnull=False)),
                name="agency_ended_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its platform page."""
        return f"/agencies/{self.code}/"


class Below(models.Model):
    """Who is under whom: a row for each agency and each agency above it, itself included at distance 0.

    Kept by organisations/actions.py, so that 'everything below' is one join however deep the tree is.
    """

    higher = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="under")
    lower = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="above")
    distance = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "隶属关系"
        verbose_name_plural = "隶属关系"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["lower", "higher"], name="below_once")]

    def __str__(self) -> str:
        return f"{self.lower_id} < {self.higher_id}"


class AgencyChangeQuerySet(models.QuerySet["AgencyChange"]):
    """Changes with the filters that people ask for."""

    def seen_by(self, scope: Scope) -> AgencyChangeQuerySet:
        """Those of agencies that a person may see."""
        return self if scope.sees_all else self.filter(agency__in=scope.visible)

    def standing(self) -> AgencyChangeQuerySet:
        """Those that hold: not the mistaken ones, which are kept beside them."""
        return self.filter(corrected_at=None)


class AgencyChange(models.Model):
    """Something in the life of an agency: founded, renamed, moved under another, merged, dissolved; with its basis.

    A mistaken entry stays with the reason of its correction, and the right one in ``corrected_to`` where there is one.
    """

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField("变更", max_length=20, choices=ChangeKind.choices)
    on = models.DateField("日期")
    old_name = models.CharField("原名称", max_length=120, blank=True)
    new_name = models.CharField("新名称", max_length=120, blank=True)
    successor = models.ForeignKey(
        Agency, verbose_name="承继机关", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    old_superior = models.ForeignKey(
        Agency, verbose_name="原上级机关", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    new_superior = models.ForeignKey(
        Agency, verbose_name="新上级机关", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis = models.CharField("依据", max_length=200, blank=True, help_text="文件名称和文号。")
    entered_at = models.DateTimeField("录入时间", default=timezone.now, editable=False)
    entered_by = models.CharField("录入人", max_length=150, blank=True, editable=False)
    corrected_at = models.DateTimeField("更正时间", null=True, blank=True, editable=False)
    corrected_by = models.CharField("更正人", max_length=150, blank=True, editable=False)
    corrected_why = models.CharField("更正原因", max_length=200, blank=True, editable=False)
    corrected_to = models.ForeignKey(
        "self", verbose_name="更正后", null=True, blank=True, on_delete=models.PROTECT, related_name="mistaken",
        editable=False,
    )  # fmt: skip

    objects: ClassVar[models.Manager[AgencyChange]] = AgencyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "机关变更"
        verbose_name_plural = "机关变更"
        ordering = ("on", "id")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=ChangeKind.MERGED) | models.Q(successor__isnull=False),
                name="agency_change_merged_into",
                violation_error_message="并入其他机关的，应当写明承继机关。",
            ),
            models.CheckConstraint(
                condition=models.Q(corrected_at=None) | ~models.Q(corrected_why=""),
                name="agency_change_corrected_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_kind_display()} {self.on}"
