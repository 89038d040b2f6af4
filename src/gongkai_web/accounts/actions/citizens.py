"""Members of the public who want an account, and who want none any more."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.accounts.actions.passwords import set_password
from gongkai_web.accounts.actions.sessions import end_sessions
from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor

__all__ = ["erase", "sign_up"]


@transaction.atomic
def sign_up(*, username: str, name: str, password: str, email: str = "", phone: str = "", address: str = "") -> User:
    """An account of a member of the public. Raises ValidationError."""
    user = User(username=User.normalize_username(username.strip()), name=name.strip())
    user.email, user.phone = email.strip(), phone.strip()
    user.set_unusable_password()
    user.full_clean()
    user.save()
    by = Actor(user.username, "公众", "", address)
    record("account.sign_up", by=by, on=("account", user.username, "公众"))
    set_password(user, password, by=by, way="注册")
    return user


@transaction.atomic
def erase(user: User, *, by: Actor) -> None:
    """Erases what a member of the public told about himself, at his wish (个人信息保护法第四十七条).

    The row stays for what refers to it, without name, address, phone and password. Raises ValidationError for an
    officer: his account is deactivated by the security administrator.
    """
    if user.is_officer:
        raise ValidationError("工作人员的账号由安全管理员停用。")
    old = user.username
    end_sessions(user, by=by)
    for rows in (
        EmailAddress.objects.filter(user=user),
        SocialAccount.objects.filter(user=user),
        Authenticator.objects.filter(user=user),
        user.logins.all(),
        user.passwords_used.all(),
        user.invitations.all(),
    ):
        rows.delete()
    user.username, user.name, user.email, user.phone = f"erased-{user.pk}", "已注销", "", ""
    user.is_active = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    record("account.erase", by=by, on=("account", old, "公众"))
