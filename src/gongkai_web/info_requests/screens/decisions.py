"""The reply: chosen among the endings of the law, drafted, sent for approval, returned, signed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from gongkai.law.outcomes import exemption, outcome
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import decisions
from gongkai_web.info_requests.kinds import OpinionKind
from gongkai_web.info_requests.models import (
    Decision,
    FeeNotice,
    InfoRequest,
    Opinion,
    Paper,
    Party,
    SearchRecord,
)
from gongkai_web.info_requests.queries.on_file import Folder, missing, on_file, opinions_wanted, problems
from gongkai_web.info_requests.replies import FIELDS, PARTIAL, asked_for, draftable, ground_of, grounds
from gongkai_web.info_requests.screens.forms import ActForm, CaseForm, StepForm, act_form, step_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.organisations.scope import Scope

__all__ = ["DraftFields", "draft_now", "folder"]

_LONG = frozenset({"facts", "reasons", "withholds", "provides", "not_consulted"})
_LENGTH = {
    "basis": 500, "competent": 300, "channel": 300, "earlier_reply": 200, "not_consulted": 2000, "ground_detail": 40,
}  # fmt: skip
_HELP = {
    "facts": "写进答复书。由系统登记的事项（检索、征求意见）可以照录。",
    "basis": "写明名称和条款，如《中华人民共和国统计法》第九条。",
    "gives": "送达时提供给申请人。只列“所涉政府信息”和“区分处理后的政府信息”。",
    "earlier_reply": "不在本系统中的，写明文号和日期。",
    "not_consulted": "没有征求第三方意见的，写明理由。",
    "provides": "",
    "channel": "",
}
_EARLIER = 50
_BEFORE_REPLY = frozenset({"processing", "drafting", "approving", "signed"})


def draft_now(case: Case) -> Decision | None:
    """The decision of the present round."""
    return next((one for one in case.rows(Decision) if one.round == case.row.round), None)


def folder(case: Case) -> Folder:
    """What lies in the case, from the rows that its page has read."""

    def mine(model: type[Any]) -> list[Any]:
        return [one for one in case.rows(model) if one.round == case.row.round]

    return Folder(
        row=case.row,
        steps=case.steps,
        searches=mine(SearchRecord),
        opinions=mine(Opinion),
        parties=[one for one in mine(Party) if one.asked_on is not None],
        papers=case.rows(Paper),
        fees=mine(FeeNotice),
        decision=draft_now(case),
        calendar=case.calendar,
    )


@part("decision", title="答复", order=60, template="info_requests/case/decision.html")
def decision_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """What is decided or drafted, and what is still missing."""
    rows = case.rows(Decision)
    if not rows:
        return None
    now = draft_now(case)
    found: dict[str, Any] = {"rows": [_told(case, one) for one in rows], "in_draft": False}
    if now is not None and case.row.state in ("processing", "drafting", "approving"):
        whole = folder(case)
        found["problems"] = problems(whole)
        found["wanted"] = [OpinionKind(kind).label for kind in opinions_wanted(whole, case.desk)]
        found["in_draft"] = True
    return found


def _told(case: Case, decision: Decision) -> dict[str, Any]:
    """A decision as its fields are called with this ending."""
    if outcome(decision.outcome).closes:
        facts = [("查明的情况", decision.facts)] if decision.facts else []
        return {"decision": decision, "fields": facts, "ground": None}
    papers = {one.pk: one.title for one in case.rows(Paper)}
    fields = []
    for one in asked_for(decision.outcome):
        value: Any = getattr(decision, one.name)
        if one.name == "gives":
            value = "、".join(papers.get(key, "（不在案卷里）") for key in decision.gives)
        elif one.name == "ground":
            value = decision.get_ground_display()
        elif one.name == "earlier":
            value = decision.earlier.number if decision.earlier_id else ""
        if value:
            fields.append((one.label, value))
    return {"decision": decision, "fields": fields, "ground": ground_of(decision)}


def _named(paper: Paper) -> str:
    """What it is called, and what it is where its name does not say so."""
    kind = paper.get_kind_display()
    return paper.title if paper.title.startswith(kind) else f"{paper.title}（{kind}）"


class _EarlierField(forms.ModelChoiceField):
    def label_from_instance(self, obj: InfoRequest) -> str:  # type: ignore[override]
        """Its number, day and ending."""
        return f"{obj.number}（{obj.concluded_on}，{obj.get_outcome_display()}）"


class DraftFields(CaseForm):
    """The fields of a draft with the ending that was chosen; without one the page offers the endings."""

    template = "info_requests/case/draft.html"
    outcome = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft_now(self.case)
        asked = self.data.get("outcome") if self.is_bound else self.initial.get("outcome")
        known = {one.id for one in draftable()}
        if asked is None and self.draft is not None and self.draft.outcome in known:
            asked = self.draft.outcome
        self.chosen = asked if asked in known else ""
        self.initial["outcome"] = self.chosen
        if self.chosen:
            for one in asked_for(self.chosen):
                self.fields[one.name] = self._field(one.name, one.label, one.required)
                self.initial.setdefault(one.name, self._first(one.name))
        if isinstance(self, StepForm):
            self.order_fields(["on", *FIELDS, "route", "proof", "note"])

    def _field(self, name: str, label: str, needed: bool) -> forms.Field:
        # A draft may be kept unfinished: what is empty is told on the page of the case and stops the way to approval.
        label = f"{label}（送审前应当填写）" if needed and name != "facts" else label
        help_text = _HELP.get(name, "")
        if name == "ground":
            return forms.ChoiceField(label=label, choices=[("", "请选择"), *grounds()], required=False)
        if name == "ground_detail":
            return forms.ChoiceField(label=label, choices=self._details(), required=False)
        if name == "gives":
            papers = [one for one in self.case.rows(Paper) if one.kind in decisions.GIVEN]
            replaced = {one.redacted_from_id for one in papers if one.redacted_from_id}
            choices = [(one.pk, _named(one)) for one in papers if one.pk not in replaced]
            return forms.TypedMultipleChoiceField(
                label=label, choices=choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
                help_text=help_text if choices else "案卷里还没有可以提供的材料，请先“加入案卷材料”。",
            )  # fmt: skip
        if name == "earlier":
            return _EarlierField(label=label, queryset=self._earlier(), required=False, empty_label="不在本系统中")
        widget = forms.Textarea({"rows": 5}) if name in _LONG else forms.TextInput()
        length = _LENGTH.get(name, 5000)
        return forms.CharField(label=label, max_length=length, required=False, widget=widget, help_text=help_text)

    def _details(self) -> list[tuple[str, Any]]:
        of = outcome(self.chosen).ground
        known = [of] if of else [key for key, _ in grounds()]
        groups = [(exemption(key).label, [(one, one) for one in exemption(key).sub]) for key in known]
        return [("", "不写明"), *((label, subs) for label, subs in groups if subs)]

    def _earlier(self) -> Any:
        row = self.case.row
        same = InfoRequest.objects.filter(agency=row.agency_id, practice=row.practice, is_open=False)
        if row.identity_number_index:
            same = same.filter(identity_number_index=row.identity_number_index)
        else:
            same = same.filter(applicant_name_index=row.applicant_name_index)
        found = same.exclude(pk=row.pk).exclude(outcome="").order_by("-concluded_on").values_list("pk", flat=True)
        # A form looks its choice up again, which no slice allows.
        return InfoRequest.objects.filter(pk__in=list(found[:_EARLIER])).order_by("-concluded_on")

    def _first(self, name: str) -> Any:
        if self.draft is not None:
            return getattr(self.draft, "earlier_id" if name == "earlier" else name)
        return self._suggested() if name == "facts" else None

    def _suggested(self) -> str:
        """What the file already says, for the facts of a reply that nothing was found."""
        if self.chosen != "D6":
            return ""
        lines = [
            f"{one.on.year}年{one.on.month}月{one.on.day}日在{one.places}以“{one.keywords}”检索，{one.result}"
            for one in self.case.rows(SearchRecord)
            if one.round == self.case.row.round
        ]
        return "\n".join(lines)

    def values(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the action is given."""
        return {"outcome": self.chosen, **{name: data.get(name) for name in FIELDS}}

    def extra(self) -> dict[str, Any]:
        """The endings with what is missing for each; with one chosen, what is missing for it."""
        whole = folder(self.case)
        have = on_file(whole)
        base = self.case.row.get_absolute_url()
        if self.chosen:
            ground = self.draft.ground if self.draft is not None and self.chosen == PARTIAL else None
            lacking = missing(whole, self.chosen, ground or None, found=have)
            return {"base": base, "chosen": outcome(self.chosen), "lacking": lacking}
        offered = [
            {"outcome": one, "lacking": missing(whole, one.id, found=have), "citations": "、".join(one.citations)}
            for one in draftable()
        ]
        return {"base": base, "offered": offered}


