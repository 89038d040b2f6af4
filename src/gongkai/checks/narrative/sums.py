"""N-SUM: a total in the prose is the sum of its parts, 共N条，其中…, also in brackets and across a full stop."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import squeezed
from gongkai.checks.narrative.parts import Sum, find_sums
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check

_NEARLY = Decimal("0.9")
"""Three parts that make so much of the total are meant to be all of it."""
_FAR_OVER = 2
"""Parts that make more than so many times the total are parts of something else."""


@check(
    "N-SUM",
    "总数与分项之和",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "“{total}”的各分项{sum}，{gap}",
        "over": "“{total}”的各分项{sum}，大于总数，请核对总数或者分类是否重复计算",
    },
)
def totals(subject: Subject) -> Iterator[Seen | Hold]:
    """A total in the prose equals the sum of the parts that follow it."""
    for section, passage in subject.report.passages():
        if section == "preamble":
            continue
        for one in find_sums(squeezed(passage.text)):
            if (held := one.held) is not None:
                told = "＋".join(p.text.removesuffix(p.unit) for p in held)
                yield Hold(section_name(section), f"{one.total.text}：{told}")
                continue
            severity = _wrong(one)
            if severity is None:
                continue
            shown = "＋".join(p.text.removesuffix(p.unit) for p in one.parts)
            low, high = one.range
            yield Seen(
                section_name(section),
                f"sections.{section}",
                {"total": one.total.text, "sum": f"{shown}＝{low}{'以上' if high is None else ''}", "gap": _gap(one)},
                expected=one.total.text,
                found=int(low) if low == int(low) else str(low),
                quote=one.quote,
                page=passage.place.page,
                case="" if severity is Severity.WARNING else "over",
                severity=severity,
            )


def _wrong(one: Sum) -> Severity | None:
    """How sure it is that parts which do not make the total are wrong; None where they may be just some of it."""
    low, high = one.range
    if not one.sure or (one.total.high is not None and low > one.total.high * _FAR_OVER):
        return None
    if one.total.high is not None and low > one.total.high:
        if one.status and not one.whole:
            return None
        return Severity.WARNING if len(one.parts) >= 3 or one.whole else Severity.NOTICE
    if one.open or one.others:
        return None
    if one.whole:
        return Severity.WARNING
    if len(one.parts) >= 3 and not one.status and high is not None and high >= one.total.low * _NEARLY:
        return Severity.WARNING
    return None


def _gap(one: Sum) -> str:
    low, high = one.range
    roughly = "" if one.total.exact else "至少"
    if high is not None and high < one.total.low:
        return f"比所说的总数{roughly}少{one.total.low - high}"
    most = one.total.high
    return f"比所说的总数{roughly}多{low - most}" if most is not None else "与总数不符"
