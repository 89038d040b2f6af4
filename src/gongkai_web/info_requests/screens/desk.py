"""The settings of an agency's desk, with what the law leaves open explained beside each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from gongkai.law.clauses import clause
from gongkai.law.events import CHANNELS
from gongkai.law.settings import Settings, setting_notes
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.desk import ALWAYS_OPEN, CLOCKED, change_desk, checked_law
from gongkai_web.info_requests.models import Desk
from gongkai_web.info_requests.queries.moved import PREVIEWED, moves
from gongkai_web.organisations.models import Agency
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "DeskForm"]

_SAID = {"practice": "通行做法", "unsure": "没有明文规定", "local": "地方可以另行规定"}
_LABELS = {
    "correction_period": "补正期限（工作日）",
    "extension_once": "答复期限只延长一次",
    "suspend_from_next_day": "征求意见的时间自次日起不计入",
    "fee_restarts_limit": "缴费后期限重新计算",
    "restart_keeps_extension": "重新计算后原延期仍然有效",
    "reasons_restart_limit": "说明理由后期限重新计算",
    "consultation_ends_at_limit": "逾期答复的只扣除到期满之日",
    "confirm_within": "确认收到的时限（工作日）",
    "inquiry_review_first": "行政查询告知复议前置",
    "partial_review_first": "部分公开复议前置",
    "repealed_counts_lapsed": "废止件数包括宣布失效",
    "report_by_month": "年度报告公布：月",
    "report_by_day": "年度报告公布：日",
    "government_report_by_month": "本级政府年度报告公布：月",
    "government_report_by_day": "本级政府年度报告公布：日",
}
_OPEN_CHOICES = [(one.id, one.label) for one in CHANNELS.values() if one.id not in ALWAYS_OPEN]


def _shown(value: object) -> str:
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


class DeskForm(forms.ModelForm):
    """The row's own fields; ``law_…`` for each setting that the law leaves open."""

    open_channels = forms.MultipleChoiceField(
        label="其他接收渠道", choices=_OPEN_CHOICES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="当面提交和邮寄必须接收，不能停用（条例第二十九条）。停用其他渠道的，应当同时修改公开指南。",
    )  # fmt: skip

    class Meta:
        model = Desk
        fields = (
            "letter_prefix", "needs_secrecy", "needs_legal", "needs_disclosure", "charges_fees", "how_to_pay",
            "issues_receipt", "monthly_excess", "review_months",
        )  # fmt: skip
        widgets = {"how_to_pay": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = asdict(self.instance.settings)
        self.initial["open_channels"] = self.instance.channels or [key for key, _ in _OPEN_CHOICES]
        for note in setting_notes():
            basis = f"{_SAID[note.reliability]}，{clause(note.clause).citation}"
            text = f"{note.text}。默认：{_shown(note.default)}；{basis}。"
            kind = forms.BooleanField if isinstance(note.default, bool) else forms.IntegerField
            limits = {} if kind is forms.BooleanField else {"min_value": 1, "max_value": 60}
            self.fields[f"law_{note.name}"] = kind(
                label=_LABELS.get(note.name, note.name), required=kind is forms.IntegerField, help_text=text, **limits
            )
            self.initial[f"law_{note.name}"] = now[note.name]

    def law(self) -> dict[str, Any]:
        """The settings as filled in."""
        names = (one for one in self.fields if one.startswith("law_"))
        return {name.removeprefix("law_"): self.cleaned_data[name] for name in names}

    def own_fields(self) -> list[Any]:
        """Those of the desk."""
        return [self[name] for name in self.fields if not name.startswith("law_")]

    def law_fields(self) -> list[Any]:
        """Those of the law."""
        return [self[name] for name in self.fields if name.startswith("law_")]


def _by_field(error: ValidationError) -> ValidationError:
    """Fields of the law under the names that the form has for them."""
    if not hasattr(error, "error_dict"):
        return error
    law = set(asdict(Settings()))
    return ValidationError({f"law_{key}" if key in law else key: told for key, told in error.error_dict.items()})


@requires(Right.MANAGE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form; where days would move, the requests that would; then it holds."""
    held = Agency.objects.filter(pk__in=request.scope.where(Right.MANAGE_DESK)).order_by("pk")
    asked = request.POST.get("agency") or request.GET.get("agency") or ""
    agency = get_object_or_404(held, pk=asked) if asked.isdecimal() else get_object_or_404(held[:1])
    row = Desk.objects.filter(agency=agency).first() or Desk(agency=agency)
    form = DeskForm(request.POST if request.method == "POST" else None, instance=row)
    context: dict[str, Any] = {"form": form, "agency": agency, "agencies": held, "header_title": "受理设置"}
    if form.is_bound and form.is_valid():
        stored = Desk.objects.filter(agency=agency).first() or Desk(agency=agency)
        try:
            law = checked_law(form.law())
            moving = any(law.get(name) != stored.law.get(name) for name in CLOCKED)
            if moving and "confirm" not in request.POST:
                found, looked_at = moves(agency, Settings(**law), timezone.localdate())
                context |= {"moves": found, "looked_at": looked_at, "most": PREVIEWED, "previewed": True}
                return render(request, "info_requests/lists/desk.html", context)
            values = {name: form.cleaned_data[name] for name in DeskForm.Meta.fields}
            channels = [*ALWAYS_OPEN, *form.cleaned_data["open_channels"]]
            change_desk(agency, values=values, channels=channels, law=law, by=request.actor)
        except ValidationError as error:
            add_errors(form, _by_field(error))
        else:
            messages.success(request, "已保存受理设置。" + ("在办申请的期限正在重新计算。" if moving else ""))
            return redirect(f"{request.path}?agency={agency.pk}")
    return render(request, "info_requests/lists/desk.html", context)


class DeskScreen(StaffViewSet):
    """受理设置."""

    name = "desk"
    menu, icon, menu_label, menu_order = "requests", "cog", "受理设置", 90
    rights = (Right.MANAGE_DESK,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """One page."""
        return [path("", index, name="index")]


SCREENS = [DeskScreen]
