"""The pages of one's own account; login, codes and reset are allauth's views (urls.py)."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai_web.accounts import actions
from gongkai_web.accounts.browsers import in_words
from gongkai_web.accounts.forms import DetailsForm, EraseForm, NewPasswordForm, SignUpForm
from gongkai_web.accounts.models import Login, User
from gongkai_web.accounts.second_factor import has_one, needs_one
from gongkai_web.common.address import client_address
from gongkai_web.common.masks import mask_email, mask_phone
from gongkai_web.notify.queries import unread

__all__ = ["details", "end", "end_others", "erase", "history", "home", "invitation", "sessions", "sign_up"]

_PER_PAGE = 20
_TOKEN = "invitation"
_NO_TOKEN = "set"


def _refused(form: Form, error: ValidationError) -> None:
    """Puts what an action refused into the form, beside the field where it knows one."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


@login_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One's own page: details, password, second factor, sessions, logins."""
    user: User = request.user
    context = {
        "phone": mask_phone(user.phone),
        "mail": mask_email(user.email) if user.email else "",
        "second_factor": has_one(user),
        "second_factor_needed": needs_one(user),
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "logins": Login.objects.of(user)[:5],
        "unread": unread(user),
    }
    return render(request, "accounts/home.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Name, address and phone of one's own."""
    user: User = request.user
    given = {"name": user.name, "email": user.email, "phone": user.phone}
    form = DetailsForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_details(user, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            _refused(form, error)
        else:
            messages.success(request, "个人资料已保存。")
            return redirect("accounts_home")
    return render(request, "accounts/details.html", {"form": form})


@login_required
@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """One's own logins, the latest first."""
    page = Paginator(Login.objects.of(request.user), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/history.html", {"page": page})


@login_required
@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is logged in."""
    rows = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.created_at, reverse=True)
    current = request.session.session_key
    listed = [(row, in_words(row.user_agent), row.session_key == current) for row in rows]
    return render(request, "accounts/sessions.html", {"rows": listed})


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of one's own sessions."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    actions.end_session(session, by=request.actor)
    messages.success(request, "已结束该处的登录。")
    return redirect("accounts_sessions")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Ends all sessions of one's own but this."""
    key = request.session.session_key or ""
    count = actions.end_sessions(request.user, by=request.actor, but=key)
    messages.success(request, f"已结束其他{count}处登录。" if count else "没有其他登录。")
    return redirect("accounts_sessions")


@login_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Erases one's own account; of members of the public only."""
    user: User = request.user
    if user.is_officer:
        raise Http404
    form = EraseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        by = request.actor
        str(by)  # who it was, before there is nobody
        logout(request)
        actions.erase(user, by=by)
        return render(request, "accounts/erased.html")
    return render(request, "accounts/erase.html", {"form": form})


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """An account for a member of the public."""
    if request.user.is_authenticated:
        return redirect("accounts_home")
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = {name: given[name] for name in ("username", "name", "email", "phone")}
        try:
            actions.sign_up(**asked, password=given["password1"], address=client_address(request))
        except ValidationError as error:
            _refused(form, error)
        else:
            messages.success(request, "注册成功，请登录。")
            return redirect("account_login")
    return render(request, "accounts/sign_up.html", {"form": form})


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Sets the password of somebody who was invited.

    The token moves from the address into the session first, so that it stands in no log and in no Referer.
    """
    if token != _NO_TOKEN:
        request.session[_TOKEN] = token
        return redirect("accounts_invitation", token=_NO_TOKEN)
    token = str(request.session.get(_TOKEN, ""))
    found = actions.of_token(token)
    if found is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = NewPasswordForm(request.POST or None, user=found.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept(token, form.cleaned_data["password1"], address=client_address(request))
        except ValidationError as error:
            _refused(form, error)
        else:
            # Whoever was logged in here before: from now on there is one identity only.
            logout(request)
            messages.success(request, "口令已设置，请登录。")
            return redirect("account_login")
    return render(request, "accounts/invitation.html", {"form": form, "person": found.user})
