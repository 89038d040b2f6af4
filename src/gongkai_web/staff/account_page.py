"""The page of one account: what is known, and everything that the security administrator may do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from gongkai_web.accounts import actions
from gongkai_web.accounts.actions import change_details, create_officer
from gongkai_web.accounts.lockout import locked_until
from gongkai_web.accounts.models import Login, User, normal
from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.second_factor import has_one, needs_one
from gongkai_web.common.actor import Actor
from gongkai_web.common.masks import mask_email, mask_phone
from gongkai_web.organisations.actions import end_membership
from gongkai_web.organisations.models import Membership
from gongkai_web.staff.access import requires
from gongkai_web.staff.records import RecordCreateView, RecordInspectView

__all__ = ["AccountCreateView", "AccountPageView", "change_details", "create_officer", "urlpatterns"]

_LINK, _PHONE = "invitation_link", "unmasked_phone"


def _page(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("people:inspect", args=[pk]))


def _say_link(request: HttpRequest, user: User, link: str) -> None:
    """Keeps a link for the next page only, where there is one to hand over."""
    if link:
        request.session[_LINK] = [user.pk, link]
    else:
        messages.success(request, f"设置口令的链接已发给{user.name}本人。")


class AccountCreateView(RecordCreateView):
    """Makes the account and its first link, in one transaction."""

    def act(self, data: dict[str, Any]) -> User:
        """The new account."""
        user: User = super().act(data)
        self.link = actions.invite(user, by=self.request.actor)
        return user

    def get_success_url(self) -> str:
        """The page of the account, which shows the link once."""
        _say_link(self.request, self.object, self.link)
        return reverse("people:inspect", args=[self.object.pk])


class AccountPageView(RecordInspectView):
    """Details, roles, safety, last logins; with buttons for those who may."""

    template_name = "staff/people/account.html"
    page_title = "账号"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Kept nowhere: it may show a link."""
        return never_cache(super().dispatch)(request, *args, **kwargs)

    def _once(self, name: str) -> str:
        pk, value = self.request.session.get(name, (None, ""))
        if pk != self.object.pk:
            return ""
        del self.request.session[name]
        return str(value)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what the page tells."""
        user: User = self.object
        scope, actor = self.request.scope, self.request.actor
        return super().get_context_data(**kwargs) | {
            "mail": mask_email(user.email) if user.email else "",
            "phone": self._once(_PHONE) or mask_phone(user.phone),
            "may_unmask": bool(user.phone) and scope.may(Right.UNMASK),
            "link": self._once(_LINK),
            "held": Membership.objects.current().filter(user=user).select_related("agency"),
            "waits": user.unconfirmed_by.replace(" ", "、") if actions.is_administrator(user) else "",
            "locked_until": locked_until(normal(user.username)),
            "has_second_factor": has_one(user),
            "needs_second_factor": needs_one(user),
            "single_sign_on": SocialAccount.objects.filter(user=user).exists(),
            "logins": Login.objects.of(user)[:10],
            "oneself": actor.account == user.username,
            "may": scope.may(Right.MANAGE_ACCOUNTS) and actor.account != user.username,
        }


def _act(action: Callable[[User, HttpRequest], str]) -> Callable[..., HttpResponse]:
    """A view that does one thing to one account and says what came of it."""

    @require_POST
    @requires(Right.MANAGE_ACCOUNTS)
    def view(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        user = User.objects.officers().filter(pk=pk).first()
        if user is None:
            raise Http404
        try:
            said = action(user, request, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if said:
                messages.success(request, said)
        return _page(pk)

    return view


def _by(request: HttpRequest) -> Actor:
    return request.actor


@_act
def invite(user: User, request: HttpRequest) -> str:
    """A new link."""
    _say_link(request, user, actions.invite(user, by=_by(request)))
    return ""


@_act
def deactivate(user: User, request: HttpRequest) -> str:
    """The account is closed."""
    actions.deactivate(user, by=_by(request), why=request.POST.get("why", "")[:200])
    return f"{user.name}的账号已停用，各处登录已结束。"


@_act
def activate(user: User, request: HttpRequest) -> str:
    """The account is open again."""
    actions.activate(user, by=_by(request))
    return f"{user.name}的账号已启用。"


@_act
def unlock(user: User, request: HttpRequest) -> str:
    """The lock is taken off."""
    actions.unlock(user, by=_by(request))
    return f"已解除{user.name}的账号锁定。"


@_act
def reset_second_factor(user: User, request: HttpRequest) -> str:
    """The second factor is taken away."""
    actions.reset_second_factor(user, by=_by(request))
    return f"{user.name}的第二因素已重置，下次登录时重新设置。"


@_act
def unlink(user: User, request: HttpRequest) -> str:
    """The link to the provider is cut."""
    actions.unlink_single_sign_on(user, by=_by(request))
    return f"已解除{user.name}与统一身份认证的关联。"


@_act
def end_role(user: User, request: HttpRequest, held: int) -> str:
    """A role is taken back."""
    membership = Membership.objects.current().filter(pk=held, user=user).first()
    if membership is None:
        raise Http404
    end_membership(membership, by=_by(request))
    return f"已收回{user.name}的角色。"


@require_POST
@requires(Right.UNMASK)
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The phone number in plain, on the next page only; that it was seen is in the log."""
    if not request.scope.may(Right.SEE_LOGINS):
        raise PermissionDenied
    user = User.objects.officers().filter(pk=pk).first()
    if user is None:
        raise Http404
    request.session[_PHONE] = [pk, actions.unmask_phone(user, by=_by(request))]
    return _page(pk)


urlpatterns = [
    path("<int:pk>/invite/", invite, name="invite"),
    path("<int:pk>/deactivate/", deactivate, name="deactivate"),
    path("<int:pk>/activate/", activate, name="activate"),
    path("<int:pk>/unlock/", unlock, name="unlock"),
    path("<int:pk>/second-factor/reset/", reset_second_factor, name="reset_second_factor"),
    path("<int:pk>/single-sign-on/unlink/", unlink, name="unlink"),
    path("<int:pk>/roles/<int:held>/end/", end_role, name="end_role"),
    path("<int:pk>/phone/", unmask, name="unmask"),
]
