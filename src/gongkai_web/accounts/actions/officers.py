"""What the security administrator does with accounts. None of it works on his own (三员分立)."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.accounts.actions.administrators import ask_confirmation
from gongkai_web.accounts.actions.sessions import end_sessions
from gongkai_web.accounts.models import User, normal
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.masks import mask_email, mask_name, mask_phone

__all__ = [
    "activate",
    "change_details",
    "create_officer",
    "deactivate",
    "link_single_sign_on",
    "reset_second_factor",
    "unlink_single_sign_on",
    "unlock",
    "unmask_phone",
]


def _on(user: User) -> tuple[str, str, str]:
    return ("account", user.username, user.name_in_log)


def _not_oneself(user: User, by: Actor) -> None:
    if by.account and by.account == user.username:
        raise ValidationError("不能对自己的账号做这件事，由另一名安全管理员办理。")


def masked(user: User) -> dict[str, str]:
    """The details of an account as the log keeps them."""
    return {
        "姓名": user.name if user.is_officer else mask_name(user.name),
        "电子邮箱": mask_email(user.email) if user.email else "",
        "手机号码": mask_phone(user.phone),
    }


@transaction.atomic
def create_officer(*, username: str, name: str, email: str = "", phone: str = "", by: Actor) -> User:
    """An account for an officer, without a password: ``invite`` lets him set one. Raises ValidationError."""
    user = User(username=User.normalize_username(username.strip()), name=name.strip(), is_officer=True)
    user.email, user.phone = email.strip(), phone.strip()
    user.set_unusable_password()
    user.full_clean()
    user.save()
    record("account.create", by=by, on=_on(user), after=masked(user))
    return user


@transaction.atomic
def change_details(user: User, *, name: str, email: str = "", phone: str = "", by: Actor) -> User:
    """New details of an account, by the person or by the security administrator. Raises ValidationError.

    With the address links that were sent to the old one stop working.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    before = masked(user)
    old, old_phone = user.email, user.phone
    user.name, user.email, user.phone = name.strip(), email.strip(), phone.strip()
    user.full_clean()
    user.save(update_fields=["name", "email", "phone", "phone_index"])
    if (old, old_phone) != (user.email, user.phone):
        ask_confirmation(user, by=by)  # a link to set the password may go there
    if old != user.email:
        EmailAddress.objects.filter(user=user).delete()
    after = masked(user)
    changed = [key for key in after if before[key] != after[key]]
    if changed or old != user.email:
        record(
            "account.change",
            by=by,
            on=_on(user),
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
    return user


@transaction.atomic
def deactivate(user: User, *, by: Actor, why: str = "") -> None:
    """Nobody logs in with the account any more; its sessions and links end at once. Does nothing a second time."""
    _not_oneself(user, by)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        return
    user.is_active = False
    user.invitations.filter(used_at__isnull=True).delete()
    record("account.deactivate", by=by, on=_on(user), after={"原因": why} if why else {})
    end_sessions(user, by=by)


@transaction.atomic
def activate(user: User, *, by: Actor) -> None:
    """The account may be used again, with the roles it has. Does nothing a second time."""
    _not_oneself(user, by)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        return
    user.is_active = True
    record("account.activate", by=by, on=_on(user))


@transaction.atomic
def unlock(user: User, *, by: Actor) -> int:
    """Forgets the failed logins of an account, so that it is not locked; how many there were."""
    _not_oneself(user, by)
    attempts = AccessAttempt.objects.filter(username=normal(user.username))
    count = sum(attempts.values_list("failures_since_start", flat=True))
    attempts.delete()
    record("account.unlock", by=by, on=_on(user), before={"失败次数": count})
    return count


@transaction.atomic
def reset_second_factor(user: User, *, by: Actor) -> None:
    """Takes away a second factor that was lost; sessions end, the next login sets one up. Raises ValidationError."""
    _not_oneself(user, by)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise ValidationError("该账号没有设置第二因素。")
    ask_confirmation(user, by=by)
    record("account.second_factor.reset", by=by, on=_on(user))
    end_sessions(user, by=by)


@transaction.atomic
def link_single_sign_on(user: User, subject: str, *, by: Actor) -> None:
    """Notes that an identity of the provider belongs to an account; the link itself is allauth's row."""
    record("account.sso.link", by=by, on=_on(user), after={"统一身份": subject[:8] + "…"})


@transaction.atomic
def unlink_single_sign_on(user: User, *, by: Actor) -> None:
    """Cuts an account from its identity at the provider, so that it can be linked anew. Raises ValidationError."""
    _not_oneself(user, by)
    if not SocialAccount.objects.filter(user=user).delete()[0]:
        raise ValidationError("该账号没有关联统一身份认证。")
    ask_confirmation(user, by=by)
    record("account.sso.unlink", by=by, on=_on(user))
    end_sessions(user, by=by)


@transaction.atomic
def unmask_phone(user: User, *, by: Actor) -> str:
    """The phone number in plain, for somebody who may see it; that he saw it is in the log."""
    record("account.unmask", by=by, on=_on(user), after={"字段": "手机号码"})
    return user.phone