@step_form("drafted")
class Drafted(DraftFields, StepForm):
    """The first draft, and the next after something was asked."""

    lead = "选择办理结果，拟出答复。草稿可以先不写全；送审时，前提材料和内容必须齐备（条例第三十六条至第三十九条）。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps the draft."""
        return decisions.draft(
            row, self.values(data), on=data["on"], by=by, roles=roles, note=data["note"], token=token
        )  # fmt: skip


@act_form(
    "draft",
    label="修改答复草稿",
    roles={"handler", "disclosure_office", "disclosure_office_head"},
    states={"drafting"},
    clause="REG2019/36.3",
)
class Redraft(DraftFields, ActForm):
    """Other words, another ending."""

    lead = "草稿一经改动，此前对草稿出具的审查意见不再有效。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps the change."""
        return decisions.change(row, self.values(data), by=by, roles=roles)


class _OnDraft(StepForm):
    """A step that shows the draft."""

    template = "info_requests/case/on_draft.html"

    def extra(self) -> dict[str, Any]:
        """The draft and what is missing."""
        now = draft_now(self.case)
        whole = folder(self.case)
        return {
            "base": self.case.row.get_absolute_url(),
            "told": _told(self.case, now) if now else None,
            "problems": problems(whole),
            "wanted": [OpinionKind(kind).label for kind in opinions_wanted(whole, self.case.desk)],
        }


@step_form("submitted")
class Submitted(_OnDraft):
    """For approval."""

    lead = "前提材料齐备、应当填写的内容写全的草稿，才能送审。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Sends it."""
        return decisions.submit(row, on=data["on"], by=by, roles=roles, note=data["note"], token=token)


@step_form("returned")
class Returned(_OnDraft):
    """To be changed."""

    lead = "写明退回的原因和修改的要求，由承办科室修改后再送审。"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label, self.fields["note"].required = "退回的原因和修改的要求", True

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Sends it back."""
        return decisions.send_back(row, on=data["on"], reason=data["note"], by=by, roles=roles, token=token)


@step_form("approved")
class Approved(_OnDraft):
    """Signed by the leader."""

    lead = "本机关设置要求的审查意见齐备后，由分管领导签发。签发以后草稿不能再改动。"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Signs."""
        return decisions.approve(row, on=data["on"], by=by, roles=roles, note=data["note"], token=token)

    def told(self, result: Any) -> str:
        """What must follow."""
        return "已签发，等待送达申请人。送达时发出答复书。"
