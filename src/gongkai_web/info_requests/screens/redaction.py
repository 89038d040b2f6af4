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
    save_marks,
    under_way,
)
from gongkai_web.info_requests.actions.redaction_result import keep_result, make
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Paper, Redaction, RedactionState
from gongkai_web.info_requests.redaction import Area, CannotRedact, Mark, find, open_source
from gongkai_web.info_requests.redaction.detectors import KINDS
from gongkai_web.info_requests.redaction.engine import KINDS as FILE_KINDS
from gongkai_web.info_requests.redaction.viewing import page_picture, result_page
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.info_requests.screens.redaction_forms import GROUNDS, MarkForm, split_ground
from gongkai_web.info_requests.screens.redaction_view import Sheet, marks_on, page_bytes, sheet_of, whole
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


def _paper(case: Case, paper_id: int) -> Paper:
    found = Paper.objects.select_related("file").filter(request=case.row, pk=paper_id).first()
    if found is None:
        raise Http404
    return found


def _draft(case: Case, paper_id: int) -> Redaction:
    found = under_way(_paper(case, paper_id))
    if found is None:
        raise Http404
    found.paper = _paper(case, paper_id)
    return found


def _works(case: Case) -> bool:
    return bool(case.roles & WORKERS)


def _told(request: HttpRequest, refusal: ValidationError) -> None:
    for told in refusal.messages:
        messages.error(request, told)


@require_POST
@requires(Right.SEE_REQUESTS)
def begin(request: HttpRequest, public_id: str, paper_id: int) -> HttpResponse:
    """Opens a paper for marking."""
    case = open_case(request.scope, public_id)
    paper = _paper(case, paper_id)
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
    draft = _draft(case, paper_id)
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
        draft = _draft(case, paper_id)
    sheet = sheet_of(draft, request.GET.get("page"))
    return render(request, "info_requests/redaction/marking.html", _context(case, draft, sheet, form), status=status)


def refusal_code(refusal: ValidationError) -> str:
    """The code of a refusal that is one."""
    return str(getattr(refusal, "code", "") or "")


