"""Delivery of the reply and of other letters with its proof; replies on the spot; archiving."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import archiving, delivery, joined
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.kinds import PaperKind, Route
from gongkai_web.info_requests.models import ClosedFile, InfoRequest, Letter
from gongkai_web.info_requests.queries.folder import file_list
from gongkai_web.info_requests.screens.decisions import DraftFields, draft_now
from gongkai_web.info_requests.screens.forms import ActForm, CaseForm, DayField, StepForm, act_form, step_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.scans import ScansField
from gongkai_web.organisations.scope import Scope

__all__: list[str] = []

_SENDS = frozenset({"handler", "disclosure_office", "disclosure_office_head", "registrar"})
_DIGITS = 10
_PROOF = "邮寄填邮件号码，自行领取、当场查阅填签收记录，电子邮件填发送记录，传真填回执；网上获取由系统记录。"


@part("file_list", title="归档目录", order=82, template="info_requests/case/file_list.html")
def file_list_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """The closed list of the last archiving."""
    steps = [step for step in case.standing if step.event == "archived"]
    if not steps:
        return None
    rows = list(ClosedFile.objects.filter(step=steps[-1]).order_by("number"))
    return {"rows": rows, "step": steps[-1]} if rows else None


class _ByRoute(CaseForm):
    """How it goes, and what proves it."""

    route = forms.ChoiceField(label="送达方式", choices=Route.choices)
    proof = forms.CharField(label="送达凭证", max_length=120, required=False, help_text=_PROOF)
    papers = ScansField(label="凭证的扫描件", required=False, help_text="送达回证、邮寄凭证等。")

    def clean(self) -> dict[str, Any]:
        """What proves it, where the system itself does not."""
        data = super().clean() or self.cleaned_data
        named = delivery.PROOFS.get(data.get("route", ""), "")
        if named and not str(data.get("proof") or "").strip():
            self.add_error("proof", f"请填写{named}，作为送达的凭证。")
        return data

    def keep(self, row: InfoRequest, data: dict[str, Any], *, by: Actor) -> None:
        """Puts the scans on file."""
        for one in data["papers"]:
            keep_paper(row, one, kind=PaperKind.DELIVERY, by=by)


@step_form("replied")
class Replied(_ByRoute, StepForm):
    """The day counts by the route."""

    lead = (
        "按照申请人要求的形式和途径提供（条例第四十条）。邮寄的，以交邮之日为答复之日；直接送达的，以签收之日为答复之日；"
        "网上、电子邮件、传真送达的，以发送之日为答复之日。送达后，答复书和选定的材料对申请人可见。"
    )
    tries = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "答复之日（交邮、签收或者发送）"
        self.initial.setdefault("route", self.case.row.route)

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Serves it."""
        done = delivery.reply(
            row, on=data["on"], route=data["route"], proof=data["proof"], by=by, roles=roles, note=data["note"],
            token=token,
        )  # fmt: skip
        self.keep(row, data, by=by)
        return done


