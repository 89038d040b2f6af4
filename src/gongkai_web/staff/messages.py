"""The texts of messages, which the system administrator may change, see filled in, and put back as shipped."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.notify.fill import problems
from gongkai_web.notify.kinds import Channel
from gongkai_web.notify.models import MessageTemplate
from gongkai_web.notify.queries import preview
from gongkai_web.notify.shipped import Wording, all_messages
from gongkai_web.notify.template_actions import change_template, restore_template
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.deliveries import DeliveryScreen
from gongkai_web.staff.records import RecordEditView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS"]


class WordingForm(forms.Form):
    """The three texts."""

    subject = forms.CharField(label="标题", max_length=120, help_text="邮件标题和站内消息的标题，不写个人信息。")
    body = forms.CharField(
        label="正文", max_length=5000, widget=forms.Textarea({"rows": 9}), help_text="邮件正文和站内消息的正文。"
    )
    sms = forms.CharField(
        label="短信",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="留空则不发短信。多数网关按70字一条计费。",
    )

    def wording(self) -> Wording:
        """What was typed, with the line ends of texts."""
        return Wording(**{name: text.replace("\r\n", "\n").strip() for name, text in self.cleaned_data.items()})


class TemplateEditView(RecordEditView):
    """The form beside the placeholders and a preview; the button 预览 saves nothing."""

    template_name = "staff/message_templates/form.html"
    page_title = "消息模板"

    def form_valid(self, form: WordingForm) -> HttpResponse:
        """Saves, or for the button 预览 shows what would go out."""
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        faults = list(problems(self.object.shipped, form.wording()))
        for field, fault in faults:
            form.add_error(field, f"{fault}。")
        shown = None if faults else preview(self.object.shipped, form.wording())
        return self.render_to_response(self.get_context_data(form=form, shown=shown, previewed=not faults))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what the text may contain, and the text that holds with samples."""
        shipped = self.object.shipped
        given = {"shipped": shipped, "shown": preview(shipped, self.object.wording)} | kwargs
        channels = [channel.label for channel in shipped.channels]
        return super().get_context_data(**given) | {"channels": channels, "has_sms": Channel.SMS in shipped.channels}


@require_POST
@requires(Right.MANAGE_SITE)
def restore(request: HttpRequest, pk: str) -> HttpResponse:
    """The shipped text again."""
    row = MessageTemplate.objects.filter(pk=pk, key__in=all_messages()).first()
    if row is None:
        raise Http404
    restore_template(row, by=request.actor)
    messages.success(request, f"“{row}”已恢复为系统自带的文字。")
    return HttpResponseRedirect(reverse("message_templates:edit", args=[pk]))


class TemplateScreen(RecordViewSet):
    """The address /staff/message-templates/."""

    model = MessageTemplate
    name = "message_templates"
    url_prefix = "message-templates"
    menu, menu_label, icon, menu_order = "messages", "消息模板", "doc-full", 20
    rights = {"view": None, "change": Right.MANAGE_SITE}
    lead = "系统发出的邮件、短信和站内消息的文字。花括号里的是占位符，发送时换成实际内容。"
    edit_view_class = TemplateEditView
    search_fields = ("key", "subject", "body")
    list_export = ()
    list_display = (
        TitleColumn(
            "name",
            label="消息",
            accessor=str,
            get_url=lambda row: reverse("message_templates:edit", args=[quote(row.pk)]),
        ),
        Column("to", label="发给", accessor=lambda row: row.shipped.to),
        Column("channels", label="渠道", accessor=lambda row: "、".join(c.label for c in row.shipped.channels)),
        StatusTagColumn(
            "changed",
            classname="staff-tight",
            label="文字",
            accessor=lambda row: "已修改" if row.is_changed else "系统自带",
            primary=lambda row: row.is_changed,
        ),
        DayColumn("changed_at", label="修改时间", sort_key="changed_at", classname="staff-tight"),
    )

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """The messages that the installed apps send."""
        wanted = list(all_messages()) if scope.may(Right.MANAGE_SITE) else []
        return MessageTemplate.objects.filter(key__in=wanted)

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        """The three texts."""
        return WordingForm

    def initial(self, row: MessageTemplate | None) -> dict[str, Any]:
        """The text that holds."""
        return asdict(row.wording) if row else {}

    def change(self, row: MessageTemplate, data: dict[str, Any], *, by: Actor, scope: Scope) -> MessageTemplate:
        """An administrator's own text."""
        wording = Wording(**{name: text.replace("\r\n", "\n").strip() for name, text in data.items()})
        return change_template(row, wording, by=by)

    def get_urlpatterns(self) -> list[URLPattern]:
        """With the button's."""
        return [*super().get_urlpatterns(), path("restore/<str:pk>/", restore, name="restore")]


SCREENS = [DeliveryScreen, TemplateScreen]
