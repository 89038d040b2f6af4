"""Steps at the counter: confirming the receipt, handing over to a section, withdrawal, passing on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from gongkai.law.events import CHANNELS
from gongkai_web.accounts.models import User
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.handling import assign, change_handler, handlers_of
from gongkai_web.info_requests.actions.transfers import transfer
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.screens.forms import ActForm, CaseForm, StepForm, act_form, step_form
from gongkai_web.organisations.models import Agency

__all__ = ["Assigned", "Confirmed", "Reassign", "Transferred", "Withdrawn"]


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """The person's name."""
        return obj.name_in_log


class _Handler(CaseForm):
    """Who gets it."""

    handler = _PersonField(label="承办人", queryset=User.objects.none(), required=False, empty_label="由科室分派")
    section = forms.CharField(label="承办科室", max_length=60, required=False, help_text="承办人和承办科室至少填一项。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = handlers_of(self.case.row.agency_id)
        self.initial.setdefault("handler", self.case.row.handler_id)
        self.initial.setdefault("section", self.case.row.section)


@step_form("confirmed")
class Confirmed(StepForm):
    """Both sides have confirmed: from here the limit runs."""

    tries = True
    kept = ("way",)
    way = forms.ChoiceField(
        label="确认方式",
        choices=[(one, one) for one in ("电话", "短信", "电子邮件", "平台消息", "当面", "其他")],
        help_text="联系不上的先登记，恢复联系、双方确认之日为收到申请之日。",
    )

    @property
    def lead(self) -> str:  # type: ignore[override]
        """The rule of the channel."""
        channel = CHANNELS[self.case.row.channel]
        return f"{channel.label}提交的申请，{channel.receipt}（条例第三十一条）。答复期限自确认的次日起算。"


@step_form("assigned")
class Assigned(_Handler, StepForm):
    """To the section that will work on it."""

    lead = "指定承办科室和承办人。承办人会收到通知，案件出现在其“我的”列表。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Sets the handler and takes the step."""
        return assign(
            row, handler=data["handler"], section=data["section"], on=data["on"], roles=roles, by=by,
            note=data["note"], token=token,
        )  # fmt: skip


@act_form(
    "handler",
    label="改派承办人",
    roles={"disclosure_office", "disclosure_office_head"},
    states={"correction_sent", "processing", "reasons_asked", "fee_noticed", "drafting", "approving", "signed"},
)
class Reassign(_Handler, ActForm):
    """Into other hands."""

    lead = "改派不影响办理步骤和期限，记入审计。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Changes it."""
        change_handler(row, handler=data["handler"], section=data["section"], by=by, token=token)


@step_form("withdrawn")
class Withdrawn(StepForm):
    """The applicant no longer wants it."""

    lead = (
        "申请人书面或者当面表示撤回的，登记撤回，不再答复。撤回应当出于申请人自愿；"
        "口头撤回的，请在说明里写明核实的经过。"
    )
    kept = ("way",)
    way = forms.ChoiceField(
        label="撤回方式",
        choices=[(one, one) for one in ("书面", "当面口头", "电子邮件", "电话并已核实", "网上")],
    )


@step_form("transferred")
class Transferred(StepForm):
    """To the organ whose matter it is."""

    lead = (
        "申请属于其他机关并且已经当面与申请人说明、由本机关转交的，登记转交。"
        "没有转交而告知申请人另行申请的，应当作出“非本机关负责公开”的答复（条例第三十六条第五项）。"
    )
    to = forms.ModelChoiceField(
        label="转交的机关", queryset=Agency.objects.none(), required=False, empty_label="不在本平台的机关",
        help_text="在本平台的机关会收到一件新登记的申请，申请人信息和申请材料一并移送。",
    )  # fmt: skip
    to_name = forms.CharField(label="不在本平台的机关名称", max_length=120, required=False)
    reason = forms.CharField(label="转交的理由", max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Agency.objects.active().exclude(pk=self.case.row.agency_id)

    def clean(self) -> dict[str, Any]:
        """One of the two names."""
        data = super().clean() or self.cleaned_data
        if not data.get("to") and not data.get("to_name"):
            self.add_error("to_name", "请选择机关，或者填写机关名称。")
        return data

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Passes it on."""
        return transfer(
            row, to=data["to"], to_name=data["to_name"], reason=data["reason"], on=data["on"], roles=roles, by=by,
            note=data["note"], token=token,
        )  # fmt: skip
