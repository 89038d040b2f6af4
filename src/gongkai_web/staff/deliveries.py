"""What became of mail and SMS: the system administrator tries again, the auditor looks on. Texts stay sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.notify import actions
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.models import Message
from gongkai_web.notify.queries import deliveries, recipient_of, standing
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.records import RecordIndexView, RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["DeliveryScreen"]

_TROUBLE = (State.FAILED, State.UNCONFIGURED)


class DeliveryFilterSet(RecordFilterSet):
    """Channel, state, when."""

    channel = django_filters.ChoiceFilter(
        label="渠道", choices=[(c, c.label) for c in (Channel.MAIL, Channel.SMS)], empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=[(s, s.label) for s in State if s != State.READ], empty_label="全部"
    )
    created_at = django_filters.DateFromToRangeFilter(label="时间")

    class Meta:
        model = Message
        fields: ClassVar[list[str]] = []


class DeliveryIndexView(RecordIndexView):
    """The list, under the state of the two channels."""

    template_name = "staff/deliveries/index.html"
    page_title = "发送记录"

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By subject and name; a whole address or number is found by its hash."""
        found = super().search_queryset(queryset)
        if not self.search_query:
            return found
        return found | queryset.filter(Message._meta.get_field("address").find(self.search_query))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the channels."""
        more = {"standing": standing(), "may_retry": self.request.scope.may(Right.MANAGE_SITE)}
        return super().get_context_data(**kwargs) | more


class DeliveryInspectView(RecordInspectView):
    """One message without its text, with what can be done."""

    template_name = "staff/deliveries/message.html"
    page_title = "发送记录"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the recipient, masked, and the buttons."""
        may = self.request.scope.may(Right.MANAGE_SITE)
        return super().get_context_data(**kwargs) | {
            "recipient": recipient_of(self.object),
            "may_retry": may and self.object.state in (*_TROUBLE, State.GIVEN_UP),
            "may_give_up": may and self.object.state in (*_TROUBLE, State.WAITING),
        }


def _act(action: Callable[..., Message], done: str) -> Callable[..., HttpResponse]:
    """A view that does one thing to one message and says what came of it."""

    @require_POST
    @requires(Right.MANAGE_SITE)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        message = deliveries().filter(pk=pk).first()
        if message is None:
            raise Http404
        try:
            row = action(message, by=request.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{done}“{row.subject}”。")
        return HttpResponseRedirect(reverse("deliveries:inspect", args=[pk]))

    return view


@require_POST
@requires(Right.MANAGE_SITE)
def retry_all(request: HttpRequest) -> HttpResponse:
    """Tries everything again that did not arrive."""
    count = actions.retry_all(by=request.actor)
    messages.success(request, f"{count}条消息重新排队发送。" if count else "没有可以重新发送的消息。")
    return HttpResponseRedirect(reverse("deliveries:index"))


class DeliveryScreen(RecordViewSet):
    """The address /staff/deliveries/."""

    model = Message
    name = "deliveries"
    menu, menu_label, icon, menu_order = "messages", "发送记录", "list-ul", 10
    rights = {"view": Right.SEE_JOBS}
    lead = "邮件和短信的发送情况。没有发出的自动再试，一天之内试五次；内容和完整的地址不在这里显示。"
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    filterset_class = DeliveryFilterSet
    search_fields = ("subject", "user__name", "user__username")
    list_display = (
        "subject",
        Column("recipient", label="收件人", accessor=recipient_of),
        Column("channel", label="渠道", accessor="get_channel_display", sort_key="channel", classname="staff-tight"),
        StatusTagColumn(
            "state",
            classname="staff-tight",
            label="状态",
            accessor="get_state_display",
            sort_key="state",
            primary=lambda message: message.state in _TROUBLE,
        ),
        Column("error", label="没有送达的原因"),
        DayColumn("created_at", label="产生时间", sort_key="created_at", classname="staff-tight"),
    )
    list_export = (
        "subject",
        "channel",
        "state",
        "attempts",
        "error",
        "created_at",
        "sent_at",
        "reference_kind",
        "reference_key",
    )
    export_headings = {
        "reference_kind": "事由类型",
        "reference_key": "事由编号",
        "attempts": "已试次数",
        "sent_at": "发出时间",
    }

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """All: they are the site's, and only those come here who see what it does."""
        return deliveries()

    def get_urlpatterns(self) -> list[URLPattern]:
        """With the buttons'."""
        return [
            *super().get_urlpatterns(),
            path("retry/", retry_all, name="retry_all"),
            path("retry/<int:pk>/", _act(actions.retry, "已重新排队发送"), name="retry"),
            path("give-up/<int:pk>/", _act(actions.give_up, "已放弃发送"), name="give_up"),
        ]
