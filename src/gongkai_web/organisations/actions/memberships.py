"""Who works where in which role: granted and taken back, the three administrators kept apart (三员分立)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.actions import ask_confirmation
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import ADMINISTRATORS, ROLES, Role, conflicts
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.granting import grantable, granter_scope
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, Membership

__all__ = ["close", "end_membership", "grant"]


def _check_granter(by: Actor, role: Role, agency: Agency | None, verb: str) -> None:
    """Raises ValidationError where somebody has no right to give or take the role. The site itself may."""
    if not by.account:
        return
    where = None if role in ADMINISTRATORS or agency is None else agency.pk
    if role not in grantable(granter_scope(by.account), where):
        at = "全站" if where is None else f"“{agency}”"
        raise ValidationError(f"您没有在{at}{verb}“{ROLES[role].label}”的权限。")


@transaction.atomic
def grant(user: User, role: Role, agency: Agency | None = None, *, by: Actor) -> Membership:
    """Gives an officer a role at an agency, or an administrator's role at the site.

    Raises ValidationError where the three administrators would not stay separated (三员分立), where the person is no
    officer, where somebody would grant something to himself, or has no right to grant it.
    """
    if by.account and by.account == user.username:
        raise ValidationError("不能给自己授予角色。")
    _check_granter(by, role, agency, "授予")
    # Two grants to one person wait for each other, so that the second sees what the first gave.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_officer:
        raise ValidationError("只能给工作人员授予角色。")
    if agency is not None and agency.state != AgencyState.ACTIVE:
        raise ValidationError({"agency": f"“{agency}”{agency.get_state_display()}，不能在该机关授予角色。"})
    current = Membership.objects.current().filter(user=user)
    if why := conflicts({Role(value) for value in current.values_list("role", flat=True)} | {role}):
        raise ValidationError(f"{why}。")
    where = None if role in ADMINISTRATORS else agency
    if current.filter(role=role, agency=where).exists():
        raise ValidationError(f"{user.name}已经是{where or '全站'}的{ROLES[role].label}。")
    membership = Membership(user=user, agency=where, role=role, granted_by=by.account)
    membership.full_clean()
    membership.save()
    if role in ADMINISTRATORS:
        ask_confirmation(user, by=by)
    record("membership.grant", by=by, on=("account", user.username, user.name), after=_said(membership))
    return membership


def close(membership: Membership, *, by: Actor) -> None:
    """Ends a membership, with its event. For actions that have checked that it may end."""
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    user = membership.user
    record("membership.end", by=by, on=("account", user.username, user.name), before=_said(membership))


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor) -> None:
    """Takes a role back; the row stays. Does nothing when it has ended already.

    Raises ValidationError where somebody has no right to, or where nobody would be left to grant roles.
    """
    role = Role(membership.role)
    _check_granter(by, role, membership.agency, "收回")
    held = Membership.objects.current().select_for_update(of=("self",), no_key=True)
    if role is Role.SECURITY_ADMINISTRATOR:
        able = held.filter(role=role, user__is_active=True, user__unconfirmed_by="").order_by("pk")
        able = list(able.values_list("pk", flat=True))
        if able == [membership.pk]:
            raise ValidationError("这是最后一名安全管理员，收回后没有人能授予角色；请先授予另一人。")
    now = held.filter(pk=membership.pk).select_related("user", "agency").first()
    if now is None:
        return
    close(now, by=by)
    membership.ended_at = now.ended_at


def _said(membership: Membership) -> dict[str, str]:
    return {"角色": ROLES[Role(membership.role)].label, "机关": membership.agency.name if membership.agency else "全站"}
