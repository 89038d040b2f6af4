"""The page of a case, and the addresses below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from gongkai.law import procedure
from gongkai.law.clauses import clause
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.doing import act_page, step_page
from gongkai_web.info_requests.screens.forms import act_forms, step_forms
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.info_requests.screens.parts import shown_parts
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "Offer", "offers"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that the person may do now: its label, address, the day by which, and the clause."""

    label: str
    url: str
    by: date | None
    citation: str


def offers(case: Case) -> tuple[list[Offer], list[Offer]]:
    """The steps and the acts open to this person in this state."""
    until = {one.event: one.by for one in case.clock.next}
    base, forms = case.row.get_absolute_url(), step_forms()
    steps = [
        Offer(forms[one.event].label, f"{base}steps/{one.event}/", until.get(one.event), clause(one.clause).citation)
        for one in case.open_steps
        if one.event in forms
    ]
    acts = [
        Offer(rule.label, f"{base}acts/{rule.name}/", None, rule.citation)
        for rule in act_forms().values()
        if case.roles & rule.roles and rule.fits(case)
    ]
    return steps, acts


@requires(Right.SEE_REQUESTS)
@require_GET
def case_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything about a case on one page."""
    case = open_case(request.scope, public_id)
    steps, acts = offers(case)
    context = {
        "case": case,
        "steps": steps,
        "acts": acts,
        "roles": [label for role, label in procedure.roles().items() if role in case.roles],
        "parts": shown_parts(case, request.scope),
        "header_title": case.row.number,
    }
    return render(request, "info_requests/case/page.html", context)


class CaseScreen(StaffViewSet):
    """办理页."""

    name = "case"
    url_prefix = "requests"
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page, the steps and the acts."""
        return [
            path("<case:public_id>/", case_page, name="page"),
            path("<case:public_id>/steps/<slug:event>/", step_page, name="step"),
            path("<case:public_id>/acts/<slug:name>/", act_page, name="act"),
        ]


SCREENS = [CaseScreen]
