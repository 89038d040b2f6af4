"""Links by which a person sets his own password: nobody else ever knows it, and there is no default one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai_web.accounts.actions.administrators import ask_confirmation
from gongkai_web.accounts.actions.passwords import set_password
from gongkai_web.accounts.models import Invitation, User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.notify.actions import tell
from gongkai_web.notify.delivery import is_configured
from gongkai_web.notify.kinds import Channel

__all__ = ["VALID", "accept", "invite", "of_token", "reachable"]

VALID = timedelta(days=3)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def reachable(user: User) -> bool:
    """Whether the site can send something to this person alone: by mail, or by SMS."""
    by_mail = bool(user.email) and is_configured(Channel.MAIL)
    return by_mail or (bool(user.phone) and is_configured(Channel.SMS))


@transaction.atomic
def invite(user: User, *, by: Actor) -> str:
    """A new link for an account, in place of any older one; it works once, for three days.

    Where the person can be reached by mail or SMS the link goes there and nowhere else, and "" is returned: then not
    even the security administrator can use it. Else the link is returned, to be shown once and handed over in person.
    Raises ValidationError for an account that is deactivated, and for one's own.
    """
    if by.account and by.account == user.username:
        raise ValidationError("不能给自己发设置口令的链接，请直接修改口令。")
    if not user.is_active:
        raise ValidationError("账号已停用，先启用再发链接。")
    now = timezone.now()
    user.invitations.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    expires_at = now + VALID
    Invitation.objects.create(user=user, digest=_digest(token), created_by=by.account, expires_at=expires_at)
    ask_confirmation(user, by=by)
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("accounts_invitation", args=[token])
    sent = reachable(user)
    if sent:
        days = f"{VALID.days}天"
        values = {"name": user.name, "account": user.username, "link": link, "valid": days}
        tell(user, "account.invited", values, by=by, reference=("account", user.username), urgent=True)
    record(
        "account.invite",
        by=by,
        on=("account", user.username, user.name_in_log),
        after={
            "送达": "发给本人" if sent else "当面转交",
            "有效至": f"{timezone.localtime(expires_at):%Y-%m-%d %H:%M}",
        },
    )
    return "" if sent else link


def of_token(token: str) -> Invitation | None:
    """The invitation of a link that still works, or None."""
    found = Invitation.objects.select_related("user").filter(digest=_digest(token)).first()
    if found is None or found.used_at is not None or found.expires_at <= timezone.now() or not found.user.is_active:
        return None
    return found


@transaction.atomic
def accept(token: str, password: str, *, address: str) -> User:
    """Sets the password of the person who was invited and uses the link up.

    Raises ValidationError where the link no longer works or the password does not meet the rules.
    """
    Invitation.objects.select_for_update().filter(digest=_digest(token)).first()
    invitation = of_token(token)
    if invitation is None:
        raise ValidationError("链接已使用、已过期或已被新的链接取代，请向安全管理员索取新的链接。")
    user = invitation.user
    set_password(user, password, by=Actor(user.username, user.name_in_log, "", address), way="链接")
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return user
