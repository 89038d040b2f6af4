"""文书: which letters a case needs and has; writing one, looking at it page by page, sending it out, taking it down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.law.clauses import clause
from gongkai.law.letters import letter as law_letter
from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.letters import discard_draft, issue, prepare, values_now
from gongkai_web.info_requests.actions.permitted import WORKERS
from gongkai_web.info_requests.letters.catalogue import spec, specs
from gongkai_web.info_requests.letters.values import missing
from gongkai_web.info_requests.models import Decision, InfoRequest, Letter, Party
from gongkai_web.info_requests.queries.letters import letters_due
from gongkai_web.info_requests.screens import addresses, doing  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.forms import ActForm, CaseForm, DayField, act_form
from gongkai_web.info_requests.screens.letter_pages import page_of, pages_of, send_and_tell, words_field
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "LetterWords", "WriteLetter", "receipt_alarm"]

WRITERS = WORKERS | {"registrar"}
_OF_CASE = tuple(one for one in specs() if one.to in ("applicant", "party", "file") and one.code != "L20")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter to be written: what the form sends, its name, why, to whom, and the draft that is there already."""

    value: str
    code: str
    name: str
    why: str
    on: date | None
    to: str
    draft: Letter | None


def _wanted(case: Case) -> list[Wanted]:
    """The letters that the steps ask for."""
    decision = next((one for one in case.rows(Decision) if one.round == case.row.round), None)
    letters = case.rows(Letter)
    due = letters_due(case.row, case.steps, decision=decision, parties=case.rows(Party), letters=letters)
    found = []
    for one in due:
        key = (one.code, one.step.pk, one.party.pk if one.party else None)
        drafts = (row for row in letters if not row.is_issued and (row.code, row.step_id, row.party_id) == key)
        value = f"{one.code}:{one.step.pk}:{one.party.pk if one.party else ''}"
        to = str(one.party) if one.party else ""
        why = one.step.get_event_display()
        found.append(Wanted(value, one.code, one.name, why, one.step.on, to, next(drafts, None)))
    return found


def receipt_alarm(case: Case) -> str:
    """Why the receipt that goes out by itself has not gone out; "" where all is well."""
    failed = next((one for one in case.rows(Letter) if one.failure and not one.is_issued), None)
    if failed is None or not case.row.is_open:
        return ""
    return f"《{failed.get_code_display()}》没有自动发出：{failed.failure}"


@part("letters", title="文书", order=66, template="info_requests/letters/part.html")
def letters_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """What is due, what is being written, what has gone out."""
    parties = {one.pk: str(one) for one in case.rows(Party)}
    rows = case.rows(Letter)
    for one in rows:
        one.to = parties.get(one.party_id, "")  # type: ignore[attr-defined]
    wanted = _wanted(case)
    shown = {one.draft.pk for one in wanted if one.draft}
    writes = bool(case.roles & WRITERS)
    issued = [one for one in rows if one.is_issued]
    drafts = [one for one in rows if not one.is_issued and one.pk not in shown]
    if not (issued or drafts or wanted):
        return None
    return {"wanted": wanted, "drafts": drafts, "issued": issued, "writes": writes, "token": uuid4().hex}


