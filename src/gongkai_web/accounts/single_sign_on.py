"""Single sign-on by OIDC: it opens accounts that the security administrator has made, and makes none."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from gongkai_web.accounts.actions import link_single_sign_on
from gongkai_web.accounts.models import User, normal
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.address import client_address
from gongkai_web.common.masks import mask_name

__all__ = ["SecondFactorStage", "SocialAccountAdapter", "is_configured", "officer_of"]

_STRONG = {"mfa", "otp", "hwk", "sc", "fpt", "face", "iris", "pop"}
"""Values of ``amr`` (RFC 8176) that stand for a second factor, or for a key in the person's hand."""


def is_configured() -> bool:
    """Whether there is a provider (OIDC_URL)."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)


def _claims(login: SocialLogin) -> dict[str, Any]:
    told = login.account.extra_data
    return {**told.get("id_token", {}), **told.get("userinfo", {})}


def officer_of(claims: dict[str, Any]) -> User | None:
    """The one active officer's account of a person at the provider: by name, else by an address that was verified."""
    officers = User.objects.officers().active()
    name = normal(str(claims.get("preferred_username") or ""))
    if found := officers.called(name):
        return found
    address = str(claims.get("email") or "").strip()
    if address and claims.get("email_verified") is True:
        by_mail = list(officers.filter(email__iexact=address)[:2])
        if len(by_mail) == 1:
            return by_mail[0]
    return None


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Links a person at the provider to an account, once."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: accounts of officers are made by the security administrator."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds the account; a page says so where there is none."""
        claims = _claims(sociallogin)
        # What the provider told is needed for this moment only.
        sociallogin.account.extra_data = {}
        if sociallogin.state.get("process") not in (None, "", "login"):
            raise ImmediateHttpResponse(self._no_account(request, claims, "linked"))
        if sociallogin.is_existing:
            user = sociallogin.user
            SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})
            if not user.is_active or not user.is_officer:
                raise ImmediateHttpResponse(self._no_account(request, claims, "inactive"))
        else:
            user = officer_of(claims)
            if user is None:
                raise ImmediateHttpResponse(self._no_account(request, claims, "none"))
            if SocialAccount.objects.filter(user=user).exists():
                # The name at the provider has passed to somebody else, or is being tried by somebody else.
                raise ImmediateHttpResponse(self._no_account(request, claims, "linked"))
            with transaction.atomic():
                sociallogin.connect(request, user)
                by = Actor(user.username, user.name_in_log, "", client_address(request))
                link_single_sign_on(user, sociallogin.account.uid, by=by)
        amr = claims.get("amr") or []
        strong = {str(one).lower() for one in ([amr] if isinstance(amr, str) else amr)} & _STRONG
        request.provider_second_factor = bool(strong) and settings.GONGKAI_SSO_SECOND_FACTOR

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_: Any) -> None:
        """A page that says that it did not work, and who can help."""
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=502))

    def _no_account(self, request: HttpRequest, claims: dict[str, Any], why: str) -> Any:
        who = str(claims.get("preferred_username") or claims.get("email") or claims.get("sub") or "")
        record(
            "login.sso.refused",
            by=Actor.anonymous(client_address(request)),
            on=("account", mask_name(who[:60]), ""),
            after={"原因": {"none": "没有账号", "linked": "已关联其他身份", "inactive": "账号已停用"}[why]},
            success=False,
        )
        return render(request, "accounts/sso_refused.html", {"why": why, "who": who}, status=403)


class SecondFactorStage(AuthenticateStage):
    """Asks for the code, but where the provider has seen a second factor and its word counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if getattr(request, "provider_second_factor", False) and self.login.user is not None:
            record_authentication(request, self.login.user, "mfa", type="sso")
            return False
        return bool(super()._should_handle(request))
