"""区分处理: marking a paper, looking at the new file page by page, keeping it; and the log of what was painted over."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.permitted import WORKERS
from gongkai_web.info_requests.actions.redaction import (
    PAPERS,
    add_marks,
    begin_redaction,
    drop_redaction,
    remove_marks,
    save_marks,
    words_of,
)
from gongkai_web.info_requests.actions.redaction_result import make
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Redaction, RedactionState
from gongkai_web.info_requests.redaction import Area, CannotRedact, Mark
from gongkai_web.info_requests.redaction.detectors import KINDS
from gongkai_web.info_requests.redaction.engine import KINDS as FILE_KINDS
from gongkai_web.info_requests.redaction.pictured import find_everywhere
from gongkai_web.info_requests.redaction.viewing import page_picture, picture_shown
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.redaction_forms import GROUNDS, MarkForm, split_ground
from gongkai_web.info_requests.screens.redaction_found import draft_of, paper_of, png, unread_of, version_of, works_on
from gongkai_web.info_requests.screens.redaction_result import log, result, result_picture
from gongkai_web.info_requests.screens.redaction_view import (
    Sheet,
    areas_in,
    marks_on,
    page_bytes,
    pictures_with,
    sheet_of,
    whole,
)
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]


@part("redaction", title="区分处理", order=74, template="info_requests/redaction/part.html")
def redaction_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """The papers that can be redacted, and what came of it."""
    every = case.papers
    papers = [one for one in every if one.kind in PAPERS and not one.from_applicant]
    made = [one for one in every if one.kind == PaperKind.REDACTED]
    asked = [one for one in papers if one.kind == PaperKind.INFORMATION]
    drafts = {one.paper_id: one for one in case.rows(Redaction) if one.state not in ("kept", "dropped")}
    shown = [one for one in papers if one in asked or one.pk in drafts]
    if not shown and not made:
        return None
    works = bool(case.roles & WORKERS) and case.row.is_open
    rows = [(one, drafts.get(one.pk), [done for done in made if done.redacted_from_id == one.pk]) for one in shown]
    return {"rows": rows, "works": works}


def _told(request: HttpRequest, refusal: ValidationError) -> None:
    for told in refusal.messages:
        messages.error(request, told)


@require_POST
@requires(Right.SEE_REQUESTS)
def begin(request: HttpRequest, public_id: str, paper_id: int) -> HttpResponse:
    """Opens a paper for marking."""
    case = open_case(request.scope, public_id)
    paper = paper_of(case, paper_id)
    try:
        draft, work = begin_redaction(paper, roles=case.roles, by=request.actor, user=request.user)
    except ValidationError as refusal:
        _told(request, refusal)
        return HttpResponseRedirect(f"{case.row.get_absolute_url()}#redaction")
    return redirect("work:show", work.pk) if work else HttpResponseRedirect(draft.get_absolute_url())


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def marking(request: HttpRequest, public_id: str, paper_id: int) -> HttpResponse:
    """A page of the paper with its marks; everything typed or ticked is kept by whichever button is pressed."""
    case = open_case(request.scope, public_id)
    draft = draft_of(case, paper_id)
    if draft.state in (RedactionState.READING, RedactionState.MAKING):
        return render(request, "info_requests/redaction/wait.html", {"case": case, "draft": draft})
    docx = draft.paper.file.kind == "docx"
    what = request.POST.get("do", "") if request.method == "POST" else ""
    form = MarkForm(request.POST if what else None, what=what, paragraphs=docx)
    status = 200
    if what:
        try:
            answer = _act(request, case, draft, form, what)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            answer, status = None, 409 if refusal_code(refusal) == "conflict" else 200
        if answer is not None:
            return answer
        draft = draft_of(case, paper_id)
    sheet = sheet_of(draft, request.GET.get("page"), request.GET.get("picture"))
    return render(request, "info_requests/redaction/marking.html", _context(case, draft, sheet, form), status=status)


def refusal_code(refusal: ValidationError) -> str:
    """The code of a refusal that is one."""
    return str(getattr(refusal, "code", "") or "")


def _context(case: Case, draft: Redaction, sheet: Sheet, form: MarkForm) -> dict[str, Any]:
    kinds: dict[str, list[int]] = {}
    for one in draft.marks:
        if one["k"] == "picture":
            continue  # each has a place of its own
        held = kinds.setdefault(one["k"], [0, 0])
        held[0] += one["on"]
        held[1] += 1
    return {
        "case": case,
        "draft": draft,
        "sheet": sheet,
        "form": form,
        "grounds": GROUNDS,
        "kinds": [(kind, KINDS.get(kind, kind), on, every) for kind, (on, every) in kinds.items()],
        "chosen": sum(one["on"] for one in draft.marks),
        "listed": sum(one["on"] or one["k"] != "picture" for one in draft.marks),
        "pictures": pictures_with(draft),
        "unread": unread_of(draft),
        "docx": draft.paper.file.kind == "docx",
        "layered": any("识别文字" in told for told in draft.notices),
        "works": works_on(case),
        "refused": draft.proof if draft.state == RedactionState.REFUSED else [],
        "header_title": "区分处理",
    }


def _ticks(request: HttpRequest, draft: Redaction) -> dict[int, tuple[bool, str, str]]:
    listed = {
        int(value) for value in request.POST.getlist("listed") if value.isascii() and value.isdigit() and len(value) < 8
    }
    known = {one["n"]: one for one in draft.marks}
    ticks = {}
    for number in listed & known.keys():
        choice = request.POST.get(f"g-{number}", f"{known[number]['g']}:{known[number]['d']}")
        ticks[number] = (f"on-{number}" in request.POST, *split_ground(choice))
    return ticks


def _act(request: HttpRequest, case: Case, draft: Redaction, form: MarkForm, what: str) -> HttpResponse | None:
    """Does what the pressed button says, after the ticks of the page are saved; None shows the page again."""
    roles = case.roles
    if what == "drop":
        drop_redaction(draft, roles=roles, by=request.actor)
        messages.success(request, "已放弃这次区分处理，标注没有保留。")
        return HttpResponseRedirect(f"{case.row.get_absolute_url()}#redaction")
    draft = save_marks(
        draft, ticks=_ticks(request, draft),
        keep_layer="keep_layer" in request.POST if "has_layer" in request.POST else None,
        version=version_of(request), roles=roles,
    )  # fmt: skip
    draft.paper = paper_of(case, draft.paper_id)
    sheet = sheet_of(draft, request.GET.get("page"), request.GET.get("picture"))
    here = f"{draft.get_absolute_url()}?{sheet.query}"
    if what == "make":
        made, work = make(draft, version=None, roles=roles, by=request.actor, user=request.user)
        if work:
            return redirect("work:show", work.pk)
        return HttpResponseRedirect(f"{draft.get_absolute_url()}{'result/' if made.state == 'made' else ''}")
    if what.startswith(("all:", "none:")):
        word, _, kind = what.partition(":")
        ticks = {one["n"]: (word == "all", one["g"], one["d"]) for one in draft.marks if one["k"] == kind}
        save_marks(draft, ticks=ticks, version=None, roles=roles)
        return HttpResponseRedirect(here)
    if what in ("text", "lines", "area"):
        if not form.is_valid():
            return None
        fresh = _fresh(draft, form, what, sheet)
        _, count = add_marks(
            draft, fresh, version=None, roles=roles, ticked=what != "text" or form.cleaned_data["tick"]
        )
        messages.success(request, f"已标注{count}处。")
        return HttpResponseRedirect(here)
    if what.startswith("remove:"):
        number = what.removeprefix("remove:")
        if number.isascii() and number.isdigit() and len(number) < 8:
            _, count = remove_marks(draft, {int(number)}, version=None, roles=roles)
            if count:
                messages.success(request, "已去掉这处标注。")
        return HttpResponseRedirect(here)
    messages.success(request, "本页的选择已保存。")
    return HttpResponseRedirect(here)


def _fresh(draft: Redaction, form: MarkForm, what: str, sheet: Sheet) -> list[Mark | Area]:
    """The marks that a form asks for. Raises ValidationError, saying what is not there."""
    data = form.cleaned_data
    ground, detail = split_ground(data["ground"])
    if what == "text":
        try:
            found = find_everywhere(whole(draft.paper), words_of(draft), data["text"], ground=ground, detail=detail)
        except CannotRedact as refusal:
            raise ValidationError(f"{refusal}。") from refusal
        if not found:
            raise ValidationError({"text": "没有找到这段文字。扫描件中的文字请按行或者按区域遮盖。"})
        return found
    page = sheet.page
    if what == "area":
        if page is None:
            raise ValidationError("docx没有固定的页面，请按文字或者按段遮盖，图片打开后按区域遮盖。")
        name = sheet.picture.name if sheet.picture else ""
        return [Area(page.number, form.box(page.width, page.height), ground, detail, "area", name)]
    if sheet.picture:
        raise ValidationError("图片请按区域遮盖。")
    first, last = data["first"], data["last"] or data["first"]
    if page is not None:
        if last > len(page.lines):
            raise ValidationError({"last" if data["last"] else "first": f"本页只有{len(page.lines)}行。"})
        return [
            Area(page.number, tuple(round(v, 2) for v in page.lines[at - 1]), ground, detail, "lines")  # type: ignore[arg-type]
            for at in range(first, last + 1)
        ]
    places = {place.number: place for place in whole(draft.paper).places}
    if last > len(places):
        raise ValidationError({"last" if data["last"] else "first": f"文件只有{len(places)}段。"})
    return [Mark(at - 1, 0, len(places[at - 1].text), ground, detail, "lines") for at in range(first, last + 1)]


@requires(Right.SEE_REQUESTS)
@require_GET
def picture(request: HttpRequest, public_id: str, paper_id: int, number: int) -> HttpResponse:
    """A page of the paper as a picture with its marks."""
    draft = draft_of(open_case(request.scope, public_id), paper_id)
    if draft.paper.file.kind == "docx" or draft.paper.file.kind not in FILE_KINDS:
        raise Http404
    try:
        return png(page_picture(page_bytes(draft.paper), number - 1, *marks_on(draft, number - 1)))
    except (IndexError, CannotRedact):
        raise Http404 from None


@requires(Right.SEE_REQUESTS)
@require_GET
def inside(request: HttpRequest, public_id: str, paper_id: int, number: int) -> HttpResponse:
    """A picture inside a docx, with its areas; counted from 1."""
    draft = draft_of(open_case(request.scope, public_id), paper_id)
    pictures = whole(draft.paper).pictures if draft.paper.file.kind == "docx" else ()
    if not 1 <= number <= len(pictures) or not pictures[number - 1].data:
        raise Http404
    one = pictures[number - 1]
    return png(picture_shown(one.data, *areas_in(draft, one.name)))


@requires(Right.SEE_REQUESTS)
@require_GET
def thumb(request: HttpRequest, public_id: str, paper_id: int, number: int) -> HttpResponse:
    """A picture inside a docx, small."""
    draft = draft_of(open_case(request.scope, public_id), paper_id)
    pictures = whole(draft.paper).pictures if draft.paper.file.kind == "docx" else ()
    if not 0 <= number < len(pictures) or not pictures[number].thumb:
        raise Http404
    return png(pictures[number].thumb)


class RedactionScreen(StaffViewSet):
    """区分处理."""

    name = "redaction"
    url_prefix = "requests"
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Marking, the pages as pictures, the new file, the log."""
        base = "<case:public_id>/redaction/<int:paper_id>/"
        return [
            path(base, marking, name="marking"),
            path(f"{base}begin/", begin, name="begin"),
            path(f"{base}pages/<int:number>.png", picture, name="picture"),
            path(f"{base}pictures/<int:number>.png", thumb, name="thumb"),
            path(f"{base}inside/<int:number>.png", inside, name="inside"),
            path(f"{base}result/", result, name="result"),
            path(f"{base}result/<int:number>.png", result_picture, name="result_picture"),
            path(f"{base}log/", log, name="log"),
        ]


SCREENS = [RedactionScreen]
