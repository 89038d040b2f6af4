"""The information-processing fee on the page of a case (国办函〔2020〕109号)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from gongkai.law.deadlines.limits import PAY_WITHIN
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import fees, lapses, refunds
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.kinds import PaperKind, RefundReason, Standard
from gongkai_web.info_requests.models import FeeNotice, FeeRefund, InfoRequest
from gongkai_web.info_requests.screens.forms import ActForm, DayField, StepForm, act_form, step_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.scans import ScansField
from gongkai_web.organisations.scope import Scope

__all__: list[str] = []

_MOST_PAGES = 100_000
_MOST_YUAN = 100_000_000


@part("fees", title="信息处理费", order=50, template="info_requests/case/fees.html")
def fees_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Notices with their derivation."""
    rows = case.rows(FeeNotice)
    if not rows:
        return None
    back = case.rows(FeeRefund)
    return {"rows": [(one, [refund for refund in back if refund.notice_id == one.pk]) for one in rows]}


def _left(case: Case) -> dict[int, int]:
    """Payment → yuan of it that have not gone back, where there are any."""
    left = {one.pk: one.paid_yuan or 0 for one in case.rows(FeeNotice) if one.paid_on}
    for refund in case.rows(FeeRefund):
        left[refund.notice_id] = left.get(refund.notice_id, 0) - refund.yuan
    return {key: yuan for key, yuan in left.items() if yuan > 0}