def _context(case: Case, draft: Redaction, sheet: Sheet, form: MarkForm) -> dict[str, Any]:
    kinds: dict[str, list[int]] = {}
    for one in draft.marks:
        held = kinds.setdefault(one["k"], [0, 0])
        held[0] += one["on"]
        held[1] += 1
    pictures = whole(draft.paper).pictures if draft.paper.file.kind == "docx" else ()
    return {
        "case": case,
        "draft": draft,
        "sheet": sheet,
        "form": form,
        "grounds": GROUNDS,
        "kinds": [(kind, KINDS.get(kind, kind), on, every) for kind, (on, every) in kinds.items()],
        "chosen": sum(one["on"] for one in draft.marks),
        "pictures": [(at, one, one.name in draft.pictures) for at, one in enumerate(pictures)],
        "docx": draft.paper.file.kind == "docx",
        "layered": any("识别文字" in told for told in draft.notices),
        "works": _works(case),
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


def _version(request: HttpRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def _act(request: HttpRequest, case: Case, draft: Redaction, form: MarkForm, what: str) -> HttpResponse | None:
    """Does what the pressed button says, after the ticks of the page are saved; None shows the page again."""
    roles = case.roles
    if what == "drop":
        drop_redaction(draft, roles=roles, by=request.actor)
        messages.success(request, "已放弃这次区分处理，标注没有保留。")
        return HttpResponseRedirect(f"{case.row.get_absolute_url()}#redaction")
    draft = save_marks(
        draft, ticks=_ticks(request, draft), pictures=_pictures(request, draft),
        keep_layer="keep_layer" in request.POST if "has_layer" in request.POST else None,
        version=_version(request), roles=roles,
    )  # fmt: skip
    draft.paper = _paper(case, draft.paper_id)
    here = f"{draft.get_absolute_url()}?page={sheet_number(request)}"
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
        fresh = _fresh(draft, form, what, sheet_of(draft, request.GET.get("page")))
        _, count = add_marks(
            draft, fresh, version=None, roles=roles, ticked=what != "text" or form.cleaned_data["tick"]
        )
        messages.success(request, f"已标注{count}处。")
        return HttpResponseRedirect(here)
    messages.success(request, "本页的选择已保存。")
    return HttpResponseRedirect(here)


def sheet_number(request: HttpRequest) -> str:
    """The page that is worked on, for an address."""
    asked = request.GET.get("page", "1")
    return asked if asked.isascii() and asked.isdigit() and len(asked) < 7 else "1"


def _pictures(request: HttpRequest, draft: Redaction) -> list[str] | None:
    if "has_pictures" not in request.POST:
        return None
    return [one.name for at, one in enumerate(whole(draft.paper).pictures) if f"picture-{at}" in request.POST]


def _fresh(draft: Redaction, form: MarkForm, what: str, sheet: Sheet) -> list[Mark | Area]:
    """The marks that a form asks for. Raises ValidationError, saying what is not there."""
    data = form.cleaned_data
    ground, detail = split_ground(data["ground"])
    if what == "text":
        try:
            found = find(whole(draft.paper), data["text"], ground=ground, detail=detail)
        except CannotRedact as refusal:
            raise ValidationError(f"{refusal}。") from refusal
        if not found:
            raise ValidationError({"text": "没有找到这段文字。扫描件中的文字请按行或者按区域遮盖。"})
        return list(found)
    page = sheet.page
    if what == "area":
        if page is None:
            raise ValidationError("docx没有固定的页面，请按文字或者按段遮盖。")
        return [Area(page.number, form.box(page.width, page.height), ground, detail, "area")]
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
    draft = _draft(open_case(request.scope, public_id), paper_id)
    if draft.paper.file.kind == "docx" or draft.paper.file.kind not in FILE_KINDS:
        raise Http404
    try:
        return _png(page_picture(page_bytes(draft.paper), number - 1, *marks_on(draft, number - 1)))
    except (IndexError, CannotRedact):
        raise Http404 from None


@requires(Right.SEE_REQUESTS)
@require_GET
def thumb(request: HttpRequest, public_id: str, paper_id: int, number: int) -> HttpResponse:
    """A picture inside a docx, small."""
    draft = _draft(open_case(request.scope, public_id), paper_id)
    pictures = whole(draft.paper).pictures if draft.paper.file.kind == "docx" else ()
    if not 0 <= number < len(pictures) or not pictures[number].thumb:
        raise Http404
    return _png(pictures[number].thumb)


def _png(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type="image/png", headers={"Cache-Control": "private, no-store"})


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, public_id: str, paper_id: int) -> HttpResponse:
    """The new file, page by page, before it is kept."""
    case = open_case(request.scope, public_id)
    draft = _draft(case, paper_id)
    if draft.state != RedactionState.MADE or not draft.result:
        return HttpResponseRedirect(draft.get_absolute_url())
    errors: list[str] = []
    title = request.POST.get("title", "区分处理后的政府信息")
    if request.method == "POST":
        try:
            if "seen" not in request.POST:
                raise ValidationError("请逐页核对后，勾选“已经逐页核对”。")
            paper = keep_result(draft, title=title[:200], version=_version(request), roles=case.roles, by=request.actor)
        except ValidationError as refusal:
            errors = refusal.messages
        else:
            messages.success(request, f"已存入案卷：{paper.title}。")
            return HttpResponseRedirect(f"{case.row.get_absolute_url()}#redaction")
    context = {
        "case": case, "draft": draft, "errors": errors, "title": title, "works": _works(case),
        "total": sum(one["characters"] or 0 for one in draft.log), "header_title": "核对区分处理后的文件",
        **_shown_result(draft, request.GET.get("page")),
    }  # fmt: skip
    return render(request, "info_requests/redaction/result.html", context)


def _shown_result(draft: Redaction, asked: str | None) -> dict[str, Any]:
    with draft.result.open("rb") as file:
        data = file.read()
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    if draft.result_kind == "docx":
        source = open_source("docx", data)
        return {"paragraphs": source.places, "thumbs": source.pictures, "number": 1, "pages": 1}
    try:
        shown = result_page(data, number - 1)
    except IndexError:
        number, shown = 1, result_page(data, 0)
    return {"number": number, "pages": shown.pages, "text": shown.text}


@requires(Right.SEE_REQUESTS)
@require_GET
def result_picture(request: HttpRequest, public_id: str, paper_id: int, number: int) -> HttpResponse:
    """A page of the new file as a picture."""
    draft = _draft(open_case(request.scope, public_id), paper_id)
    if draft.result_kind != "pdf" or not draft.result:
        raise Http404
    with draft.result.open("rb") as file:
        data = file.read()
    try:
        return _png(result_page(data, number - 1).picture)
    except IndexError:
        raise Http404 from None


@requires(Right.SEE_REQUESTS)
@require_GET
def log(request: HttpRequest, public_id: str, paper_id: int) -> HttpResponse:
    """What was painted over in a redacted paper: where, on which ground, how much; never what."""
    case = open_case(request.scope, public_id)
    paper = _paper(case, paper_id)
    if paper.kind != PaperKind.REDACTED:
        raise Http404
    sums: dict[tuple[str, str, str], list[int]] = {}
    for one in paper.redactions:
        held = sums.setdefault((one["label"], one["detail"], one["clause"]), [0, 0])
        held[0] += 1
        held[1] += one["characters"] or 0
    context = {
        "case": case,
        "paper": paper,
        "sums": [(*key, *value) for key, value in sums.items()],
        "header_title": "遮盖记录",
    }
    return render(request, "info_requests/redaction/log.html", context)


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
            path(f"{base}result/", result, name="result"),
            path(f"{base}result/<int:number>.png", result_picture, name="result_picture"),
            path(f"{base}log/", log, name="log"),
        ]


SCREENS = [RedactionScreen]