@step_form("replied_at_once")
class RepliedAtOnce(_ByRoute, DraftFields, StepForm):
    """On the spot."""

    lead = "能够当场答复的，应当当场予以答复（条例第三十三条）。前提材料同样应当齐备。"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("route", Route.ON_THE_SPOT)

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Decides and serves it."""
        done = delivery.reply_at_once(
            row, self.values(data), on=data["on"], route=data["route"], proof=data["proof"], by=by, roles=roles,
            note=data["note"], token=token,
        )  # fmt: skip
        self.keep(row, data, by=by)
        return done


class _Shown(forms.MultipleChoiceField):
    """Requests as "id:version". One that has moved on since is refused by itself, and not the whole form."""

    def valid_value(self, value: str) -> bool:
        """Whether there is such a request, whatever its version."""
        key, _, version = value.partition(":")
        known = {str(choice).partition(":")[0] for choice, _ in self.choices}
        return key in known and version.isascii() and version.isdecimal() and len(version) < _DIGITS


@act_form(
    "reply_joined", label="一并送达并入的申请", roles=joined.SERVERS, states=joined.SERVED, clause="REG2019/33",
    offered=lambda case: any(one.is_open for one in case.joined),
)  # fmt: skip
class ReplyJoined(_ByRoute, ActForm):
    """The requests that are handled with this one, in one act."""

    lead = (
        "本件的答复已经送达。并入本件办理、已经签发的各件，按相同的日期、方式和凭证一并送达，每件各有步骤和答复书；"
        "不能送达的列出原因，其他各件照常办理。本件的送达凭证扫描件同时加入各件。"
    )
    papers = None  # those of this request are put into the others
    which = _Shown(label="一并送达的申请", widget=forms.CheckboxSelectMultiple)
    on = DayField(label="答复之日（交邮、签收或者发送）")
    note = forms.CharField(label="说明", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = list(self.case.row.joined.order_by("arrived_on", "id"))
        self.fields["which"].choices = [
            (f"{one.pk}:{one.version}", f"{one.number}　{one.title}（{one.get_state_display()}）") for one in waiting
        ]
        self.initial.setdefault("which", [f"{one.pk}:{one.version}" for one in waiting if one.state == "signed"])
        served = self.case.last("replied", "replied_at_once")
        letter = next((one for one in reversed(self.case.rows(Letter)) if one.sent_on and one.party_id is None), None)
        self.initial.setdefault("on", served.on if served else self.case.today)
        self.initial.setdefault("route", served.data.get("route") if served else self.case.row.route)
        if letter is not None and served is not None and letter.sent_on == served.on:
            self.initial.setdefault("proof", letter.proof)
        self.fields["on"].widget.attrs["max"] = self.case.today.isoformat()
        self.order_fields(["which", "on", "route", "proof", "note"])

    def clean_which(self) -> list[tuple[int, int]]:
        """Ids with the versions that were shown."""
        told = (one.partition(":") for one in self.cleaned_data["which"])
        return [(int(key), int(version)) for key, _, version in told]

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Serves each."""
        return joined.reply_joined(
            row, data["which"], on=data["on"], route=data["route"], proof=data["proof"], by=by, roles=roles,
            note=data["note"], token=token,
        )  # fmt: skip

    def told(self, result: Any) -> str:
        """Which ones."""
        done = [one.request.number for one in result if one.done]
        return f"已一并送达{len(done)}件：{'、'.join(done)}。"

    def answer(self, request: HttpRequest, result: Any) -> HttpResponse | None:
        """Beside it, those that could not be served, and why."""
        for one in result:
            if not one.done:
                messages.warning(request, f"{one.request.number}没有送达：{one.told}")
        return None


class _LetterField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Letter) -> str:  # type: ignore[override]
        """Its name, number and day."""
        to = f"（{obj.party}）" if obj.party_id else ""
        return f"{obj.get_code_display()}{to} {obj.number} {obj.issued_on}"


def _to_deliver(case: Case) -> list[Letter]:
    return [one for one in case.rows(Letter) if one.issued_on is not None and one.delivered_on is None]


@act_form(
    "delivery", label="登记文书送达", roles=_SENDS, clause="REG2019/45", offered=lambda case: bool(_to_deliver(case))
)
class Delivery(_ByRoute, ActForm):
    """Any letter of the case."""

    lead = (
        "登记每份文书送出和收到的日期、凭证。第三方、共同制作机关提出意见的期限和申请人缴费的期限，自收到之日起计算。"
    )
    letter = _LetterField(label="文书", queryset=Letter.objects.none())
    sent_on = DayField(label="送出日期")
    delivered_on = DayField(label="收到日期", required=False, help_text="邮寄的可以等知道签收日期后再登记。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [one.pk for one in _to_deliver(self.case)]
        self.fields["letter"].queryset = Letter.objects.filter(pk__in=waiting).select_related("party")
        self.initial.setdefault("route", self.case.row.route)
        self.initial.setdefault("sent_on", self.case.today)
        self.order_fields(["letter", "route", "sent_on", "delivered_on", "proof", "papers"])

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps it."""
        done = delivery.letter_delivered(
            row, data["letter"], route=data["route"], sent_on=data["sent_on"], delivered_on=data["delivered_on"],
            proof=data["proof"], by=by, roles=roles,
        )  # fmt: skip
        self.keep(row, data, by=by)
        return done


@step_form("archived")
class Archived(StepForm):
    """The list is closed."""

    lead = "归档时封存案卷目录：每份文书、材料和记录连同其摘要（SHA-256），以后任何改动都会被发现（条例第四十五条）。"
    template = "info_requests/case/archive.html"

    def extra(self) -> dict[str, Any]:
        """What will be in it."""
        return {"lines": file_list(self.case.row)}

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Closes it."""
        if draft_now(self.case) is None:
            raise ValidationError("没有处理决定，不能归档。")
        return archiving.archive(row, on=data["on"], by=by, roles=roles, note=data["note"], token=token)
