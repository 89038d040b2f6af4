"""The ledger of art. 18 on the desk: what is withheld, when it is looked at again, and its release."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from wagtail.admin.ui.tables import Column

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.access import roles_at
from gongkai_web.info_requests.actions import withheld
from gongkai_web.info_requests.models import Withheld
from gongkai_web.info_requests.screens.forms import DayField
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS"]


@part("withheld", title="不予公开信息台账", order=64, template="info_requests/case/withheld.html")
def withheld_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """What this case has put on the ledger."""
    rows = case.rows(Withheld)
    return {"rows": rows, "office": "disclosure_office" in case.roles} if rows else None


class ReviewForm(forms.Form):
    """What the review came to."""

    about = forms.CharField(label="不予公开的信息", disabled=True, required=False, widget=forms.Textarea({"rows": 4}))
    keeps = forms.ChoiceField(
        label="评估结果", choices=[("keep", "继续不予公开"), ("release", "转为公开")], widget=forms.RadioSelect
    )
    on = DayField(label="评估日期")
    result = forms.CharField(
        label="评估情况", max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text="继续不予公开的，写明理由仍然成立；转为公开的，写明情况的变化和公开的位置。",
    )  # fmt: skip

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())


def _next_review(row: Withheld) -> str:
    """The day by which it is looked at again, and that it is over; "" for what is public now."""
    if row.released_on is not None:
        return ""
    return f"{row.review_on.isoformat()}{'（已到期）' if row.review_on <= timezone.localdate() else ''}"


class WithheldScreen(RecordViewSet):
    """不予公开信息台账."""

    model = Withheld
    name = "withheld"
    menu, icon, menu_order = "requests", "lock", 70
    menu_label = "不予公开台账"
    lead = (
        "决定不予公开或者部分公开的信息自动列入。条例第十八条要求定期评估审查，因情势变化可以公开的，应当公开。"
        "到期没有评估的排在最前。"
    )
    rights: ClassVar[dict[str, Right | None]] = {
        "view": Right.SEE_REQUESTS, "add": None, "change": Right.ASSIGN_REQUESTS, "delete": None,
    }  # fmt: skip
    list_display: ClassVar[Any] = [
        "title", "agency", "ground", "decided_on",
        Column("review_on", label="下次评估日期", accessor=_next_review, sort_key="review_on"),
        "reviewed_on", "released_on",
    ]  # fmt: skip
    list_filter = ("agency", "ground")
    search_fields = ("title", "request__number")
    ordering = ("review_on", "id")
    inspect_view_fields = (
        "title", "agency", "what", "ground", "decided_on", "review_on", "reviewed_on", "result", "released_on",
    )  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> Any:
        """The review."""
        return ReviewForm if for_update else None

    def may(self, action: str, row: Any, scope: Scope) -> bool:
        """What is released is only looked at."""
        return super().may(action, row, scope) and (action == "view" or row.released_on is None)

    def initial(self, row: Any | None) -> dict[str, Any]:
        """What it is about."""
        if row is None:
            return {}
        lines = [row.title, f"情形：{row.get_ground_display()}；决定日期：{row.decided_on}；应当评估：{row.review_on}"]
        lines += [f"不予公开的内容：{row.what}"] if row.what else []
        lines += [f"{one['on']}评估（{one['by']}）：{one['result']}" for one in row.history]
        return {"about": "\n".join(lines)}

    def change(self, row: Any, data: dict[str, Any], *, by: Actor, scope: Scope) -> Withheld:
        """Looks at it again."""
        what = withheld.release if data["keeps"] == "release" else withheld.review
        roles = roles_at(scope, row.agency_id)
        return what(row, on=data["on"], result=data["result"], by=by, roles=roles)


SCREENS = [WithheldScreen]
