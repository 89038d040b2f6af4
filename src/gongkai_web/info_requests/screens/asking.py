"""Asking the applicant: to clarify (art. 30), to give reasons (art. 35), and what comes of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.law.deadlines.limits import CLARIFY_WITHIN
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.screens.forms import StepForm, step_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.scans import ScansField

__all__ = ["ClarificationAsked", "Clarified", "ReasonsAsked", "ReasonsGiven", "ReasonsLapsed"]

_LONGEST_PERIOD = 60
"""Working days that an applicant may be given."""


class _WithPapers(StepForm):
    """A step that brings papers of the applicant's."""

    papers_kind = PaperKind.OTHER
    papers = ScansField(label="申请人提交的材料", required=False, help_text="扫描件或者电子文件，可以选择多个。")

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Takes the step, then puts the papers on file."""
        step = super().act(row, data, by=by, roles=roles, token=token)
        for one in data["papers"]:
            keep_paper(row, one, kind=self.papers_kind, from_applicant=True, by=by)
        return step


@step_form("clarification_asked")
class ClarificationAsked(StepForm):
    """Once, all items together."""

    lead = (
        "申请内容不明确的，自收到申请之日起7个工作日内一次性告知补正，说明需要补正的事项和合理的补正期限。"
        "补正期间不计答复期限，收到补正的次日起重新计算（条例第三十条）。"
    )
    tries = True
    kept = ("items", "how", "days")
    items = forms.CharField(
        label="需要补正的事项", max_length=2000, widget=forms.Textarea({"rows": 6}),
        help_text="一行一项，不用编号。只能通知一次，请把全部事项写齐。",
    )  # fmt: skip
    how = forms.CharField(
        label="补正的方式", max_length=300, widget=forms.Textarea({"rows": 2}),
        initial="书面写明上述事项，当面提交、邮寄至本机关，或者凭登记编号和查询码在网上补正",
    )  # fmt: skip
    days = forms.IntegerField(
        label="补正期限（工作日）",
        min_value=1,
        max_value=_LONGEST_PERIOD,
        help_text="自通知之日起算，缺省值来自受理设置。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("days", self.case.desk.settings.correction_period)
        received = self.case.clock.received_on
        if received is not None:
            by = longer(calendar()).add(received, CLARIFY_WITHIN)
            self.fields["on"].help_text = f"通知发出的日期，应当不晚于{by.isoformat()}（收到申请之日起7个工作日）。"

    def clean_items(self) -> list[str]:
        """The lines."""
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Once in a round."""
        if case.last("clarification_asked") is None:
            return ""
        return (
            "补正应当一次性告知（条例第三十条），本件已经通知过补正。"
            "补正后仍不明确的，请作出“补正后申请内容仍不明确”的答复。"
        )

    def told(self, result: Any) -> str:
        """And what comes next."""
        return "已登记通知补正，期限停止计算。请制作并送达《补正告知书》。"


@step_form("clarified")
class Clarified(_WithPapers):
    """The applicant has clarified."""

    lead = "收到申请人的补正，答复期限自次日起重新计算（条例第三十条）。日期是补正到达本机关之日。"
    tries = True
    papers_kind = PaperKind.CORRECTION
    words = "text"
    text = forms.CharField(
        label="补正的内容", required=False, max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text="申请人怎样说明所需的信息；有书面材料的写“见材料”。",
    )  # fmt: skip


@step_form("reasons_asked")
class ReasonsAsked(StepForm):
    """The applications are many beyond reason."""

    lead = (
        "申请公开政府信息的数量、频次明显超过合理范围的，可以要求申请人说明理由（条例第三十五条）。"
        "要求说明理由本身不影响答复期限，受理设置另有选择的除外。"
    )
    tries = True
    kept = ("facts", "days")
    facts = forms.CharField(
        label="申请较多的事实", max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text="写明期间、件数和所涉事项，如“2026年1月至3月向本机关提出申请46件”。",
    )  # fmt: skip
    days = forms.IntegerField(label="说明理由的期限（工作日）", min_value=1, max_value=_LONGEST_PERIOD, initial=15)


@step_form("reasons_given")
class ReasonsGiven(_WithPapers):
    """The applicant has said why."""

    lead = (
        "申请人说明了理由。理由不合理的，告知不予处理；理由合理但不能在期限内答复的，"
        "可以确定延迟答复的合理期限并告知申请人（条例第三十五条）。"
    )
    papers_kind = PaperKind.REASONS
    words = "text"
    text = forms.CharField(label="申请人的理由", max_length=2000, widget=forms.Textarea({"rows": 4}))


@step_form("reasons_lapsed")
class ReasonsLapsed(StepForm):
    """The applicant has said nothing."""

    lead = "申请人在告知的期限内没有说明理由。继续办理，可以作出不予处理的决定（条例第三十五条）。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Takes the step once the time given has passed."""
        asked = self.case.last("reasons_asked")
        days = asked.data.get("days") if asked else None
        if asked is not None and isinstance(days, int):
            by_when = longer(calendar()).add(asked.on, days)
            if data["on"] <= by_when:
                raise ValidationError({"on": f"说明理由的期限到{by_when.isoformat()}届满，在那之后才能登记逾期。"})
        return super().act(row, data, by=by, roles=roles, token=token)
