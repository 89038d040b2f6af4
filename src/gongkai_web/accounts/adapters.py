"""What this site does its own way in allauth: logins, passwords, second factors, single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gongkai_web.accounts.actions import set_password
from gongkai_web.accounts.models import User
from gongkai_web.accounts.sealed import SEAL
from gongkai_web.accounts.second_factor import needs_one, passed
from gongkai_web.common.actor import Actor
from gongkai_web.common.address import client_address
from gongkai_web.common.ring import key_ring
from gongkai_web.notify.actions import tell

__all__ = ["AccountAdapter", "MFAAdapter"]

_UNSAID = {
    "account/messages/logged_in.txt",  # there the last login is told
    "account/messages/logged_out.txt",
    "mfa/messages/totp_activated.txt",
    "mfa/messages/recovery_codes_generated.txt",
}
_CHANGES = {
    "account/email/password_changed": "修改了口令",
    "account/email/password_set": "设置了口令",
    "account/email/password_reset": "通过邮件重设了口令",
    "mfa/email/totp_activated": "启用了第二因素",
    "mfa/email/totp_deactivated": "停用了第二因素",
    "mfa/email/recovery_codes_generated": "重新生成了恢复码",
    "socialaccount/email/account_connected": "关联了统一身份认证",
}


class AccountAdapter(DefaultAccountAdapter):
    """Logins and passwords."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "账号或口令不正确。",
        "too_many_login_attempts": "失败次数过多，请稍后再试。",
        "incorrect_password": "口令不正确。",
        "enter_current_password": "当前口令不正确。",
        "invalid_password_reset": "链接无效或已过期。",
    }

    def get_login_stages(self) -> list[str]:
        """As allauth's, with our own for the second factor."""
        ours = "gongkai_web.accounts.single_sign_on.SecondFactorStage"
        return [ours if stage.startswith("allauth.mfa.stages.Auth") else stage for stage in super().get_login_stages()]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address; 0.0.0.0 where none is known, as behind a Unix socket."""
        return client_address(request) or "0.0.0.0"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The back office for officers, the own page for others."""
        user = request.user
        return "/staff/" if isinstance(user, User) and user.is_officer else reverse("accounts_home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The own page."""
        return reverse("accounts_home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The own page."""
        return reverse("accounts_home")

    def set_password(self, user: User, password: str) -> None:
        """By the action. Called for a change and for a reset by mail."""
        request = context.request
        by = Actor(user.username, user.name_in_log, "", client_address(request) if request else "")
        signed_in = request is not None and request.user.is_authenticated
        set_password(user, password, by=by, way="修改" if signed_in else "邮件重设")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of the login itself."""
        request = context.request
        used = get_authentication_records(request, request.user)
        fresh = timezone.now().timestamp() - REAUTHENTICATION_TIMEOUT
        if any(one["at"] > fresh for one in used):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """As allauth's, but for what the page itself says."""
        if message_template not in _UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_password_reset_mail(self, user: User, email: str, ctx: dict[str, Any]) -> None:
        """Through notify, so that its delivery has a state; to the address of the account only."""
        if not user.email or user.email.lower() != email.lower():
            return
        values = {"name": user.name, "account": user.username, "link": ctx["password_reset_url"], "valid": "1小时"}
        by = Actor.anonymous(client_address(self.request))
        tell(user, "account.reset", values, by=by, reference=("account", user.username), urgent=True)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tells the person over all his channels that something of his account's security has changed."""
        what = _CHANGES.get(template_prefix)
        if what is None:
            return
        values = {"name": user.name, "account": user.username, "what": what, "address": client_address(self.request)}
        tell(
            user, "account.changed", values, by=Actor.system("账号"), reference=("account", user.username), urgent=True
        )


class MFAAdapter(DefaultMFAAdapter):
    """Second factors; their secrets are sealed as personal fields are."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "验证码不正确。请使用验证器当前显示的6位数字，并核对手机时间。",
        "cannot_delete_authenticator": "您的角色必须使用第二因素，不能停用。",
    }

    def get_totp_label(self, user: User) -> str:
        """The account; no address leaves for an app."""
        return user.username

    def encrypt(self, text: str) -> str:
        """Sealed with the data key."""
        return key_ring().encrypt(text, SEAL)

    def decrypt(self, encrypted_text: str) -> str:
        """Opened. Raises Undecipherable."""
        return key_ring().decrypt(encrypted_text, SEAL)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not where the role needs it, and not by a session that has not shown it."""
        request = context.request
        return not needs_one(authenticator.user) and (request is None or passed(request))
