"""The addresses of accounts: those of allauth's views that this site uses, and no others; each form has its limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from django.views import View
from django.views.decorators.cache import never_cache

from gongkai_web.accounts import views
from gongkai_web.common.rate import limited
from gongkai_web.notify.delivery import is_configured
from gongkai_web.notify.kinds import Channel

_MINUTES, _HOUR = 300, 3600
_at_the_door = limited("login", limit=30, seconds=_MINUTES)
_codes = limited("second-factor", limit=30, seconds=_MINUTES)
_own = limited("account", limit=60, seconds=_HOUR)
_reset = limited("password-reset", limit=10, seconds=_HOUR)
_links = limited("invitation", limit=30, seconds=_HOUR, methods=("GET", "HEAD", "POST"))


def _ours(view: type[View]) -> Callable[..., HttpResponse]:
    """The view without allauth's ``site`` (the host's name), which would hide that of our pages."""

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = view.get_context_data(self, **kwargs)
        context.pop("site", None)
        return context

    return type(view.__name__, (view,), {"get_context_data": get_context_data}).as_view()


_password_reset = _ours(account.PasswordResetView)


@never_cache
def reset(request: HttpRequest) -> HttpResponse:
    """A new password by mail; where the site sends none, a page that says who helps."""
    if not is_configured(Channel.MAIL):
        return render(request, "account/password_reset_unavailable.html")
    return _password_reset(request)


urlpatterns = [
    path("", views.home, name="accounts_home"),
    path("details/", _own(views.details), name="accounts_details"),
    path("history/", views.history, name="accounts_history"),
    path("sessions/", views.sessions, name="accounts_sessions"),
    path("sessions/others/end/", views.end_others, name="accounts_end_others"),
    path("sessions/<int:pk>/end/", views.end, name="accounts_end"),
    path("erase/", _own(views.erase), name="accounts_erase"),
    path("signup/", limited("sign-up", limit=10, seconds=_HOUR)(views.sign_up), name="account_signup"),
    path("invitation/<str:token>/", _links(views.invitation), name="accounts_invitation"),
    path("login/", _at_the_door(_ours(account.LoginView)), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", _ours(account.AccountInactiveView), name="account_inactive"),
    path("reauthenticate/", _at_the_door(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", _own(account.password_change), name="account_change_password"),
    path("password/set/", _own(account.password_set), name="account_set_password"),
    path("password/reset/", _reset(reset), name="account_reset_password"),
    path("password/reset/done/", _ours(account.PasswordResetDoneView), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        _ours(account.PasswordResetFromKeyDoneView),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _links(_ours(account.PasswordResetFromKeyView)),
        name="account_reset_password_from_key",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", _codes(_ours(mfa.AuthenticateView)), name="mfa_authenticate"),
    path("2fa/reauthenticate/", _codes(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", _codes(never_cache(totp.activate_totp)), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", never_cache(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/codes/generate/", _own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [
        path("sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
        path("sso/error/", social.login_error, name="socialaccount_login_error"),
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]
