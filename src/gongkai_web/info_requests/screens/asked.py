"""Whose answer is waited for: no answer is offered where nobody was asked."""

from __future__ import annotations

from gongkai_web.info_requests.screens.opened import Case

__all__ = ["nobody_asked"]

_KINDS = {"third_party": "第三方", "co_maker": "共同制作机关", "opinion": "其他机关"}


def nobody_asked(case: Case, event: str) -> str:
    """Why an answer, its lapse or the notice of an override cannot be entered; "" for any other step, and where it can.

    An answer may still come after the time for it has lapsed.
    """
    kind, _, what = event.rpartition("_")
    if kind not in _KINDS or what not in ("answered", "lapsed", "told"):
        return ""
    asked = _parties(case, f"{kind}_asked")
    if what == "told":
        return "" if asked else f"没有征求过{_KINDS[kind]}意见。"
    done = _parties(case, f"{kind}_answered")
    if what == "lapsed":
        done |= _parties(case, f"{kind}_lapsed")
    return "" if asked - done else f"没有等待答复的{_KINDS[kind]}。"


def _parties(case: Case, event: str) -> set[str]:
    """The parties of such steps in this round; a step without one counts as one of its own."""
    steps = [step for step in case.standing if step.event == event and step.round == case.row.round]
    return {str(step.data.get("party") or f"#{number}") for number, step in enumerate(steps)}
