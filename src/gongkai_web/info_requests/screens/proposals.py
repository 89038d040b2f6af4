"""Art. 44 on the desk: what several have asked for, proposals to publish it unasked, and the decisions on them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.access import agencies_seen, roles_at
from gongkai_web.info_requests.actions import proposals
from gongkai_web.info_requests.models import InfoRequest, Proposal
from gongkai_web.info_requests.queries.similar import groups, similar_to
from gongkai_web.info_requests.screens.forms import DayField
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.records import RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet, StaffViewSet

__all__ = ["SCREENS"]

_SHOWN = 100
"""Groups on the page."""


class ProposeForm(forms.Form):
    """Why it should be published unasked."""

    title = forms.CharField(label="信息名称", max_length=200)
    reason = forms.CharField(
        label="建议理由", max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text="多个申请人就相同政府信息提出申请，且该信息属于可以公开的（条例第四十四条）。不要写申请人的信息。",
    )  # fmt: skip


def _agencies(scope: Scope) -> list[Agency]:
    seen = agencies_seen(scope)
    found = Agency.objects.active()
    return list(found if seen is None else found.filter(pk__in=seen))


def _proposed(agency: Agency) -> dict[int, str]:
    """Requests that a proposal is about → what became of it; one that was declined may be made again."""
    rows = Proposal.objects.filter(agency=agency, requests__isnull=False).exclude(state=Proposal.DECLINED)
    said = dict(Proposal._meta.get_field("state").flatchoices)
    return {request: said[state] for request, state in rows.values_list("requests", "state")}


@requires(Right.SEE_REQUESTS)
@require_GET
def similar_page(request: HttpRequest) -> HttpResponse:
    """What several applicants have asked of an agency for in the last two years."""
    known = _agencies(request.scope)
    wanted = request.GET.get("agency", "")
    agency = next((one for one in known if str(one.pk) == wanted), known[0] if known else None)
    found = groups(agency.pk)[:_SHOWN] if agency else []
    proposed = _proposed(agency) if found and agency else {}
    context = {
        "agencies": known,
        "agency": agency,
        "groups": [(one, next((proposed[row.pk] for row in one.requests if row.pk in proposed), "")) for one in found],
        "may": bool(agency and request.scope.may(Right.ASSIGN_REQUESTS, agency.pk)),
        "header_title": "相同的申请",
        "header_icon": "duplicate",
    }
    return render(request, "info_requests/proposals/similar.html", context)


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def propose_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Proposes what a request and those like it ask for."""
    row = InfoRequest.objects.seen_by(request.scope).select_related("agency").filter(public_id=public_id).first()
    if row is None:
        raise Http404
    if not request.scope.may(Right.ASSIGN_REQUESTS, row.agency_id):
        raise PermissionDenied
    same = [row, *similar_to(row)]
    people = len({one.applicant_name_index for one in same})
    first = {"title": row.title, "reason": f"{people}个申请人先后提出{len(same)}件相同的申请。"}
    form = ProposeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = proposals.propose(
                row.agency,
                **form.cleaned_data,
                requests=same,
                on=timezone.localdate(),
                by=request.actor,
                roles=roles_at(request.scope, row.agency_id),
            )
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, f"已建议将“{made.title}”转为主动公开。")
            return redirect(reverse("proposals:index"))
    context = {"form": form, "same": same, "header_title": "建议转为主动公开", "header_icon": "duplicate"}
    return render(request, "info_requests/proposals/propose.html", context)


class SimilarScreen(StaffViewSet):
    """相同的申请."""

    name = "similar"
    menu, icon, menu_order = "requests", "duplicate", 80
    menu_label = "相同的申请"
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The groups, and the form of a proposal."""
        return [
            path("", similar_page, name="index"),
            path("<case:public_id>/propose/", propose_page, name="propose"),
        ]


class DecideForm(forms.Form):
    """Whether it becomes proactive disclosure."""

    about = forms.CharField(label="建议", disabled=True, required=False, widget=forms.Textarea({"rows": 4}))
    adopted = forms.TypedChoiceField(
        label="决定", choices=[("1", "纳入主动公开"), ("0", "不纳入主动公开")], coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    on = DayField(label="决定日期")
    reason = forms.CharField(label="决定的理由", max_length=2000, widget=forms.Textarea({"rows": 4}))
    published_at = forms.CharField(
        label="公开的栏目或者网址", max_length=300, required=False, help_text="纳入主动公开的填写。"
    )

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())


class ProposalPageView(RecordInspectView):
    """The page of a proposal, with its applications and the way to the sheet on which it is decided."""

    template_name = "info_requests/proposals/proposal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the applications, the latest first."""
        found = self.object.requests.order_by("-arrived_on", "-id").only("public_id", "number", "title")
        return super().get_context_data(**kwargs) | {"requests": found[:_SHOWN]}


class ProposalScreen(RecordViewSet):
    """转为主动公开."""

    model = Proposal
    name = "proposals"
    menu, icon, menu_order = "requests", "upload", 82
    menu_label = "转为主动公开"
    lead = (
        "多个申请人就相同政府信息向同一行政机关提出公开申请，且该政府信息属于可以公开的，行政机关可以纳入主动公开的范围；"
        "对申请人建议纳入主动公开的，应当审查，属于主动公开范围的及时主动公开（条例第四十四条）。"
    )
    rights: ClassVar[dict[str, Right | None]] = {
        "view": Right.SEE_REQUESTS, "add": None, "change": Right.ASSIGN_REQUESTS, "delete": None,
    }  # fmt: skip
    list_display: ClassVar[Any] = ["title", "agency", "state", "proposed_on", "decided_on"]
    list_filter = ("agency", "state")
    search_fields = ("title",)
    inspect_view_class = ProposalPageView
    inspect_view_fields = (
        "title", "agency", "reason", "proposed_on", "proposed_by_name", "state", "decision", "decided_on",
        "decided_by_name", "published_at",
    )  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> Any:
        """The decision."""
        return DecideForm if for_update else None

    def may(self, action: str, row: Any, scope: Scope) -> bool:
        """What is decided is only looked at."""
        return super().may(action, row, scope) and (action == "view" or row.state == Proposal.OPEN)

    def initial(self, row: Any | None) -> dict[str, Any]:
        """What it is about."""
        if row is None:
            return {}
        numbers = "、".join(row.requests.order_by("number").values_list("number", flat=True))
        lines = [row.title, f"{row.proposed_on}由{row.proposed_by_name}提出：{row.reason}"]
        return {"about": "\n".join([*lines, f"有关申请：{numbers}"] if numbers else lines)}

    def change(self, row: Any, data: dict[str, Any], *, by: Actor, scope: Scope) -> Proposal:
        """Decides it."""
        given = {key: data[key] for key in ("adopted", "reason", "published_at", "on")}
        return proposals.decide(row, **given, by=by, roles=roles_at(scope, row.agency_id))


SCREENS = [SimilarScreen, ProposalScreen]
