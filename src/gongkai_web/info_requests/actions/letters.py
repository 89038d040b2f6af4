"""Letters: prepared from the case, corrected where an officer may, issued once with a number, kept as they went out.

letter = prepare(row, "L02", step=step, by=actor)            # a draft; row is locked
letter = issue(letter, on=day, row=row, by=actor)            # number, docx, pdf; nothing changes any more
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.numbers import take_number
from gongkai_web.info_requests.letters import kept
from gongkai_web.info_requests.letters.catalogue import spec
from gongkai_web.info_requests.letters.checking import check_template
from gongkai_web.info_requests.letters.pdf import to_pdf, warm_up
from gongkai_web.info_requests.letters.plain import plain
from gongkai_web.info_requests.letters.render import render
from gongkai_web.info_requests.letters.values import Facts, missing, values_of
from gongkai_web.info_requests.letters.values.facts import day as written
from gongkai_web.info_requests.models import Desk, InfoRequest, Letter, LetterTemplate, Matter, Party, Proposal, Step
from gongkai_web.organisations.models import Agency

__all__ = [
    "discard_draft",
    "end_template",
    "issue",
    "keep_template",
    "prefix_of",
    "prepare",
    "preview",
    "read_values",
    "tell_download",
    "values_now",
]

MAX_WORDS = 5000
"""Characters that an officer may write into one field."""


def prefix_of(agency: Agency) -> str:
    """The agency's letters in a number, as 杭公复: its own, else its short name."""
    desk = Desk.objects.filter(agency=agency).first()
    return (desk.letter_prefix.strip() if desk else "") or f"{agency.short_name or agency.name}公复"


def read_values(letter: Letter) -> dict[str, Any]:
    """The values of a letter's fields."""
    found: dict[str, Any] = json.loads(letter.values)
    return found


def values_now(letter: Letter) -> dict[str, Any]:
    """The values of a letter's fields: as it went out, or of a draft as the case stands today."""
    if letter.is_issued:
        return read_values(letter)
    facts = Facts(
        letter.agency, timezone.localdate(), row=letter.request, matter=letter.matter, proposal=letter.proposal,
        party=letter.party, step=letter.step,
    )  # fmt: skip
    return values_of(letter.code, facts, json.loads(letter.own_words))


@transaction.atomic
def prepare(
    about: InfoRequest | Matter | Proposal,
    code: str,
    *,
    party: Party | None = None,
    step: Step | None = None,
    extra: Mapping[str, str] | None = None,
    by: Actor,
    token: str = "",
) -> Letter:
    """The draft of a letter, from the case as it stands; one that is there already is written anew.

    A request is locked by the caller. ``extra`` are an officer's words for fields that he may write (field → text);
    what he wrote before stays where it is not given again. Raises ValidationError.
    """
    letter_spec = spec(code)
    if (letter_spec.to == "party") != (party is not None):
        raise ValidationError("请选择收件的第三方或者机关。" if party is None else "这份文书不发给第三方。")
    row = about if isinstance(about, InfoRequest) else None
    matter = about if isinstance(about, Matter) else None
    proposal = about if isinstance(about, Proposal) else None
    if code == "L20" and matter is None:
        raise ValidationError("更正答复书由更正申请制作。")
    if proposal is not None and code != "L21":
        raise ValidationError("由转为主动公开的建议只制作审批表。")
    if party is not None and party.request_id != about.pk:
        raise ValidationError("收件的第三方或者机关不在本案中。")
    letter = _draft(about, code, party, step)
    words: dict[str, str] = json.loads(letter.own_words) if letter.pk else {}
    for name, text in (extra or {}).items():
        if len(text) > MAX_WORDS:
            raise ValidationError({name: f"不得超过{MAX_WORDS}字。"})
        words[name] = plain(text)
    facts = Facts(about.agency, timezone.localdate(), row=row, matter=matter, proposal=proposal, party=party, step=step)
    values = values_of(code, facts, words)
    letter.values, letter.own_words = json.dumps(values, ensure_ascii=False), json.dumps(words, ensure_ascii=False)
    letter.title = str(values["文书标题"])[:200]
    letter.created_by_name = by.name
    letter.save()
    _tell(letter, "letter.prepare", by=by, token=token, row=row)
    return letter


