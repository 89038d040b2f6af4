"""The pages on which an agency is renamed, moved, merged or dissolved: filled in, told what will happen, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.organisations import actions
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, Membership
from gongkai_web.organisations.queries import subtree_counts
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors

__all__ = ["KINDS", "urlpatterns"]


class _ChangeForm(forms.Form):
    """Day and document, which every change has."""

    on = forms.DateField(
        label="日期",
        widget=forms.DateInput({"type": "date"}),
        help_text="从这一天起生效，不能晚于今天，也不能早于上一次变更。",
    )
    basis = forms.CharField(
        label="依据", max_length=200, help_text="文件名称和文号，如“××县机构改革方案（×委发〔2024〕3号）”。"
    )
    field_order = ("name", "short_name", "superior", "into", "on", "basis")

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        for name in ("superior", "into"):
            if name in self.fields:
                self.fields[name].queryset = Agency.objects.active().exclude(pk=agency.pk)


class RenameForm(_ChangeForm):
    """The new name."""

    name = forms.CharField(label="新名称", max_length=120)
    short_name = forms.CharField(label="新简称", max_length=60, required=False, help_text="可不填。")


class MoveForm(_ChangeForm):
    """The new superior."""

    superior = forms.ModelChoiceField(
        label="新的上级机关", queryset=Agency.objects.none(), required=False, empty_label="没有上级机关",
        help_text="督促指导本机关政府信息公开工作的机关（条例第三条）；垂直领导的机关填上一级主管部门。",
    )  # fmt: skip


class MergeForm(_ChangeForm):
    """The successor."""

    into = forms.ModelChoiceField(
        label="并入的机关", queryset=Agency.objects.none(), help_text="承继本机关政府信息公开职责的机关（条例第十条）。"
    )


class DissolveForm(_ChangeForm):
    """Nothing more."""


def _people(agency: Agency) -> int:
    return Membership.objects.current().filter(agency=agency).count()


def _renamed(agency: Agency, data: dict[str, Any]) -> list[str]:
    return [
        f"从{data['on']}起，“{agency.name}”更名为“{data['name'].strip()}”。",
        "原名称保留在机关的沿革中，按原名称仍能查到；此前的文书和年度报告仍写原名称。",
        f"机关代码和网页地址（/agencies/{agency.code}/）不变，人员和角色不变。",
        "公开指南中写到机关名称的，请随后修订并重新发布（条例第十二条）。",
    ]


def _moved(agency: Agency, data: dict[str, Any]) -> list[str]:
    count, superior = subtree_counts([agency])[agency.pk], data["superior"]
    return [
        f"从{data['on']}起，上级机关由“{agency.superior or '无'}”改为“{superior or '无'}”。",
        f"它下面的{count}个机关一并转隶。" if count else "它没有下级机关。",
        "原上级的主管部门人员不再看到它和它下面的机关，新上级的看得到。",
        "没有另行指定行政复议机关的，答复中的复议机关按新的隶属推定。",
    ]


def _merged(agency: Agency, data: dict[str, Any]) -> list[str]:
    below = list(agency.subordinates.filter(state=AgencyState.ACTIVE).values_list("name", flat=True))
    return [
        f"从{data['on']}起，“{agency}”并入“{data['into']}”，不再办理业务；它的网页和过去的内容仍可查阅，并指向承继机关。",
        f"它的下级机关{'、'.join(below)}转到“{data['into']}”之下。" if below else "它没有下级机关。",
        f"{_people(agency)}项任职随之终止；到“{data['into']}”继续工作的人员，请在那里重新授予角色。",
        "合并之后不能再办理变更；办错了的可以更正，但任职不随之恢复。",
    ]


def _dissolved(agency: Agency, data: dict[str, Any]) -> list[str]:
    return [
        f"从{data['on']}起，“{agency}”撤销，不再办理业务；它的网页和过去的内容仍可查阅。",
        f"{_people(agency)}项任职随之终止。",
        "有机关承继它的职责的，应当办理合并，而不是撤销；办错了的可以更正，但任职不随之恢复。",
    ]


@dataclass(frozen=True, slots=True)
class Kind:
    """A change: its address, its name, its form, its action, what it will do in sentences."""

    id: str
    label: str
    form: type[_ChangeForm]
    action: Callable[..., Agency]
    tell: Callable[[Agency, dict[str, Any]], list[str]]
    lead: str
    is_final: bool = False


KINDS = {
    kind.id: kind
    for kind in (
        Kind("rename", "更名", RenameForm, actions.rename_agency, _renamed, "名称有误、尚未使用过的，也在这里改正。"),
        Kind("move", "调整隶属", MoveForm, actions.move_agency, _moved, "改变督促指导它的机关。"),
        Kind("merge", "并入其他机关", MergeForm, actions.merge_agency, _merged, "由另一机关承继它的职责。", True),
        Kind("dissolve", "撤销", DissolveForm, actions.dissolve_agency, _dissolved, "没有机关承继它的职责。", True),
    )
}


def _try(kind: Kind, agency: Agency, form: _ChangeForm, request: HttpRequest, *, keep: bool) -> bool:
    """Does the change, for good or only to see whether it can be done; puts what is refused into the form."""
    try:
        with transaction.atomic():
            kind.action(agency, **form.cleaned_data, by=request.actor)
            transaction.set_rollback(not keep)
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_AGENCIES)
def change(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The form; then what will happen; then the change."""
    scope = request.scope
    agency = get_object_or_404(Agency.objects.seen_by(scope).select_related("superior", "region"), pk=pk)
    which = KINDS[kind]
    page = reverse("agencies:inspect", args=[pk])
    if agency.state != AgencyState.ACTIVE:
        messages.error(request, f"“{agency}”{agency.get_state_display()}，不能再变更。")
        return redirect(page)
    typed = request.POST if request.method == "POST" else None
    first = {"on": timezone.localdate().isoformat(), "short_name": agency.short_name, "superior": agency.superior}
    form = which.form(agency, typed, initial=first)
    told: list[str] = []
    if typed is not None and form.is_valid():
        confirmed = "confirm" in typed
        if "back" not in typed and _try(which, agency, form, request, keep=confirmed):
            if confirmed:
                messages.success(request, f"已办理“{agency}”的{which.label}。")
                return redirect(page)
            told = which.tell(agency, form.cleaned_data)
    context = {
        "agency": agency,
        "kind": which,
        "form": form,
        "told": told,
        "header_title": f"{which.label}：{agency}",
        "header_icon": "site",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "首页"},
            {"url": reverse("agencies:index"), "label": "机关"},
            {"url": page, "label": agency.name},
            {"url": "", "label": which.label},
        ],
    }
    return render(request, "staff/agencies/change.html", context)


urlpatterns = [path(f"<int:pk>/{kind}/", change, {"kind": kind}, name=kind) for kind in KINDS]
