"""Who works where in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai_web.accounts.roles import ADMINISTRATORS, ROLES, Role
from gongkai_web.organisations.models.agencies import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["Membership", "MembershipQuerySet"]


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
                name="membership_once",
            ),
            # 三员分立: whatever two requests do at once, one person never holds two of the three.
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ended_at__isnull=True, role__in=sorted(ADMINISTRATORS)),
                name="membership_one_administrator_role",
                violation_error_message="系统管理员、安全管理员、审计管理员由不同的人担任。",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(ADMINISTRATORS), agency__isnull=True)
                | (~models.Q(role__in=sorted(ADMINISTRATORS)) & models.Q(agency__isnull=False)),
                name="membership_administrators_of_the_site",
                violation_error_message="系统、安全、审计管理员是全站的角色，不填机关；其他角色必须填机关。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.agency or '全站'} {ROLES[Role(self.role)].label}"
