"""The page of a case, and the addresses below it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from gongkai.law import procedure
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.applicants import tell_unmasked
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.queries.days import days_left
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.applicant import shown_name
from gongkai_web.info_requests.screens.doing import act_page, step_page
from gongkai_web.info_requests.screens.letters import receipt_alarm
from gongkai_web.info_requests.screens.offering import offers
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.info_requests.screens.parts import shown_parts
from gongkai_web.info_requests.screens.timing import events_file
from gongkai_web.info_requests.templatetags.cases import cited
from gongkai_web.staff.access import requires
from gongkai_web.staff.framed import framed
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_STAGES = tuple(dict.fromkeys(state.stage for state in procedure.states().values()))


def _standing(case: Case) -> dict[str, Any]:
    """The answer to the first question: until when, and who must act now."""
    row = case.row
    state = case.state
    who = state.who
    if row.state == "archived":
        who = "无需办理"
    elif row.handler and state.who == "承办科室":
        who = f"{row.section or '承办科室'}　{row.handler.name_in_log}"
    elif row.section and state.who == "承办科室":
        who = row.section
    stage = _STAGES.index(state.stage)
    return {
        "who": who,
        "stages": [(name, "done" if n < stage else "now" if n == stage else "") for n, name in enumerate(_STAGES)],
        "left": days_left(row.due_on, case.today, longer(case.calendar)) if row.due_on and row.is_open else None,
    }


def _page(request: HttpRequest, case: Case) -> HttpResponse:
    parts = shown_parts(case, request.scope)
    context = {
        "case": case,
        "standing": _standing(case),
        "offers": offers(case),
        "alarm": receipt_alarm(case),
        "name": case.row.applicant_name if case.plain else shown_name(case.row),
        "roles": [label for role, label in procedure.roles().items() if role in case.roles],
        "base": case.row.get_absolute_url(),
        "main": [one for one in parts if not one.side],
        "side": [one for one in parts if one.side],
        "cited": cited,
    }
    sheet = render_to_string("info_requests/case/sheet.html", context, request, using="jinja2")
    return framed(request, "info_requests/case/page.html", sheet, case.row.number, practice=case.row.practice)


@requires(Right.SEE_REQUESTS)
@require_GET
def case_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything about a case on one page."""
    return _page(request, open_case(request.scope, public_id))


@require_POST
@requires(Right.SEE_REQUESTS)
def unmask(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same page with the applicant in plain, told to the log each time."""
    case = open_case(request.scope, public_id)
    tell_unmasked(case.row, scope=request.scope, by=request.actor)
    case.plain = True
    return _page(request, case)


class CaseScreen(StaffViewSet):
    """办理页."""

    name = "case"
    url_prefix = "requests"
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page, the steps and the acts."""
        return [
            path("<case:public_id>/", case_page, name="page"),
            path("<case:public_id>/applicant/", unmask, name="unmask"),
            path("<case:public_id>/events.json", events_file, name="events"),
            path("<case:public_id>/steps/<slug:event>/", step_page, name="step"),
            path("<case:public_id>/acts/<slug:name>/", act_page, name="act"),
        ]


SCREENS = [CaseScreen]