@step_form("fee_notified")
class FeeNotified(StepForm):
    """A notice with the sum that the rules give."""

    lead = (
        "申请公开政府信息的数量、频次明显超过合理范围的，可以收取信息处理费（条例第四十二条）。同一申请按件或者按量，"
        f"只适用一种标准，金额由系统计算。申请人应当自收到通知次日起{PAY_WITHIN}个工作日内缴纳，逾期不缴纳的视为放弃申请。"
    )
    template = "info_requests/case/fee.html"
    standard = forms.ChoiceField(label="收费标准", choices=Standard.choices, widget=forms.RadioSelect)
    pages = forms.IntegerField(
        label="页数", min_value=1, max_value=_MOST_PAGES, required=False, help_text="按量收费的填写；各件申请分别计算。"
    )
    how_to_pay = forms.CharField(label="缴纳方式", max_length=1000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("how_to_pay", self.case.desk.how_to_pay)

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Only where the agency has decided to charge."""
        return "" if case.desk.charges_fees else "本机关没有决定收取信息处理费（受理设置），不能通知缴费。"

    def clean(self) -> dict[str, Any]:
        """Pages where they are counted."""
        data = super().clean() or self.cleaned_data
        if data.get("standard") == Standard.PAGES and not data.get("pages"):
            self.add_error("pages", "按量收费的，请填写页数。")
        return data

    def extra(self) -> dict[str, Any]:
        """What the piece would cost, before anything is chosen."""
        return {"pieces": fees.reckon(self.case.row, Standard.PIECES)}

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Gives notice."""
        return fees.notify(
            row, standard=data["standard"], pages=data["pages"] or 0, how_to_pay=data["how_to_pay"], on=data["on"],
            by=by, roles=roles, note=data["note"], token=token,
        )  # fmt: skip

    def told(self, result: Any) -> str:
        """The sum."""
        return (
            f"已通知缴费{result.yuan}元，期限停止计算。请制作并送达《信息处理费收费通知书》，再登记申请人收到的日期。"
        )


@act_form(
    "fee_delivered",
    label="登记收到收费通知",
    roles={"disclosure_office", "disclosure_office_head", "registrar"},
    states={"fee_noticed"},
    clause="FEE2020/6",
)
class FeeDelivered(ActForm):
    """The time to pay runs from then."""

    lead = f"申请人应当自收到收费通知次日起{PAY_WITHIN}个工作日内缴纳。"
    delivered_on = DayField(label="收到日期")

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps the day."""
        return fees.delivered(row, on=data["delivered_on"], by=by, roles=roles)


@step_form("fee_paid")
class FeePaid(StepForm):
    """Into the treasury, with its receipt."""

    lead = (
        "信息处理费属于政府非税收入，全额缴入国库，开具财政票据。答复期限自缴费次日起重新计算，受理设置另有选择的除外。"
    )
    tries = True
    yuan = forms.IntegerField(label="实缴金额（元）", min_value=1, max_value=_MOST_YUAN)
    receipt_number = forms.CharField(label="财政票据号码", max_length=60)
    papers = ScansField(label="缴费凭证", required=False, help_text="扫描件或者电子票据。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owed = [one.yuan for one in self.case.rows(FeeNotice) if one.round == self.case.row.round and not one.paid_on]
        if owed:
            self.initial.setdefault("yuan", owed[-1])
            self.fields["yuan"].help_text = f"应缴{owed[-1]}元；多缴的照实登记，以后可以登记退费。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps it."""
        done = fees.paid(
            row, on=data["on"], yuan=data["yuan"], receipt_number=data["receipt_number"], by=by, roles=roles,
            note=data["note"], token=token,
        )  # fmt: skip
        for one in data["papers"]:
            keep_paper(row, one, kind=PaperKind.PAYMENT, by=by)
        return done


@act_form(
    "fee_refund", label="登记退费", roles=refunds.REFUNDERS, clause="FEE2020/6", offered=lambda case: bool(_left(case))
)
class FeeRefunded(ActForm):
    """Back out of the treasury."""

    lead = (
        "多缴的、申请撤回或者不再处理的、收费通知有误的，按照国库退付的规定退还，登记退付的金额、日期和票据。"
        "退费不影响答复期限。"
    )
    notice = forms.TypedChoiceField(label="所退的缴费", coerce=int)
    yuan = forms.IntegerField(label="退费金额（元）", min_value=1, max_value=_MOST_YUAN)
    on = DayField(label="退费日期")
    reason = forms.ChoiceField(label="退费原因", choices=RefundReason.choices)
    explanation = forms.CharField(
        label="原因的说明", max_length=500, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="收费通知有误和其他原因的应当写明；申请人查询进度时会看到。",
    )  # fmt: skip
    receipt_number = forms.CharField(label="财政票据号码", max_length=60, help_text="退付书、红字票据等的号码。")
    papers = ScansField(label="退费凭证", required=False, help_text="扫描件或者电子票据。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = _left(self.case)
        self.fields["notice"].choices = [
            (one.pk, f"{one.paid_on}缴纳{one.paid_yuan}元，票据{one.receipt_number}，还可以退{left[one.pk]}元")
            for one in self.case.rows(FeeNotice)
            if one.pk in left
        ]
        if self.fields["notice"].choices:
            self.initial.setdefault("notice", self.fields["notice"].choices[-1][0])
        self.initial.setdefault("on", self.case.today)
        self.fields["on"].widget.attrs["max"] = self.case.today.isoformat()

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps it."""
        done = refunds.refund(
            row, row.fees.get(pk=data["notice"]), yuan=data["yuan"], on=data["on"], reason=data["reason"],
            explanation=data["explanation"], receipt_number=data["receipt_number"], by=by, roles=roles, token=token,
        )  # fmt: skip
        for one in data["papers"]:
            keep_paper(row, one, kind=PaperKind.PAYMENT, title="退费凭证", by=by)
        return done

    def told(self, result: Any) -> str:
        """How much."""
        return f"已登记退费{result.yuan}元。"


class _Lapse(StepForm):
    """An ending by time."""

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Ends it, once the time has run out."""
        return lapses.lapse(row, on=data["on"], by=by, roles=roles, note=data["note"], token=token)

    def told(self, result: Any) -> str:
        """What must follow."""
        return "已办结，不再处理。请制作并送达《不再处理告知书》。"


@step_form("fee_lapsed")
class FeeLapsed(_Lapse):
    """D16."""

    lead = "申请人逾期未缴纳信息处理费的，视为放弃申请，不再处理（国办函〔2020〕109号第六条）。缴费期限届满后才能办理。"


@step_form("correction_lapsed")
class CorrectionLapsed(_Lapse):
    """D15."""

    lead = "申请人无正当理由逾期不补正的，视为放弃申请，不再处理该申请（条例第三十条）。补正期限届满后才能办理。"
