"""Claims of administrative reviews and lawsuits over disclosure, and of how they ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.narrative.amount import Amount
from gongkai.checks.narrative.claim import Claim, Kind

__all__ = ["ABOUT_DISCLOSURE", "remedy_claims"]

ABOUT_DISCLOSURE = re.compile(r"信息公开|依申请")
"""A review or a lawsuit is over disclosure only where the sentence says so."""

_COUNT = r"(?:类|申请|案件|案|数|情况|[共有为计总量：:]|收到)*$"
_REVIEWS = re.compile(rf"复议{_COUNT}")
_LAWSUITS = re.compile(rf"(?:诉讼|起诉){_COUNT}")
_ROAD = re.compile(rf"(?:(?P<direct>未经复议直接)|复议后)(?:起诉|提起(?:行政)?诉讼){_COUNT}")
_BOTH = re.compile(rf"复议(?:申请|案件)?(?:、|和|或|及|与)(?:被?提起)?(?:行政)?诉讼{_COUNT}")
_AFTER = re.compile(r"^(?:[^，；。]{0,20}?)(?P<what>复议|诉讼)(?:案件|案|申请)?$")
_SOME_ONLY = re.compile(r"直接(?:起诉|提起)|复议后|经复议|维持|纠正|撤[销诉]|驳回|[胜败]诉|已审结")
_HAPPENED = re.compile(r"(?:发生|引发|被|涉及|有|收到|产生)$")
_AS_JUDGE = re.compile(r"受理|审理|办理|办结|代理|应诉|审结|接收")
_LAST = re.compile(r"复议|诉讼|起诉")
_ENDINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("PENDING", re.compile(rf"(?:尚未|未|正在|尚在)(?:审结|审理|办结)[中的]*(?:(?:行政)?(?:复议|诉讼){_COUNT})?$")),
    ("UPHELD", re.compile(r"维持(?:原[^，。；]{0,8})?的?$")),
    ("CORRECTED", re.compile(r"纠正的?$")),
)
_ENDINGS_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("PENDING", re.compile(r"^(?:案件)?(?:尚未|未|正在|尚在)(?:审结|审理)中?$")),
    ("UPHELD", re.compile(r"^(?:结果|予以)?维持$")),
    ("CORRECTED", re.compile(r"^(?:结果|被|予以)?纠正$")),
)


def remedy_claims(
    amount: Amount, so_far: str, before: str, after: str, section: str, *, under: bool = False
) -> Iterator[Claim]:
    """What a number says of reviews and lawsuits, given the words of its sentence before it and those behind it.

    ``under`` is True for a paragraph on requests or supervision, which leaves open what they were over.
    """
    about = section == "remedies" or bool(ABOUT_DISCLOSURE.search(so_far + after))
    if kind := _ending(so_far, before, after):
        yield Claim(kind, amount, "", section, sure=about)
        return
    sure = (about or under) and not _AS_JUDGE.search(before)
    if (match := _ROAD.search(before)) and not _AS_JUDGE.search(before):
        kind = Kind.LAWSUITS_DIRECT if match["direct"] else Kind.LAWSUITS_AFTER
        yield Claim(kind, amount, "", section, sure=sure, open=not about)
        return
    if _SOME_ONLY.search(before):
        return
    if _BOTH.search(before):
        for kind in (Kind.REVIEWS, Kind.LAWSUITS) if amount.high == 0 else ():
            yield Claim(kind, amount, "", section, sure=sure, open=not about)
    elif _LAWSUITS.search(before):
        yield Claim(Kind.LAWSUITS, amount, "", section, sure=sure, open=not about)
    elif _REVIEWS.search(before):
        yield Claim(Kind.REVIEWS, amount, "", section, sure=sure, open=not about)
    elif (match := _AFTER.match(after)) and _HAPPENED.search(before):
        yield Claim(Kind.REVIEWS if match["what"] == "复议" else Kind.LAWSUITS, amount, "", section, sure=about)


def _ending(so_far: str, before: str, after: str) -> Kind | None:
    """维持2件 or 2件维持, of what was spoken of last; nothing where one road of lawsuits only is meant."""
    spoken = [m[0] for m in _LAST.finditer(so_far)]
    if not spoken or re.search(r"复议后|复议、", so_far[-30:]):
        return None
    name = next((n for n, p in _ENDINGS if p.search(before)), None)
    if name is None and not before.strip("其中有，"):
        name = next((n for n, p in _ENDINGS_AFTER if p.search(after)), None)
    if name is None:
        return None
    return Kind[f"{'REVIEWS' if spoken[-1] == '复议' else 'LAWSUITS'}_{name}"]
