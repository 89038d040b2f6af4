"""What is done to a case as a whole: a step struck out, a new query code, splitting and handling together, again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.law import procedure
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.access import HEAD
from gongkai_web.info_requests.actions.case import keep_token
from gongkai_web.info_requests.actions.registration import renew_code
from gongkai_web.info_requests.actions.splitting import SPLIT_IN, join, split, unjoin
from gongkai_web.info_requests.actions.steps import strike
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.queries.extending import own_hand
from gongkai_web.info_requests.screens.forms import ActForm, DayField, StepForm, act_form, step_form
from gongkai_web.info_requests.screens.opened import Case

__all__ = ["Join", "RenewCode", "Reopened", "Split", "Strike", "Unjoin"]

_OFFICE = {"disclosure_office", "disclosure_office_head"}
_COUNTER = {"registrar", *_OFFICE}
_MOST_PARTS = 5


@act_form(
    "strike",
    label="撤销最近一步",
    roles=set(procedure.roles()) - {"applicant"},
    states=set(procedure.states()),
)
class Strike(ActForm):
    """The last step was entered by mistake."""

    tries = True

    @classmethod
    def refusal(cls, case: Case) -> str:
        """By whoever might take that step, or by the head of the office; by his deputy not in his own case."""
        if len(case.standing) < 2:  # the registration stays
            return "登记不能撤销；误登记的申请请办理撤回并说明。"
        last = case.standing[-1]
        by = procedure.step(last.state_before, last.event).by
        if case.roles & {*by, *HEAD}:
            return ""
        if case.parts_in(by):
            return own_hand(case.row, case.scope.user_id, None)
        named = "、".join(procedure.roles()[one] for one in by if one != "applicant")
        return f"最近的一步“{last.get_event_display()}”由{named}办理，由其或者公开工作机构负责人撤销。"

    reason = forms.CharField(label="撤销的原因", max_length=200, widget=forms.Textarea({"rows": 2}))

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which one."""
        last = self.case.standing[-1]
        return (
            f"最近的一步是{last.on.isoformat()}的“{last.get_event_display()}”。误录入的可以撤销，"
            "撤销后状态和期限恢复到这一步之前，原来的记录连同原因保留在经过里。文书已经发出的不能撤销。"
        )

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Strikes it out."""
        last = row.steps.filter(struck_at=None).order_by("-number").first()
        if last is None or last.number != self.case.standing[-1].number:
            raise ValidationError("最近的一步已经变了，请重新打开。")
        who = {*procedure.step(last.state_before, last.event).by, *HEAD}
        strike(row, last, reason=data["reason"], by=self.case.actor(by, who))
        keep_token(row, token)
        return last

    def told(self, result: Any) -> str:
        """Which one."""
        return f"已撤销“{result.get_event_display()}”。"


@act_form("code", label="重发查询码", roles=_COUNTER, states=set(procedure.states()))
class RenewCode(ActForm):
    """The applicant has lost it."""

    lead = "原来的查询码随即失效，新的查询码只显示一次。核对申请人身份之后再告知。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """A new one."""
        return renew_code(row, by=by, token=token)

    def answer(self, request: HttpRequest, result: Any) -> HttpResponse | None:
        """Shows it, this once."""
        row = InfoRequest.objects.select_related("agency").get(pk=self.case.row.pk)
        made = [(row, result)]
        return render(request, "info_requests/case/codes.html", {"made": made, "header_title": "新的查询码"})


@act_form("split", label="拆分申请", roles=_COUNTER, states=SPLIT_IN, clause="REG2019/29")
class Split(ActForm):
    """Several matters in one application."""

    lead = (
        "一份申请书写了几件不同的事的，拆成几件分别办理和答复。拆出的申请沿用申请人、收到日期和申请材料，各有编号和查询码；"
        "本件保留申请人的原文，只办理其余的一件。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, _MOST_PARTS + 1):
            first = number == 1
            self.fields[f"title_{number}"] = forms.CharField(
                label=f"第{number}项：信息名称", max_length=200, required=first,
                help_text="" if first else "没有的留空。",
            )  # fmt: skip
            self.fields[f"content_{number}"] = forms.CharField(
                label=f"第{number}项：特征性描述", max_length=5000, required=False, widget=forms.Textarea({"rows": 2})
            )

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Registers them."""
        parts = [(data[f"title_{n}"], data[f"content_{n}"]) for n in range(1, _MOST_PARTS + 1)]
        return split(row, parts, by=by, token=token)

    def answer(self, request: HttpRequest, result: Any) -> HttpResponse | None:
        """Shows the numbers and codes, this once."""
        made = [(one.request, one.code) for one in result]
        context = {"made": made, "of": self.case.row, "header_title": "已拆分"}
        return render(request, "info_requests/case/codes.html", context)


class _OpenField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Number, matter and limit."""
        until = f"，期限{obj.due_on.isoformat()}" if obj.due_on else ""
        return f"{obj.number} {obj.title}{until}"


def _open_of_applicant(case: Case) -> Any:
    row = case.row
    rows = InfoRequest.objects.filter(
        agency=row.agency_id, practice=row.practice, is_open=True, joined_to=None,
        applicant_name_index=row.applicant_name_index, identity_number_index=row.identity_number_index,
    )  # fmt: skip
    return rows.exclude(pk=row.pk).order_by("arrived_on", "pk")


@act_form(
    "join",
    label="合并办理",
    roles=_COUNTER,
    states={"confirm_pending", "registered", "corrected", "processing", "drafting"},
    offered=lambda case: case.row.joined_to_id is None and not case.joined,
)
class Join(ActForm):
    """Together with another of the same applicant."""

    lead = (
        "同一申请人就相同或者密切有关的信息提出的几件，可以合并办理、一并答复。"
        "每件的期限各自计算，应当在最早的期限之前答复。"
    )
    to = _OpenField(label="主件", queryset=InfoRequest.objects.none(), help_text="同一申请人在本机关在办的申请。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = _open_of_applicant(self.case)

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Joins them."""
        join(row, data["to"], by=by, token=token)


@act_form(
    "unjoin",
    label="取消合并办理",
    roles=_COUNTER,
    states=set(procedure.states()) - {"archived"},
    offered=lambda case: case.row.joined_to_id is not None,
)
class Unjoin(ActForm):
    """By itself again."""

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Parts them."""
        unjoin(row, by=by, token=token)


@step_form("reopened")
class Reopened(StepForm):
    """Taken up again, after a review or a judgment, or because the agency corrects itself."""

    lead = (
        "行政复议决定或者判决责令重新作出处理，或者本机关自行纠正的，重新办理。"
        "决定或者判决限定了期限的，以限定的日期为准；没有限定的，期限自这一天重新计算。"
    )
    tries = True
    kept = ("reason", "until")
    until = DayField(label="限定的期限", required=False, help_text="没有限定的留空。")
    reason = forms.CharField(label="重新处理的依据", max_length=500, widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """The limit lies ahead of the day."""
        data = super().clean() or self.cleaned_data
        if data.get("until") and data.get("on") and data["until"] < data["on"]:
            self.add_error("until", "限定的期限不能早于重新处理的日期。")
        return data
