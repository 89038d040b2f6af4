"""N-TABLE and N-ZERO: claims of the prose against the tables.

A claim that fits another usual meaning of its words (受理 may be what came in, with or without what was carried in) is
a notice that says so, not an error; one whose words leave open what it counts is told only where it fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.claim import Claim, Kind
from gongkai.checks.narrative.claims import claims
from gongkai.checks.narrative.meanings import TABLE3, Meaning, fits, meanings
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check
from gongkai.report.cell import Number
from gongkai.report.model import AnnualReport


@check(
    "N-TABLE",
    "文字与表格",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "文字写“{what}{said}”，{place}是{due}",
        "other": "文字写“{what}{said}”，{place}是{due}；与{meaning}（{value}）相符，请注明口径",
        "all": "文字写“全部办结”，{place}结转下年度还有{due}件",
    },
)
def tables(subject: Subject) -> Iterator[Seen | Hold]:
    """A number claimed in the prose is the one in the table."""
    report = subject.report
    for claim in claims(report):
        if claim.kind is Kind.ALL_CONCLUDED:
            yield from _all_concluded(report, claim)
            continue
        said = meanings(report, claim) if claim.amount is not None else []
        if not said:
            continue
        plain = said[0]
        assert claim.amount is not None
        if fits(claim, plain.value):
            yield Hold(section_name(claim.section), f"{claim.what}{claim.amount.text}，与{plain.words}一致")
        elif claim.sure and not _none_against_some(claim, plain.value):
            yield _differs(claim, plain, next((m for m in said[1:] if fits(claim, m.value)), None))


def _differs(claim: Claim, plain: Meaning, fitting: Meaning | None) -> Seen:
    assert claim.amount is not None
    values: dict[str, object] = {
        "what": claim.what,
        "said": claim.amount.text,
        "place": plain.words,
        "due": plain.value,
    }
    if fitting is not None:
        values |= {"meaning": fitting.words, "value": fitting.value}
    return Seen(
        section_name(claim.section),
        plain.path,
        values,
        expected=plain.value,
        found=claim.amount.text,
        quote=claim.quote,
        page=claim.page,
        case="" if fitting is None else "other",
        severity=Severity.NOTICE if claim.open or fitting is not None else None,
    )


def _none_against_some(claim: Claim, value: Number) -> bool:
    """True where one of the two is nothing: then it is N-ZERO that tells it."""
    assert claim.amount is not None
    return (claim.amount.high == 0) != (value == 0)


def _all_concluded(report: AnnualReport, claim: Claim) -> Iterator[Seen | Hold]:
    left = report.table3.value("carried_out", "total")
    if left is None:
        return
    if left == 0:
        yield Hold(section_name(claim.section), "全部办结，与表格没有结转下年度一致")
    elif claim.sure:
        yield Seen(
            section_name(claim.section),
            "table3.carried_out.total",
            {"place": TABLE3, "due": left},
            expected=0,
            found=left,
            quote=claim.quote,
            page=claim.page,
            case="all",
            severity=Severity.NOTICE if claim.in_time else None,
        )


@check(
    "N-ZERO",
    "有与无",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "文字说没有{what}，{place}是{due}",
        "some": "文字写“{what}{said}”，{place}是0",
        "fee": "文字一处说没有收取信息处理费，另一处写“{said}”",
    },
)
def zeros(subject: Subject) -> Iterator[Seen | Hold]:
    """Where the prose says none the table says none, and the reverse."""
    report = subject.report
    all_claims = list(claims(report))
    for claim in all_claims:
        said = meanings(report, claim)
        if not said:
            continue
        plain = said[0]
        values: dict[str, object] = {"what": claim.what, "place": plain.words, "due": plain.value}
        if claim.none and plain.value == 0:
            yield Hold(section_name(claim.section), f"没有{claim.what}，与{plain.words}为0一致")
        elif not claim.sure:
            continue
        elif claim.none:
            yield _zero(claim, plain, values, case="")
        elif claim.amount is not None and _none_against_some(claim, plain.value) and not fits(claim, plain.value):
            case = "" if claim.amount.high == 0 else "some"
            yield _zero(claim, plain, values | {"said": claim.amount.text}, case=case)
    yield from _fees(all_claims)


def _zero(claim: Claim, plain: Meaning, values: dict[str, object], *, case: str) -> Seen:
    return Seen(
        section_name(claim.section),
        plain.path,
        values,
        expected=plain.value,
        found=claim.amount.text if claim.amount else 0,
        quote=claim.quote,
        page=claim.page,
        case=case,
        severity=Severity.NOTICE if claim.open else None,
    )


def _fees(all_claims: list[Claim]) -> Iterator[Seen | Hold]:
    """信息处理费 is in no table: here the prose is held against itself."""
    fees = [c for c in all_claims if c.kind is Kind.INFO_FEE and c.sure]
    some = [c for c in fees if c.amount is not None and c.amount.low > 0]
    if some and any(c.none for c in fees):
        claim = some[0]
        assert claim.amount is not None
        values: dict[str, object] = {"said": claim.amount.text}
        yield Seen(
            section_name(claim.section), "sections.other", values, quote=claim.quote, page=claim.page, case="fee"
        )
