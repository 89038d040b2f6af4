"""The one view for every step and act of a case: scope, roles, state, version, one-time token, refusals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from gongkai.law import procedure
from gongkai.law.clauses import clause
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.case import remember
from gongkai_web.info_requests.actions.steps import Conflict, Repeated, lock
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.screens.forms import ActForm, CaseForm, act_forms, step_forms
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors

__all__ = ["act_page", "done_already", "fill_in", "refused", "shown_again", "step_page"]


class _Undo(Exception):
    """Rolls the trial back."""


def refused(request: HttpRequest, case: Case, form: CaseForm, why: str, status: int) -> HttpResponse:
    """The page that says why not, with what was typed."""
    fields = form.visible_fields() if form.is_bound else ()
    typed = [(one.label, one.value()) for one in fields if isinstance(one.value(), str) and one.value()]
    context = {"case": case, "label": form.label, "why": why, "typed": typed, "header_title": form.label}
    return render(request, "info_requests/case/refused.html", context, status=status)


def _bound(request: HttpRequest, kind: type[CaseForm], case: Case) -> CaseForm:
    if request.method == "POST":
        return kind(request.POST, request.FILES, case=case)
    return kind(
        case=case, initial={key: value for key, value in request.GET.items() if key not in ("version", "token")}
    )


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def step_page(request: HttpRequest, public_id: str, event: str) -> HttpResponse:
    """A step of the procedure: only those that the table has for this state and this person's roles."""
    kind = step_forms().get(event)
    if kind is None:
        raise Http404
    case = open_case(request.scope, public_id)
    form = _bound(request, kind, case)
    done = done_already(case, form)
    if done is not None:
        return shown_again(request, case, done)
    try:
        rule = procedure.step(case.row.state, event)
    except procedure.NotAllowed as refusal:
        return refused(request, case, form, f"{refusal}。", 409)
    if not case.parts_in(rule.by):
        named = "、".join(procedure.roles()[one] for one in rule.by)
        told = f"“{kind.label}”由{named}办理（{clause(rule.clause).citation}）。"
        return refused(request, case, form, told, 403)
    why = kind.refusal(case)
    if why:
        return refused(request, case, form, why, 409)
    return fill_in(request, case, form, clause(rule.clause).citation, rule.by)


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def act_page(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Something that is put on file without a step."""
    rule = act_forms().get(name)
    if rule is None:
        raise Http404
    case = open_case(request.scope, public_id)
    form = _bound(request, rule.form, case)
    done = done_already(case, form)
    if done is not None:
        return shown_again(request, case, done)
    if not case.parts_in(rule.roles):
        named = "、".join(label for role, label in procedure.roles().items() if role in rule.roles)
        return refused(request, case, form, f"“{rule.label}”由{named}办理。", 403)
    if rule.in_state(case) and not rule.fits(case):
        why = rule.form.refusal(case) or f"现在没有可以“{rule.label}”的内容。"
        return refused(request, case, form, why, 409)
    if not rule.fits(case):
        where = f"“{case.state.label}”时不能“{rule.label}”"
        told = f"{where}，见{rule.citation}。" if rule.clause else f"{where}。"
        return refused(request, case, form, told, 409)
    return fill_in(request, case, form, rule.citation, rule.roles)


def done_already(case: Case, form: CaseForm) -> str | None:
    """The label of what this very form has done before."""
    token = form.data.get("token", "") if form.is_bound else ""
    if not token:
        return None
    if case.row.last_token == token:
        return form.label
    done = next((step for step in case.steps if step.token == token), None)
    return None if done is None else done.get_event_display()


def shown_again(request: HttpRequest, case: Case, label: str) -> HttpResponse:
    """Back to the case, told that it was done before."""
    messages.info(request, f"“{label}”刚才已经办理，没有重复办理。")
    return HttpResponseRedirect(case.row.get_absolute_url())


def fill_in(
    request: HttpRequest, case: Case, form: CaseForm, citation: str, who: Collection[str] = ()
) -> HttpResponse:  # fmt: skip
    """The form; what was typed is done, or shown again with what is wrong. ``who`` are the roles that may do it."""
    trial, status = None, 200
    form = (form.again() if form.is_bound else None) or form
    if form.is_bound and form.is_valid():
        try:
            if "try" in request.POST and form.tries:
                trial = _try(request, case, form, who)
            else:
                result = _do(request, case, form, who)
                shown = form.answer(request, result)
                if shown is not None:
                    return shown
                messages.success(request, form.told(result))
                return HttpResponseRedirect(form.goes_to(result))
        except Repeated as repeated:
            return shown_again(request, case, repeated.step.get_event_display())
        except Conflict as conflict:
            case = form.case = open_case(request.scope, case.row.public_id)
            if done_already(case, form):
                return shown_again(request, case, form.label)
            # What was typed stays; the form now carries the version that is shown beside it.
            form.data = form.data.copy()
            form.data["version"] = case.row.version
            form.add_error(None, conflict)
            status = 409
        except ValidationError as refusal:
            add_errors(form, refusal)
    context = {"case": case, "citation": citation, "header_title": form.label, "form": form, "trial": trial}
    if case.actor(request.actor, who).stands_in_for:
        context["stands_in_for"] = case.absent_head
    return render(request, form.template, {**context, **form.extra()}, status=status)


def _do(request: HttpRequest, case: Case, form: CaseForm, who: Collection[str]) -> Any:
    data, by = form.cleaned_data, case.actor(request.actor, who)
    roles = case.parts_in(who) if by.stands_in_for else case.roles
    with transaction.atomic():
        row = lock(case.row, version=data["version"], token=data["token"])
        done = form.act(row, data, by=by, roles=roles, token=data["token"])
        if isinstance(form, ActForm):
            remember(row, data["token"])
        return done


@dataclass(frozen=True, slots=True)
class Trial:
    """How the case would stand: the row, what would be held against it, and whether the due day moves."""

    row: InfoRequest
    warnings: tuple[str, ...]
    moved: bool
    waits: bool


def _try(request: HttpRequest, case: Case, form: CaseForm, who: Collection[str]) -> Trial:
    """What would come of it, with nothing kept."""
    seen: list[Trial] = []
    try:
        with transaction.atomic():
            before = case.row.due_on
            _do(request, case, form, who)
            after = open_case(request.scope, case.row.public_id)
            known = {(one.on, one.text) for one in case.clock.violations}
            new = (one for one in after.clock.violations if (one.on, one.text) not in known)
            told = tuple(f"{one.text}（{one.citation}）" for one in new)
            seen.append(Trial(after.row, told, after.row.due_on != before, after.clock.waiting is not None))
            raise _Undo
    except _Undo:
        return seen[0]
