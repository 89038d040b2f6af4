"""The inbox of an officer: what the site told him. Everybody sees his own; citizens have /accounts/messages/."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.notify.actions import mark_all_read, mark_read
from gongkai_web.notify.kinds import State
from gongkai_web.notify.models import Message
from gongkai_web.notify.queries import inbox, unread
from gongkai_web.notify.shipped import all_messages
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.records import RecordIndexView, RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS"]


def _kind(message: Message) -> str:
    text = all_messages().get(message.template)
    return text.name if text else ""


class InboxFilterSet(RecordFilterSet):
    """Unread or read, and when."""

    state = django_filters.ChoiceFilter(
        label="状态", choices=[(State.SENT, "未读"), (State.READ, "已读")], empty_label="全部"
    )
    created_at = django_filters.DateFromToRangeFilter(label="时间")

    class Meta:
        model = Message
        fields: ClassVar[list[str]] = []


class InboxIndexView(RecordIndexView):
    """The list, with one button that marks everything."""

    template_name = "staff/inbox/index.html"
    page_title = "我的消息"

    def get_base_queryset(self) -> QuerySet[Any]:
        """One's own."""
        return inbox(self.request.user).defer("text")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the number of the unread."""
        return super().get_context_data(**kwargs) | {"unread": unread(self.request.user)}


class InboxInspectView(RecordInspectView):
    """One message, which is read by being opened."""

    template_name = "staff/inbox/message.html"
    page_title = "消息"

    def get_object(self, queryset: object = None) -> Message:
        """One's own. Raises Http404."""
        message = inbox(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if message is None:
            raise Http404
        mark_read(self.request.user, message.pk)
        return message


@require_POST
@requires(Right.SEE_AGENCY)
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks everything as read."""
    count = mark_all_read(request.user)
    messages.success(request, f"{count}条消息标为已读。" if count else "没有未读消息。")
    return HttpResponseRedirect(reverse("inbox:index"))


class InboxScreen(RecordViewSet):
    """The address /staff/inbox/."""

    model = Message
    name = "inbox"
    menu, menu_label, icon, menu_order = "inbox", "我的消息", "mail", 10
    rights = {"view": Right.SEE_AGENCY}  # held by every role
    index_view_class = InboxIndexView
    inspect_view_class = InboxInspectView
    filterset_class = InboxFilterSet
    search_fields = ("subject",)
    list_export = ()
    list_display = (
        "subject",
        Column("kind", label="事项", accessor=_kind),
        DayColumn("created_at", label="时间", sort_key="created_at", classname="staff-tight"),
        StatusTagColumn(
            "state",
            classname="staff-tight",
            label="状态",
            accessor=lambda message: "已读" if message.is_read else "未读",
            primary=lambda message: not message.is_read,
        ),
    )

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """None: a scope does not say whose inbox it is, the views ask the request."""
        return Message.objects.none()

    def get_urlpatterns(self) -> list[URLPattern]:
        """With the button's."""
        return [*super().get_urlpatterns(), path("read/", read_all, name="read_all")]


SCREENS = [InboxScreen]
