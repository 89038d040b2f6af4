"""Regions, agencies and who works where. The past is kept: an agency is never deleted, its changes are rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from gongkai_web.accounts.roles import ADMINISTRATORS, ROLES, Role
from gongkai_web.organisations.kinds import AgencyKind, AgencyLevel, AgencyState, ChangeKind, RegionLevel

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Agency", "AgencyChange", "AgencyQuerySet", "Below", "Membership", "Platform", "Region"]

_REGION_CODE = RegexValidator(
    r"^\d{6}(\d{3}){0,2}$", "行政区划代码为6位（县级以上）、9位（乡镇、街道）或12位（村、社区）数字。"
)
_AGENCY_CODE = RegexValidator(
    r"^[0-9A-Za-z-]{2,32}$", "机关代码由2至32位字母、数字或连字符组成，宜用统一社会信用代码。"
)


class Region(models.Model):
    """A region of the administrative division (GB/T 2260; townships by GB/T 10114)."""

    code = models.CharField("行政区划代码", max_length=12, unique=True, validators=[_REGION_CODE])
    name = models.CharField("名称", max_length=100)
    level = models.CharField("层级", max_length=20, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", verbose_name="上级区划", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    def lineage(self) -> list[Region]:
        """The region with all above it, the highest first."""
        line, region = [self], self
        while region.parent is not None:
            region = region.parent
            line.append(region)
        return line[::-1]

    @property
    def full_name(self) -> str:
        """Its name after those above it: 福建省龙岩市上杭县."""
        return "".join(region.name for region in self.lineage())


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies with the filters that people ask for."""

    def active(self) -> AgencyQuerySet:
        """Those that exist today."""
        return self.filter(state=AgencyState.ACTIVE)

    def below(self, roots: models.QuerySet[Agency] | list[int], *, themselves: bool = True) -> AgencyQuerySet:
        """The agencies under any of these, with them or without."""
        found = self.filter(above__higher__in=roots)
        return (found if themselves else found.filter(above__distance__gt=0)).distinct()

    def seen_by(self, scope: Scope) -> AgencyQuerySet:
        """Those whose rows a person may see: his own, those below for a supervisor, all for the administrators."""
        return self if scope.sees_all else self.filter(pk__in=scope.visible)


class Agency(models.Model):
    """An agency that discloses: a government, a department, a vertically led organ, an authorised organisation."""

    code = models.CharField("机关代码", max_length=32, unique=True, validators=[_AGENCY_CODE])
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


class AgencyChange(models.Model):
    """Something in the life of an agency: founded, renamed, moved under another, merged, dissolved; with its basis."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField("变更", max_length=20, choices=ChangeKind.choices)
    on = models.DateField("日期")
    old_name = models.CharField("原名称", max_length=120, blank=True)
    new_name = models.CharField("新名称", max_length=120, blank=True)
    successor = models.ForeignKey(
        Agency, verbose_name="承继机关", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    basis = models.CharField("依据", max_length=200, blank=True, help_text="文件名称和文号。")

    class Meta:
        verbose_name = "机关变更"
        verbose_name_plural = "机关变更"
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.agency} {self.get_kind_display()} {self.on}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships with the filters that people ask for."""

    def current(self) -> MembershipQuerySet:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def seen_by(self, scope: Scope) -> MembershipQuerySet:
        """Those at agencies that a person may see; those of the site only for its administrators."""
        return self if scope.sees_all else self.filter(agency__in=scope.visible)


class Membership(models.Model):
    """A person has a role at an agency; the three administrators have theirs for the whole site, at none."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="人员", on_delete=models.PROTECT, related_name="memberships"
    )
    agency = models.ForeignKey(
        Agency, verbose_name="机关", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("角色", max_length=30, choices=[(role, spec.label) for role, spec in ROLES.items()])
    granted_at = models.DateTimeField("授予时间", default=timezone.now, editable=False)
    granted_by = models.CharField("授予人账号", max_length=150, blank=True, editable=False)
    ended_at = models.DateTimeField("收回时间", null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Membership]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        ordering = ("agency", "role", "user")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(ADMINISTRATORS), agency__isnull=True)
                | (~models.Q(role__in=sorted(ADMINISTRATORS)) & models.Q(agency__isnull=False)),
                name="membership_administrators_of_the_site",
                violation_error_message="系统、安全、审计管理员是全站的角色，不填机关；其他角色必须填机关。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.agency or '全站'} {Role(self.role)}"


class Platform(models.Model):
    """The unified platform of a region: one row, written at set-up; what stands at the foot of every public page.

    The items of the footer: 政府网站发展指引 (国办发〔2017〕47号).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    region = models.ForeignKey(Region, verbose_name="行政区划", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("平台名称", max_length=120, help_text="如“上杭县政府信息公开平台”。")
    sponsor = models.CharField("主办单位", max_length=120)
    undertaker = models.CharField("承办单位", max_length=120, blank=True)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    site_code = models.CharField(
        "网站标识码", max_length=10, blank=True, validators=[RegexValidator(r"^\d{10}$", "网站标识码为10位数字。")]
    )
    icp_number = models.CharField("ICP备案号", max_length=60, blank=True)
    police_number = models.CharField("公安机关备案号", max_length=60, blank=True)
    error_report_url = models.URLField("“我为政府网站找错”地址", blank=True)
    party_mark_url = models.URLField("党政机关网站标识地址", blank=True)
    set_up_at = models.DateTimeField("启用时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "平台"
        verbose_name_plural = "平台"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="platform_one_row")]

    def __str__(self) -> str:
        return self.name
