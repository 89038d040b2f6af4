"""What somebody may do now: the steps of the law and the acts beside them, in groups, with the day by which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai_web.info_requests.screens.forms import act_forms, step_forms
from gongkai_web.info_requests.screens.opened import Case

__all__ = ["Offer", "Offers", "offers"]

_ONWARD = {
    "confirm_pending": ("confirmed",), "registered": ("assigned",), "corrected": ("assigned",),
    "correction_sent": ("clarified",), "reasons_asked": ("reasons_given",), "fee_noticed": ("fee_paid",),
    "processing": ("drafted",), "drafting": ("submitted",), "approving": ("approved", "returned"),
    "signed": ("replied",), "replied": ("archived",), "closed": ("archived",),
}  # fmt: skip
"""The step by which a case usually goes on; the others are for when they are needed."""
_AFTER = {"correction_lapsed", "fee_lapsed"}
"""Steps that may be taken once the day has passed, not up to it."""
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("问申请人", ("clarif", "correction", "reasons", "fee")),
    ("征求意见", ("third_party", "co_maker", "opinion")),
    ("期限", ("extended", "delayed")),
    ("救济", ("review", "suit", "reopened")),
    ("结束", ("withdrawn", "transferred", "archived")),
    ("答复", ("",)),
)
"""Beginnings of events."""
_FIRST = {"extension_approve", "extension_return", "reply_joined"}
"""Acts that somebody waits for: beside the usual next step."""
_AMONG = {"extension_propose": "期限", "extension_withdraw": "期限"}
"""Acts beside the steps to which they belong."""
_WHOLE = {"strike", "code", "split", "join", "unjoin", "handler"}
"""Acts on the case as a whole, which are rarer than what is put on file."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step or an act: its label, address, by which day or after which, whether that has passed, and the clause."""

    label: str
    url: str
    clause: str
    by: date | None = None
    after: bool = False
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """The usual next steps, the other steps by groups, what is put on file, what is done to the case as a whole."""

    onward: tuple[Offer, ...]
    groups: tuple[tuple[str, tuple[Offer, ...]], ...]
    acts: tuple[Offer, ...]
    whole: tuple[Offer, ...]

    @property
    def steps(self) -> tuple[Offer, ...]:
        """All steps."""
        return (*self.onward, *(one for _, group in self.groups for one in group))

    @property
    def few(self) -> bool:
        """Whether the groups need no headings."""
        return sum(len(group) for _, group in self.groups) <= 4


def offers(case: Case) -> Offers:
    """The steps and the acts open to this person in this state, and only those."""
    until = {one.event: one.by for one in case.clock.next}
    if case.clock.waiting is not None:
        until |= dict.fromkeys(_AFTER, case.clock.waiting.by)
    base, forms = case.row.get_absolute_url(), step_forms()
    made: dict[str, Offer] = {}
    for one in case.open_steps:
        form = forms.get(one.event)
        if form is None or form.refusal(case):
            continue
        by, after = until.get(one.event), one.event in _AFTER
        passed = by is not None and not after and by < case.today
        made[one.event] = Offer(form.label, f"{base}steps/{one.event}/", one.clause, by, after, passed)
    usual = _ONWARD.get(case.row.state, ())
    groups: dict[str, list[Offer]] = {name: [] for name, _ in _GROUPS}
    for event, offer in made.items():
        if event not in usual:
            groups[next(name for name, heads in _GROUPS if event.startswith(heads))].append(offer)
    acts: list[tuple[bool, Offer]] = []
    first: list[Offer] = []
    for rule in act_forms().values():
        if not (case.parts_in(rule.roles) and rule.fits(case)):
            continue
        offer = Offer(rule.label, f"{base}acts/{rule.name}/", rule.clause)
        if rule.name in _FIRST:
            first.append(offer)
        elif rule.name in _AMONG:
            groups[_AMONG[rule.name]].append(offer)
        else:
            acts.append((rule.name in _WHOLE, offer))
    return Offers(
        (*first, *(made[event] for event in usual if event in made)),
        tuple((name, tuple(group)) for name, group in groups.items() if group),
        tuple(offer for whole, offer in acts if not whole),
        tuple(offer for whole, offer in acts if whole),
    )
