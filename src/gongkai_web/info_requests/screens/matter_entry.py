"""Corrections, suggestions and complaints that come by letter, telephone or in person, entered at the desk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.matters import FIRST, handles_complaints, open_matter, shown_code
from gongkai_web.info_requests.kinds import MatterChannel, MatterKind
from gongkai_web.info_requests.models import Matter
from gongkai_web.info_requests.screens.forms import DayField, TidyForm
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.records import RecordCreateView

__all__ = ["EntryForm", "MatterAddView", "agencies_about", "enter"]

_LONG = {"name": 100, "contact": 120, "title": 200, "text": 5000, "evidence": 2000}
"""As on the site."""


def _text(name: str, label: str, *, rows: int = 0, **said: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput({"autocomplete": "off"})
    said.setdefault("error_messages", {"required": f"请填写{label}。"})
    return forms.CharField(label=label, max_length=_LONG[name], widget=widget, **said)


class EntryForm(TidyForm):
    """What came, how, on which day, and from whom."""

    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *MatterKind.choices])
    about = forms.ModelChoiceField(
        Agency.objects.none(), label="所涉机关", empty_label="请选择",
        help_text="更正、建议是本机关；投诉举报是所指的机关，由其上一级机关或者主管部门办理（条例第四十七条、第五十一条）。",
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="提出方式",
        choices=[("", "请选择"), *(one for one in MatterChannel.choices if one[0] != MatterChannel.WEB)],
    )
    received_on = DayField(
        label="收到日期", help_text="信函填签收的日期，电话、当面填当天；补录以前收到的填实际收到的日期。"
    )
    name = _text("name", "姓名或者单位名称")
    contact = _text("contact", "联系方式", help_text="电话、电子邮箱或者通信地址。")
    title = _text("title", "标题", help_text="一句话写明是什么事，不写证件号码、电话。")
    text = _text("text", "内容", rows=8)
    evidence = _text(
        "evidence", "证据", rows=3, required=False, help_text="申请更正必填：证明记录不准确的证据（条例第四十一条）。"
    )
    token = forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("received_on", today)
        self.initial.setdefault("token", uuid4().hex)
        self.fields["received_on"].widget.attrs |= {"min": FIRST.isoformat(), "max": today.isoformat()}


def agencies_about(scope: Scope) -> QuerySet[Agency]:
    """What such a thing may be about for somebody at a desk: his own agencies, and those directly below them."""
    held = scope.where(Right.REGISTER_REQUESTS)
    return Agency.objects.active().filter(Q(pk__in=held) | Q(superior__in=held)).order_by("name")


def enter(data: dict[str, Any], *, by: Actor, scope: Scope) -> Matter:
    """Takes it in. Raises ValidationError, also where another agency has to handle it."""
    about, kind = data.pop("about"), data.pop("kind")
    handler = handles_complaints(about) if kind == MatterKind.COMPLAINT else about
    if not scope.may(Right.REGISTER_REQUESTS, handler):
        told = f"对“{about}”的这类事项由“{handler}”办理，请转送该机关并告知提出人。"
        raise ValidationError({"about": told}, code="elsewhere")
    came = {name: data.pop(name) for name in ("token", "received_on", "channel")}
    return open_matter(about, kind, data, by=by, **came).matter


class MatterAddView(RecordCreateView):
    """The form; what was entered is told with its query code, this once."""

    submit_button_label = "录入"

    def save_action(self) -> HttpResponse:
        """Number and code, for whoever raised it."""
        context = {"row": self.object, "code": shown_code(self.object), "header_title": "已录入"}
        return render(self.request, "info_requests/matter_done.html", context)
