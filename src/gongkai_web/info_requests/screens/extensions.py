"""An extension proposed by the handler, and what the head of the disclosure office says to it (art. 33)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from gongkai.law.deadlines.limits import EXTENSION_MOST
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import extensions
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.models import ExtensionProposal, InfoRequest, Letter
from gongkai_web.info_requests.queries.extending import EXTENDED_IN, Extension, extension, own_hand
from gongkai_web.info_requests.screens.forms import ActForm, DayField, act_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.organisations.scope import Scope

__all__: list[str] = []

_CLAUSE = "REG2019/33"


def _pending(case: Case) -> ExtensionProposal | None:
    return next((one for one in case.rows(ExtensionProposal) if one.state == ExtensionProposal.OPEN), None)


def _extension(case: Case, days: int = EXTENSION_MOST) -> Extension:
    """What an extension of today would come to."""
    return extension(
        case.row, case.steps, calendar=longer(case.calendar), settings=case.desk.settings, on=case.today, days=days
    )


@part("extension", title="延期建议", order=22, template="info_requests/case/extensions.html")
def extensions_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """What was proposed and what became of it, the newest first."""
    rows = case.rows(ExtensionProposal)
    if not rows:
        return None
    letters = {one.pk: one for one in case.rows(Letter)}
    pending = _pending(case)
    return {
        "rows": [(one, letters.get(one.letter_id)) for one in reversed(rows)],
        "found": _extension(case, pending.days) if pending else None,
        "head": bool(case.parts_in(extensions.HEAD)) and not _own(case),
        "absent": case.absent_head if _stands_in(case) else "",
        "own": _own(case),
    }


def _stands_in(case: Case) -> bool:
    """Whether the person would decide for the absent head, and not as head himself."""
    return bool(case.absent_head) and not case.roles & extensions.HEAD


def _own(case: Case) -> str:
    """Why a deputy may not decide here."""
    return own_hand(case.row, case.scope.user_id, _pending(case)) if _stands_in(case) else ""


@act_form("extension_propose", label="建议延长答复期限", roles=extensions.PROPOSERS, states=EXTENDED_IN, clause=_CLAUSE)
class Propose(ActForm):
    """The handler's words; nothing moves yet."""

    lead = (
        "不能在期限内答复的，经政府信息公开工作机构负责人同意并告知申请人，可以延长，最长不超过20个工作日（条例第三十三条）。"
        "建议提交后等待负责人批准；批准以前期限不变，请继续办理。《延期答复告知书》的草稿同时制作，批准后发出。"
    )
    days = forms.IntegerField(
        label="延长的工作日数", min_value=1, max_value=EXTENSION_MOST, initial=EXTENSION_MOST,
    )  # fmt: skip
    reason = forms.CharField(
        label="延期的理由",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="写入《延期答复告知书》，申请人会看到。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = _extension(self.case).after
        more = f"延长{EXTENSION_MOST}个工作日的，答复期限至{after.isoformat()}。" if after else ""
        self.fields["days"].help_text = f"不超过{EXTENSION_MOST}个工作日。{more}"

    @classmethod
    def refusal(cls, case: Case) -> str:
        """The head goes directly; one proposal at a time; and only what the law allows."""
        if case.roles & extensions.HEAD and not case.row.practice:
            return "您是公开工作机构负责人，请直接办理“延长答复期限”。"
        if _pending(case) is not None:
            return "已有延期建议等待负责人批准。"
        if case.row.state not in EXTENDED_IN:
            return ""  # answered with the state
        return "".join(_extension(case).against)

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Puts it before the head."""
        return extensions.propose(row, days=data["days"], reason=data["reason"], by=by, roles=roles, token=token)

    def told(self, result: Any) -> str:
        """Who is waited for."""
        return "已建议延期，等待公开工作机构负责人批准。批准以前答复期限不变。"


class _OnPending(ActForm):
    """About the proposal that waits."""

    template = "info_requests/case/extension.html"

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Where none waits."""
        return "" if _pending(case) is not None else "没有等待批准的延期建议。"

    def extra(self) -> dict[str, Any]:
        """What is proposed, and the day that would follow."""
        pending = _pending(self.case)
        return {"proposal": pending, "found": _extension(self.case, pending.days) if pending else None}


class _Decides(_OnPending):
    """What the head says, or his deputy."""

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Where none waits, and where a deputy would decide about what is his own."""
        return super().refusal(case) or _own(case)


@act_form("extension_approve", label="批准延期建议", roles=extensions.HEAD, states=EXTENDED_IN, clause=_CLAUSE)
class Approve(_Decides):
    """The step is taken."""

    lead = "批准后即办理“延长答复期限”，期限延长；应当在原期限届满以前告知申请人（条例第三十三条）。"
    tries = True
    on = DayField(label="批准日期")
    note = forms.CharField(label="说明", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Approves it."""
        return extensions.approve(row, on=data["on"], by=by, roles=roles, note=data["note"], token=token)

    def told(self, result: Any) -> str:
        """And what comes next."""
        return "已批准延期，答复期限已经延长。请发出《延期答复告知书》。"


@act_form("extension_return", label="退回延期建议", roles=extensions.HEAD, states=EXTENDED_IN, clause=_CLAUSE)
class Return(_Decides):
    """Not like this."""

    lead = "退回后答复期限不变。承办人可以修改后再次建议，或者在期限以内办结。"
    reason = forms.CharField(label="退回的原因", max_length=500, widget=forms.Textarea({"rows": 3}))

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Returns it."""
        return extensions.send_back(row, reason=data["reason"], by=by, roles=roles, token=token)

    def told(self, result: Any) -> str:
        """Who knows."""
        return "已退回延期建议，并告知建议人和承办人。"


@act_form(
    "extension_withdraw", label="撤回延期建议", roles=extensions.PROPOSERS, clause=_CLAUSE,
    offered=lambda case: not case.roles & extensions.HEAD or case.row.practice,
)  # fmt: skip
class Withdraw(_OnPending):
    """Before it is decided."""

    lead = "负责人决定以前，可以撤回建议；《延期答复告知书》的草稿一并删除。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Takes it back."""
        return extensions.withdraw(row, by=by, roles=roles, token=token)

    def told(self, result: Any) -> str:
        """Done."""
        return "已撤回延期建议。"
