"""What is put on file while a case is worked on: searches, meetings, opinions, papers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import meetings, opinions, papers, searches
from gongkai_web.info_requests.actions.permitted import AT_WORK, WORKERS
from gongkai_web.info_requests.kinds import OpinionKind, PaperKind
from gongkai_web.info_requests.models import Decision, InfoRequest, Meeting, Opinion, Paper, SearchRecord
from gongkai_web.info_requests.screens.forms import ActForm, DayField, act_form
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.scans import ScansField
from gongkai_web.organisations.scope import Scope

__all__: list[str] = []

_REVIEWERS = frozenset().union(*opinions.GIVEN_BY.values())
_PAPERS_OF = WORKERS | {"registrar"}


@part("searches", title="检索记录", order=44, template="info_requests/case/searches.html")
def searches_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Where it was looked for."""
    rows = case.rows(SearchRecord)
    return {"rows": rows} if rows else None


@part("meetings", title="会商", order=46, template="info_requests/case/meetings.html")
def meetings_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Who met about it."""
    rows = case.rows(Meeting)
    return {"rows": rows} if rows else None


@part("opinions", title="审查意见", order=48, template="info_requests/case/opinions.html")
def opinions_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Reviews, and which of them still hold."""
    rows = case.rows(Opinion)
    if not rows:
        return None
    digests = {one.round: one.digest for one in case.rows(Decision)}
    told = [{"opinion": one, "holds": one.draft_digest in ("", digests.get(one.round, ""))} for one in rows]
    return {"rows": told}


def _papers_shown(case: Case) -> list[Paper]:
    return case.rows(Paper)


class _Today(ActForm):
    """An act with a day of its own, today unless it is said."""

    day = "on"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault(self.day, timezone.localdate())
        self.fields[self.day].widget.attrs["max"] = timezone.localdate().isoformat()


@act_form("search", label="登记检索", roles=WORKERS, states=AT_WORK, clause="REG2019/36.4")
class Search(_Today):
    """What a court asks for before 信息不存在."""

    lead = (
        "答复政府信息不存在以前，应当尽到合理的查找、检索义务，并有记录：地点、关键词、系统、人员、时间"
        "（最高人民法院指导案例101号）。每处检索登记一条。"
    )
    on = DayField(label="检索日期")
    places = forms.CharField(label="检索地点和系统", max_length=300, help_text="档案室、业务系统、内设机构等。")
    keywords = forms.CharField(label="检索词", max_length=300)
    people = forms.CharField(label="检索人", max_length=120)
    found = forms.TypedChoiceField(
        label="是否检索到", choices=[("0", "没有检索到"), ("1", "检索到")], coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    result = forms.CharField(label="检索结果", max_length=2000, widget=forms.Textarea({"rows": 4}))

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps it."""
        values = {key: data[key] for key in ("on", "places", "keywords", "people", "found", "result")}
        return searches.add_search(row, by=by, roles=roles, **values)


@act_form("meeting", label="登记会商", roles=WORKERS, states=AT_WORK, clause="REG2019/11")
class MeetingForm(_Today):
    """A meeting about the case."""

    lead = "疑难、涉及多个机关或者内设机构的申请，会商后形成结论；会商记录随案卷保存。"
    day = "held_on"
    held_on = DayField(label="会商日期")
    participants = forms.CharField(label="参加人员", max_length=500, widget=forms.Textarea({"rows": 2}))
    opinions = forms.CharField(label="各方意见", max_length=5000, widget=forms.Textarea({"rows": 6}))
    conclusion = forms.CharField(label="会商结论", max_length=2000, widget=forms.Textarea({"rows": 3}))

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps it."""
        values = {key: data[key] for key in ("held_on", "participants", "opinions", "conclusion")}
        return meetings.add_meeting(row, by=by, roles=roles, **values)


@act_form("opinion", label="出具审查意见", roles=_REVIEWERS, states=opinions.STATES, clause="REG2019/17")
class OpinionForm(_Today):
    """A review, by whoever is charged with it."""

    lead = (
        "公开前应当依照保守国家秘密法以及其他法律、法规和国家有关规定审查（条例第十七条）。"
        "拟稿以前的意见针对所涉信息；拟稿以后的意见针对现在的草稿，草稿改动即失效。"
    )
    kind = forms.ChoiceField(label="审查", choices=())
    on = DayField(label="审查日期")
    agrees = forms.TypedChoiceField(
        label="意见", choices=[("1", "同意"), ("0", "不同意")], coerce=lambda value: value == "1",
        widget=forms.RadioSelect, help_text="对拟作出的处理（公开、部分公开或者不予公开）的意见。",
    )  # fmt: skip
    text = forms.CharField(label="审查意见", max_length=2000, widget=forms.Textarea({"rows": 5}))
    basis = forms.CharField(
        label="依据", max_length=300, required=False,
        help_text="属于国家秘密的，写明定密依据：密级标志，或者保密行政管理部门的确定。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [one for one in OpinionKind.choices if self.case.roles & opinions.GIVEN_BY[one[0]]]
        self.fields["kind"].choices = mine
        draft = next((one for one in self.case.rows(Decision) if one.round == self.case.row.round), None)
        self.draft = draft if self.case.row.state in ("drafting", "approving") else None

    template = "info_requests/case/opinion.html"

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps it."""
        values = {key: data[key] for key in ("kind", "on", "agrees", "text", "basis")}
        return opinions.add_opinion(row, by=by, roles=roles, **values)


@act_form(
    "paper",
    label="加入案卷材料",
    roles=_PAPERS_OF,
    states={"confirm_pending", "correction_sent", "signed", "replied", "closed", "under_review", "in_court"} | AT_WORK,
    clause="REG2019/45",
)
class PaperForm(ActForm):
    """Files into the folder."""

    lead = "加入案卷的文件先查毒、清理。提供给申请人的，类别选“所涉政府信息”或者“区分处理后的政府信息”，拟稿时再选定。"
    kind = forms.ChoiceField(
        label="类别", choices=[one for one in PaperKind.choices if one[0] != PaperKind.LETTER], initial="information"
    )
    title = forms.CharField(
        label="名称", max_length=200, required=False, help_text="留空用类别的名称。不要写申请人的姓名、证件号码。"
    )
    papers = ScansField(label="文件", help_text="可以选择多个。")

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps them."""
        several = len(data["papers"]) > 1
        made = []
        for number, one in enumerate(data["papers"], 1):
            title = f"{data['title']}（{number}）" if several and data["title"] else data["title"]
            made.append(papers.add_paper(row, one, kind=data["kind"], title=title, by=by))
        return made

    def told(self, result: Any) -> str:
        """How many."""
        return f"已加入{len(result)}份材料，正在查毒和清理。"