def _draft(about: InfoRequest | Matter | Proposal, code: str, party: Party | None, step: Step | None) -> Letter:
    given: dict[str, Any] = {"request": None, "matter": None, "proposal": None}
    given |= {{InfoRequest: "request", Matter: "matter", Proposal: "proposal"}[type(about)]: about}
    given |= {"code": code, "party": party, "round": getattr(about, "round", 1), "step": step}
    return Letter.objects.filter(**given, issued_on=None).first() or Letter(**given)


def _tell(
    letter: Letter, verb: str, *, by: Actor, token: str = "", row: InfoRequest | None = None, **said: Any
) -> None:
    """To the log and to the case; nothing personal."""
    told = {"文书": f"{letter.code} {letter.get_code_display()}", **said}
    if row is not None:
        touch_case(row, token=token)
    about = row or letter.request or letter.matter or letter.proposal
    assert about is not None
    record(verb, by=by, on=("letter", letter.public_id, f"{about.number} {letter.title}"), after=told)


@transaction.atomic
def discard_draft(letter: Letter, *, by: Actor, row: InfoRequest | None = None, token: str = "") -> None:
    """Takes away a draft. Raises ValidationError for a letter that has gone out."""
    fresh = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if fresh.is_issued:
        raise ValidationError("已经发出的文书不能删除，有误的另行发文更正。")
    _tell(fresh, "letter.discard", by=by, row=row, token=token)
    fresh.delete()


def preview(letter: Letter) -> bytes:
    """The PDF as it would go out today, without a number."""
    values = values_now(letter)
    template = kept.template_of(letter.agency, letter.code)
    return to_pdf(render(template.data, _shown(letter, values), title=letter.title, author=letter.agency.name))


def _shown(letter: Letter, values: dict[str, Any]) -> dict[str, Any]:
    """A draft shows where its number will stand, and what has not been written."""
    number = f"{prefix_of(letter.agency)}〔{timezone.localdate().year}〕　号" if spec(letter.code).numbered else ""
    gaps = {name: f"【{name}：待填写】" for name in missing(letter.code, values)}
    return values | {"文号": number} | gaps


@transaction.atomic
def issue(letter: Letter, *, on: date, by: Actor, row: InfoRequest | None = None, token: str = "") -> Letter:
    """Sends a draft out: dates it, gives it the next number of its agency and year, keeps it as docx and pdf.

    ``row`` is the locked request where the caller has it. Raises ValidationError for a day or a state that cannot be,
    and for fields that are still empty, by their names.
    """
    warm_up()
    row = row or (
        InfoRequest.objects.select_for_update(of=("self",)).get(pk=letter.request_id) if letter.request_id else None
    )
    fresh = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("agency", "party", "step", "matter", "proposal")
        .get(pk=letter.pk)
    )
    if fresh.is_issued:
        raise ValidationError("这份文书已经发出。", code="issued")
    _check(fresh, row, on)
    values = _final_values(fresh, row, on)
    template = kept.template_of(fresh.agency, fresh.code)
    values["文号"] = fresh.number = _number(fresh, row, on)
    docx = render(template.data, values, title=str(values["文书标题"]), author=fresh.agency.name)
    pdf = to_pdf(docx)
    fresh.values, fresh.title = json.dumps(values, ensure_ascii=False), str(values["文书标题"])[:200]
    fresh.issued_on, fresh.digest, fresh.failure = on, template.digest, ""
    fresh.docx_sha256, fresh.pdf_sha256 = (hashlib.sha256(data).hexdigest() for data in (docx, pdf))
    names: list[str] = []
    try:
        for field, data in (("docx", docx), ("pdf", pdf)):
            names.append(kept.put(data))
            setattr(fresh, field, names[-1])
        fresh.save()
        said = {"文号": fresh.number, "成文日期": on.isoformat(), "docx": fresh.docx_sha256, "pdf": fresh.pdf_sha256}
        _tell(fresh, "letter.issue", by=by, token=token, row=row, **said)
    except BaseException:
        kept.discard(*names)
        raise
    return fresh


