"""An administrator's account is opened by one and confirmed by another (三员分立): who makes a link may see it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import ADMINISTRATORS
from gongkai_web.accounts.second_factor import has_one, needs_one
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor

__all__ = ["ask_confirmation", "confirm_administrator", "is_administrator", "not_ready"]


def is_administrator(user: User) -> bool:
    """Whether an account holds one of the three administrators' roles."""
    return user.memberships.filter(ended_at__isnull=True, role__in=sorted(ADMINISTRATORS)).exists()


def ask_confirmation(user: User, *, by: Actor) -> None:
    """Lets an administrator's roles rest until another confirms that the account is in the right hands.

    Called where an administrator's role, a link to set the password, another address for it, or a new second factor is
    given by somebody else. Nothing rests where the server's own command line, the set-up or the person did it, and for
    accounts that are no administrator's.
    """
    if not by.account or by.account == user.username or not is_administrator(user):
        return
    locked = User.objects.select_for_update().get(pk=user.pk)
    user.unconfirmed_by = " ".join(sorted({*locked.unconfirmed_by.split(), by.account}))
    user.save(update_fields=["unconfirmed_by"])


def not_ready(user: User) -> str:
    """Why nobody can confirm an account yet, in Chinese; "" where it can be.

    Before the person has used the link and set up his second factor, whoever has seen the link could still do so.
    """
    open_links = user.invitations.filter(used_at__isnull=True, expires_at__gt=timezone.now())
    if not user.is_active:
        return "账号已停用。"
    if not user.has_usable_password() or open_links.exists():
        return "本人还没有用链接设置口令。"
    if needs_one(user) and not has_one(user):
        return "本人还没有登录并设置第二因素。"
    return ""


@transaction.atomic
def confirm_administrator(user: User, *, by: Actor) -> None:
    """The roles of an administrator hold from now on. Does nothing a second time.

    Raises ValidationError for the person, for those who gave the role or the link, and where it is not ready.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.unconfirmed_by:
        return
    if by.account and by.account == user.username:
        raise ValidationError("不能确认自己的账号，由另一名管理员办理。")
    if by.account and by.account in user.unconfirmed_by.split():
        raise ValidationError("这个账号由您任命或者重置，须由另一名管理员确认。")
    if why := not_ready(user):
        raise ValidationError(f"{why}办好以后再确认。")
    before = {"任命或者重置人": user.unconfirmed_by.replace(" ", "、")}
    user.unconfirmed_by = ""
    user.save(update_fields=["unconfirmed_by"])
    record("account.confirm", by=by, on=("account", user.username, user.name_in_log), before=before)
