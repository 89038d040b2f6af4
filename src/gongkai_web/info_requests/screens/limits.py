"""What moves the limit of a reply: extension (art. 33), delay (art. 35)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.law.deadlines import Clock
from gongkai.law.deadlines.limits import EXTENSION_MOST
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.access import HEAD
from gongkai_web.info_requests.actions.extensions import not_own
from gongkai_web.info_requests.clock import clock_of
from gongkai_web.info_requests.models import ExtensionProposal, InfoRequest
from gongkai_web.info_requests.queries.extending import own_hand
from gongkai_web.info_requests.screens.forms import DayField, StepForm, step_form
from gongkai_web.info_requests.screens.opened import Case

__all__ = ["Delayed", "Extended"]


class _MovesLimit(StepForm):
    """A step that the law declares void where it comes too late or twice: it is refused then."""

    tries = True

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Takes the step; what the clock holds against it undoes it."""
        before = {(one.on, one.text) for one in self._clock(row).violations}
        step = super().act(row, data, by=by, roles=roles, token=token)
        against = [one for one in self._clock(row).violations if (one.on, one.text) not in before]
        if against:
            raise ValidationError([f"{one.text}（{one.citation}）。" for one in against])
        return step

    def _clock(self, row: InfoRequest) -> Clock:
        settings, today = self.case.desk.settings, self.case.today
        return clock_of(row, calendar=calendar(), settings=settings, on=today, steps=row.steps.order_by("number"))


@step_form("extended")
class Extended(_MovesLimit):
    """Once, by no more than twenty working days, before the limit runs out."""

    lead = (
        "不能在期限内答复的，经政府信息公开工作机构负责人同意并告知申请人，可以延长，最长不超过20个工作日（条例第三十三条）。"
        "由负责人本人办理，视为同意；应当在原期限届满前告知申请人。"
    )
    kept = ("days", "reason", "approved_by")
    days = forms.IntegerField(
        label="延长的工作日数", min_value=1, max_value=EXTENSION_MOST, initial=EXTENSION_MOST,
        help_text=f"不超过{EXTENSION_MOST}个工作日。",
    )  # fmt: skip
    reason = forms.CharField(
        label="延期的理由",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="写入《延期答复告知书》，申请人会看到。",
    )

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Once, where the desk keeps to that."""
        if any(one.state == ExtensionProposal.OPEN for one in case.rows(ExtensionProposal)):
            return "承办人已经建议延期，请批准或者退回该建议。"
        if case.last("extended") is not None and case.desk.settings.extension_once:
            return "答复期限已经延长过一次，不再延长（条例第三十三条）。"
        deputy = bool(case.absent_head) and not case.roles & HEAD
        return own_hand(case.row, case.scope.user_id, None) if deputy else ""

    def step_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """With the name of the head who agrees by taking the step."""
        return {**super().step_data(data), "approved_by": self.by_name}

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps who agreed."""
        not_own(row, by, on=data["on"])
        self.by_name = by.name
        return super().act(row, data, by=by, roles=roles, token=token)


@step_form("delayed")
class Delayed(_MovesLimit):
    """To a day that the agency sets, where the reasons are good and the limit is too short."""

    lead = "申请理由合理，但是无法在规定的期限内答复的，可以确定延迟答复的合理期限并告知申请人（条例第三十五条）。"
    kept = ("until", "reason")
    until = DayField(label="延迟答复的期限", help_text="遇休息日的，顺延到下一个工作日。")
    reason = forms.CharField(label="延迟的理由", max_length=500, widget=forms.Textarea({"rows": 3}))

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Asked for reasons before."""
        if case.last("reasons_asked") is None:
            return (
                "延迟答复应当先要求申请人说明理由（条例第三十五条）；"
                "一般的延期由公开工作机构负责人办理“延长答复期限”（条例第三十三条）。"
            )
        return ""
