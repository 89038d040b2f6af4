"""Progress by number and code: what has happened, who must act now, by when and why, and what the applicant may do."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai_web.common.actor import Actor
from gongkai_web.common.address import client_address
from gongkai_web.common.rate import give_back, hit, limited, refuse
from gongkai_web.files.delivery import send as send_file
from gongkai_web.info_requests.actions.steps import Conflict, Repeated
from gongkai_web.info_requests.actions.tracking import answer, find, open_to_applicant, withdraw
from gongkai_web.info_requests.letters.kept import send_letter
from gongkai_web.info_requests.models import InfoRequest, Matter
from gongkai_web.info_requests.queries.given import fees_asked, letters_given, papers_given
from gongkai_web.info_requests.queries.progress import progress, range_of
from gongkai_web.organisations.queries import current_guide
from gongkai_web.portal.apply.acts import AnswerForm, TrackForm
from gongkai_web.portal.apply.grants import MINUTES, grant, granted, take_back
from gongkai_web.portal.apply.pages import page
from gongkai_web.portal.apply.uploads import in_memory
from gongkai_web.portal.queries import guide as guides

__all__ = ["act", "case", "leave", "letter", "paper", "track", "withdrawing"]

View = Callable[..., HttpResponseBase]
_HOUR = 3600
_WINDOWS = (("track-minute", 6, 60), ("track-hour", 40, _HOUR), ("track-day", 150, 24 * _HOUR))
"""Wrong tries from one address: each window slows down whoever goes on guessing, at a code of 50 bits."""
_WRONG = "登记编号或者查询码不对，请对照回执核对。字母不分大小写，查询码里没有数字0、1和字母I、O。"
_ACTS = {
    "clarify": ("clarified", "提交补正", "补正材料已经提交，机关收到后继续办理。"),
    "reasons": ("reasons_given", "说明理由", "理由已经提交，机关将继续办理。"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Asks for number and code; both wrong in any way are answered alike."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        for name, limit, seconds in _WINDOWS:
            verdict = hit(name, client_address(request), limit=limit, seconds=seconds)
            if not verdict.allowed:
                return refuse(request, verdict)
        if form.is_valid():
            opened = find(form.cleaned_data["number"], form.cleaned_data["code"])
            if opened is not None:
                for name, _, _ in _WINDOWS:
                    give_back(name, client_address(request))
                response = HttpResponseRedirect("/apply/track/case/")
                grant(response, opened)
                return response
            form.add_error(None, _WRONG)
    failed = form.is_bound
    return page(
        request, "track", title="查询进度", form=form, opened=granted(request) is not None,
        status=422 if failed else 200,
    )  # fmt: skip


def with_grant(view: View) -> View:
    """A decorator for what number and code have opened: with it; to the question where they have not."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = granted(request)
        if found is None:
            return HttpResponseRedirect("/apply/track/")
        return view(request, found, *args, **kwargs)

    return opened


@with_grant
@require_safe
def case(request: HttpRequest, found: InfoRequest | Matter) -> HttpResponse:
    """The request, or the matter."""
    if isinstance(found, Matter):
        response = page(request, "matter", title=found.get_kind_display(), trail="办理进度", matter=found)
    else:
        response = _case(request, found)
    grant(response, found)
    return response


def _case(request: HttpRequest, found: InfoRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    today = timezone.localdate()
    guide = current_guide(found.agency)
    return page(
        request, "case", title="办理进度", sent=found, told=progress(found, today), acts=open_to_applicant(found),
        letters=letters_given(found), papers=papers_given(found), range=range_of(found.agency_id, today),
        fees=fees_asked(found),
        contacts=guides.contacts(guide) if guide else [], today=today, minutes=MINUTES, status=status, **context,
    )  # fmt: skip


def _applicant(request: HttpRequest) -> Actor:
    return Actor(name="申请人", address=client_address(request))


@limited("track-act", limit=60, seconds=_HOUR)
@in_memory
@with_grant
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, found: InfoRequest | Matter, name: str) -> HttpResponse:
    """A correction, or the reasons that were asked for, with files."""
    if isinstance(found, Matter) or name not in _ACTS:
        raise Http404
    event, title, thanks = _ACTS[name]
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                answer(
                    found, event, text=told["text"], files=request.FILES.getlist("files"), version=told["version"],
                    token=told["token"], by=_applicant(request),
                )  # fmt: skip
            except Repeated:
                return _done(request, "已经提交，没有重复办理。")
            except ValidationError as refusal:
                status = 409 if isinstance(refusal, Conflict) else 422
                form.take(refusal)
            else:
                return _done(request, thanks)
    elif event not in open_to_applicant(found):
        return HttpResponseRedirect("/apply/track/case/")
    if not form.is_bound or status == 409:
        found.refresh_from_db(fields=["version", "state"])
        form = form.again(found.version, secrets.token_hex(16) if not form.is_bound else form.data.get("token", ""))
    told = progress(found, timezone.localdate())
    return page(
        request, "answer", title=title, trail="办理进度", sent=found, form=form, name=name, event=event,
        told=told, waiting=told.clock.waiting if told.clock else None, letters=letters_given(found), status=status,
    )  # fmt: skip


def _done(request: HttpRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    return HttpResponseRedirect("/apply/track/case/")


@limited("track-act", limit=60, seconds=_HOUR)
@with_grant
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawing(request: HttpRequest, found: InfoRequest | Matter) -> HttpResponse:
    """Asks whether the applicant means it, then withdraws."""
    if isinstance(found, Matter) or "withdrawn" not in open_to_applicant(found):
        return HttpResponseRedirect("/apply/track/case/")
    error = ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            withdraw(
                found, version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else -1,
                token=request.POST.get("token", "")[:64], by=_applicant(request),
            )  # fmt: skip
        except Repeated:
            return _done(request, "申请已经撤回，没有重复办理。")
        except ValidationError as refusal:
            error = "".join(refusal.messages)
            found.refresh_from_db(fields=["version"])
        else:
            return _done(request, "申请已经撤回。需要的话，可以随时重新申请。")
    return page(
        request, "withdraw", title="撤回申请", trail="办理进度", sent=found, token=secrets.token_hex(16), error=error,
        status=409 if error else 200,
    )  # fmt: skip


@with_grant
@require_safe
def letter(request: HttpRequest, found: InfoRequest | Matter, public_id: str, ending: str) -> HttpResponseBase:
    """A letter of this request as pdf or docx: saved; with ``?open`` a pdf is shown."""
    if isinstance(found, Matter) or ending not in ("pdf", "docx"):
        raise Http404
    one = next((row for row in letters_given(found) if row.public_id == public_id), None)
    stored = getattr(one, ending, None)
    if one is None or not stored or not default_storage.exists(stored.name):
        raise Http404
    return send_letter(request, one, ending, shown="open" in request.GET)


@with_grant
@require_safe
def paper(request: HttpRequest, found: InfoRequest | Matter, key: int) -> HttpResponseBase:
    """Information that was provided with the reply: the cleaned copy, from the day of delivery.

    Saved; with ``?open`` it is shown, where its kind can be without danger. What could not be cleaned is only saved.
    """
    if isinstance(found, Matter):
        raise Http404
    one = next((row for row in papers_given(found) if row.pk == key), None)
    if one is None or not one.file.is_safe:
        raise Http404
    cleaned = bool(one.file.cleaned)
    return send_file(request, one.file, original=not cleaned, attachment=not (cleaned and "open" in request.GET))


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the look, as on a shared computer."""
    messages.info(request, "已经退出查询。")
    response = HttpResponseRedirect("/apply/track/")
    take_back(response)
    return response