def _check(letter: Letter, row: InfoRequest | None, on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": "成文日期不能晚于今天。"})
    since, what = _begins(letter, row, on)
    if on < since:
        raise ValidationError({"on": f"成文日期不能早于{what}（{since.isoformat()}）。"})
    if letter.step is not None and on < letter.step.on:
        raise ValidationError(
            {"on": f"成文日期不能早于“{letter.step.get_event_display()}”（{letter.step.on.isoformat()}）。"}
        )
    if letter.step is not None and letter.step.is_struck:
        raise ValidationError("所依据的步骤已经撤销，请重新制作文书。")
    if letter.code == "L04" and row is not None:
        extended = row.steps.filter(event="extended", round=letter.round, struck_at=None)
        if not extended.exists():
            raise ValidationError("延期经公开工作机构负责人同意以后，才能发出告知书（条例第三十三条）。")
    if spec(letter.code).reply and letter.code != "L19":
        decision = row.decisions.filter(round=letter.round).first() if row is not None else None
        if decision is None or decision.signed_on is None:
            raise ValidationError("答复书在签发以后才能发出。")
        if on < decision.signed_on:
            raise ValidationError({"on": f"成文日期不能早于签发日期（{decision.signed_on.isoformat()}）。"})


def _begins(letter: Letter, row: InfoRequest | None, on: date) -> tuple[date, str]:
    """The day before which nothing can be written about it, and what that day is."""
    if letter.proposal is not None:
        return letter.proposal.proposed_on, "提出建议之日"
    if letter.matter is not None:
        return letter.matter.received_on, "收到申请之日"
    return (row.arrived_on if row is not None else on), "收到申请之日"


def _final_values(letter: Letter, row: InfoRequest | None, on: date) -> dict[str, Any]:
    """The values of the day of issue: dates, the remedy clause and the contact as they are then."""
    facts = Facts(
        letter.agency, on, row=row, matter=letter.matter, proposal=letter.proposal, party=letter.party,
        step=letter.step,
    )  # fmt: skip
    values = values_of(letter.code, facts, json.loads(letter.own_words)) | {"成文日期": written(on)}
    gaps = missing(letter.code, values)
    if gaps:
        raise ValidationError([f"请填写“{name}”。" for name in gaps], code="missing")
    return values


def _number(letter: Letter, row: InfoRequest | None, on: date) -> str:
    """The next number, gapless for an agency and year; practice cases count for themselves."""
    if not spec(letter.code).numbered:
        return ""
    practice = row is not None and row.practice
    taken = take_number(letter.agency, "practice-letter" if practice else "letter", on.year)
    return f"{'练习' if practice else ''}{prefix_of(letter.agency)}〔{on.year}〕{taken}号"


def tell_download(letter: Letter, kind: str, *, by: Actor) -> None:
    """Tells the log that somebody took an issued letter; ``kind`` is pdf or docx."""
    about = letter.request or letter.matter or letter.proposal
    assert about is not None
    on = ("letter", letter.public_id, f"{about.number} {letter.title}")
    record("letter.download", by=by, on=on, after={"格式": kind})


@transaction.atomic
def keep_template(agency: Agency, code: str, data: bytes, *, by: Actor) -> LetterTemplate:
    """Puts an agency's own template in place of the one in use. Raises ValidationError naming what is wrong with it."""
    check_template(code, data)
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    before = LetterTemplate.objects.filter(agency=agency, code=code, ended_at=None)
    before.update(ended_at=timezone.now())
    row = LetterTemplate(agency=agency, code=code, digest=hashlib.sha256(data).hexdigest(), kept_by_name=by.name)
    row.docx = kept.put(data)
    try:
        row.save()
        said = {"文书": f"{code} {row.get_code_display()}", "SHA-256": row.digest}
        record("letter_template.keep", by=by, on=("agency", agency.code, agency.name), after=said)
    except BaseException:
        kept.discard(str(row.docx))
        raise
    return row


@transaction.atomic
def end_template(row: LetterTemplate, *, by: Actor) -> None:
    """Goes back to the template that ships; the agency's own stays on file for the letters written with it."""
    fresh = LetterTemplate.objects.select_for_update(of=("self",)).select_related("agency").get(pk=row.pk)
    if fresh.ended_at is not None:
        return
    fresh.ended_at = timezone.now()
    fresh.save(update_fields=["ended_at"])
    said = {"文书": f"{fresh.code} {fresh.get_code_display()}"}
    record("letter_template.end", by=by, on=("agency", fresh.agency.code, fresh.agency.name), before=said)
