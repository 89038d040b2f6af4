"""One's own messages on the public side, and what one wants to get. Officers read theirs at /staff/inbox/ as well."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai_web.notify import actions
from gongkai_web.notify.forms import PreferenceForm
from gongkai_web.notify.queries import inbox, preference_of, unread

__all__ = ["index", "message", "preferences", "read_all"]

_PER_PAGE = 20


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The inbox, the newest first; ``?state=unread`` leaves out what was read."""
    only_unread = request.GET.get("state") == "unread"
    rows = inbox(request.user, only_unread=only_unread).defer("text")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "only_unread": only_unread,
        "unread": unread(request.user),
        "trail": [("我的账号", "/accounts/"), ("我的消息", "")],
    }
    return render(request, "notify/index.html", context)


@login_required
@never_cache
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message, which is read by being opened; somebody else's is not found."""
    found = inbox(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    actions.mark_read(request.user, found.pk)
    trail = [("我的账号", "/accounts/"), ("我的消息", "/accounts/messages/"), (found.subject, "")]
    return render(request, "notify/message.html", {"message_": found, "trail": trail})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks everything as read."""
    count = actions.mark_all_read(request.user)
    messages.success(request, f"{count}条消息标为已读。" if count else "没有未读消息。")
    return redirect("notify:index")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Which channels, and when the phone stays silent."""
    wants = preference_of(request.user)
    initial = {name: getattr(wants, name) for name in PreferenceForm.base_fields}
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_preference(request.user, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "接收设置已保存。")
            return redirect("notify:preferences")
    hours = "—".join(f"{end:%H:%M}" for end in settings.GONGKAI_QUIET or ())
    trail = [("我的账号", "/accounts/"), ("我的消息", "/accounts/messages/"), ("接收设置", "")]
    context = {"form": form, "site_hours": hours, "trail": trail}
    return render(request, "notify/preferences.html", context)