@act_form("letter", label="制作文书", roles=WRITERS, clause="REG2019/45")
class WriteLetter(ActForm):
    """Chooses a letter and writes its draft from the case."""

    template = "info_requests/letters/write.html"
    lead = "文书按案卷的内容填好，核对并补充以后发出。各步骤应当发出的文书列在前面。"
    what = forms.ChoiceField(label="文书")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = [(one.value, f"{one.name}（{one.why}）{one.to}") for one in _wanted(self.case)]
        parties = self.case.rows(Party)
        other = [
            (f"{one.code}::{party.pk if party else ''}", f"{one.code} {one.title}{f'　{party}' if party else ''}")
            for one in _OF_CASE
            for party in (parties if one.to == "party" else (None,))
        ]
        self.fields["what"].choices = [("应当发出的文书", due), ("其他文书", other)] if due else other

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Writes the draft."""
        code, step, party = data["what"].split(":")
        return prepare(
            row, code, step=row.steps.get(pk=step) if step else None,
            party=row.parties.get(pk=party) if party else None, by=by, token=token,
        )  # fmt: skip

    def told(self, result: Any) -> str:
        """What to do next."""
        return f"已按案卷内容制作《{result.title}》，请核对后发出。"

    def goes_to(self, result: Any) -> str:
        """Its page."""
        return _address(self.case, result)


def _address(case: Case, letter: Letter) -> str:
    return f"{case.row.get_absolute_url()}letters/{letter.public_id}/"


class LetterWords(CaseForm):
    """The words of a draft that an officer may write, and its sending out."""

    label = "保存"
    template = "info_requests/letters/letter.html"
    on = DayField(label="成文日期", help_text="发出时写入文书，并按这一天的年度取号。", required=False)

    def __init__(self, *args: Any, case: Case, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.letter, self.values = letter, values_now(letter)
        self.gaps = missing(letter.code, self.values)
        for field in spec(letter.code).editable:
            self.fields[f"f_{field.name}"] = words_field(field, self.values[field.name])
        self.initial.setdefault("on", case.today)
        self.fields["on"].widget.attrs["max"] = case.today.isoformat()
        self.order_fields([*(name for name in self.fields if name.startswith("f_")), "on"])

    def extra(self) -> dict[str, Any]:
        """The letter beside the form."""
        return {"letter": self.letter, **shown(self.case, self.letter), "gaps": self.gaps}

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Keeps the words that differ from what the case says; sends it out, or takes it away, where that was asked."""
        if "discard" in self.data:
            discard_draft(self.letter, row=row, by=by, token=token)
            return None
        words = {
            name.removeprefix("f_"): data[name] for name in data if name.startswith("f_") and name in self.changed_data
        }
        letter = self.letter
        about = {"party": letter.party, "step": letter.step}
        sending = "issue" in self.data
        if sending and not data["on"]:
            raise ValidationError({"on": "请填写成文日期。"})
        kept = prepare(row, letter.code, extra=words, by=by, token="" if sending else token, **about)
        return issue(kept, on=data["on"], row=row, by=by, token=token) if sending else kept

    def told(self, result: Any) -> str:
        """What has been done."""
        if result is None:
            return "已删除草稿。"
        if result.is_issued:
            number = f"，文号{result.number}" if result.number else ""
            return f"已发出《{result.title}》{number}。请送达，并登记送达的日期和凭证。"
        return "已保存。"

    def goes_to(self, result: Any) -> str:
        """The draft again; the case once it is gone or out."""
        if result is None or result.is_issued:
            return f"{self.case.row.get_absolute_url()}#letters"
        return _address(self.case, result)


def shown(case: Case, letter: Letter) -> dict[str, Any]:
    """What the page of a letter is given beside the form."""
    named = law_letter(letter.code)
    return {"pages": pages_of(letter), "base": _address(case, letter), "contents": named.contents, "law": named}


def _letter(case: Case, letter_id: str) -> Letter:
    found = Letter.objects.select_related("party", "step", "agency", "request", "matter")
    letter = found.filter(request=case.row, public_id=letter_id).first()
    if letter is None:
        raise Http404
    return letter


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def letter_page(request: HttpRequest, public_id: str, letter_id: str) -> HttpResponse:
    """A draft with its words; for those who may not write it, and once it has gone out, the pages alone."""
    case = open_case(request.scope, public_id)
    letter = _letter(case, letter_id)
    form = LetterWords(request.POST if request.method == "POST" else None, case=case, letter=letter)
    done = doing.done_already(case, form)
    if done is not None:
        return doing.shown_again(request, case, done)
    if letter.is_issued or not case.roles & WRITERS:
        if request.method == "POST":
            why = (
                "这份文书已经发出，不能修改；有误的另行发文更正。" if letter.is_issued else "文书由登记员、承办人制作。"
            )
            return doing.refused(request, case, form, why, 409 if letter.is_issued else 403)
        form.fields = {}
    cites = "、".join(clause(one).citation for one in law_letter(letter.code).clauses)
    return doing.fill_in(request, case, form, cites)


@requires(Right.SEE_REQUESTS)
@require_GET
def letter_picture(request: HttpRequest, public_id: str, letter_id: str, page: int) -> HttpResponse:
    """A page of the letter as a picture."""
    return page_of(_letter(open_case(request.scope, public_id), letter_id), page)


@requires(Right.SEE_REQUESTS)
@require_GET
def letter_file(request: HttpRequest, public_id: str, letter_id: str, kind: str) -> HttpResponseBase:
    """An issued letter."""
    return send_and_tell(request, _letter(open_case(request.scope, public_id), letter_id), kind)


class LettersScreen(StaffViewSet):
    """文书."""

    name = "letters"
    url_prefix = "requests"
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page of a letter, its pages as pictures, its files."""
        one = "<case:public_id>/letters/<case:letter_id>"
        return [
            path(f"{one}/", letter_page, name="letter"),
            path(f"{one}/page-<int:page>.png", letter_picture, name="picture"),
            path(f"{one}/letter.<slug:kind>", letter_file, name="file"),
        ]


SCREENS = [LettersScreen]
