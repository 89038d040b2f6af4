"""What is asked for, and the papers of the case."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from gongkai.law import procedure
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import keep_token
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Paper
from gongkai_web.info_requests.screens.forms import ActForm, act_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.scans import ScansField
from gongkai_web.organisations.scope import Scope

__all__ = ["AddPaper"]

_BY_HAND = [
    (kind.value, kind.label)
    for kind in PaperKind
    if kind not in (PaperKind.LETTER, PaperKind.REDACTED, PaperKind.DELIVERY)
]
"""What letters, redaction and delivery add is added there."""


@part("content", title="申请的内容", order=10, template="info_requests/case/content.html")
def content(case: Case, scope: Scope) -> dict[str, Any] | None:
    """What the applicant wrote, and how he wants it (art. 29)."""
    return {}


@part("papers", title="案卷材料", order=70, template="info_requests/case/papers.html")
def papers(case: Case, scope: Scope) -> dict[str, Any] | None:
    """The files of the case."""
    return {"rows": case.papers}


@act_form(
    "paper",
    label="加入材料",
    roles={"registrar", "handler", "disclosure_office", "disclosure_office_head"},
    states=set(procedure.states()) - {"archived"},
    clause="REG2019/45",
)
class AddPaper(ActForm):
    """Files put into the case."""

    lead = "申请书、身份证明、所涉信息、有关意见等，都加入案卷。文件名不显示，请在名称里写明是什么。"
    kind = forms.ChoiceField(label="类别", choices=_BY_HAND)
    title = forms.CharField(
        label="名称", max_length=200, required=False, help_text="留空用类别作名称。不要写申请人的姓名、证件号码。"
    )
    from_applicant = forms.BooleanField(label="申请人提交", required=False)
    files = ScansField(label="文件", help_text="可以选择多个。")

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Adds each."""
        added: list[Paper] = []
        for number, one in enumerate(data["files"], 1):
            title = f"{data['title']}（{number}）" if data["title"] and len(data["files"]) > 1 else data["title"]
            added.append(
                add_paper(row, one, kind=data["kind"], title=title, from_applicant=data["from_applicant"], by=by)
            )
        keep_token(row, token)
        return added

    def told(self, result: Any) -> str:
        """How many."""
        return f"已加入{len(result)}份材料。"
