"""The rules of disclosure work as an agency's page lists them: by group, filtered by words, group and validity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai_web.organisations.kinds import RuleGroup
from gongkai_web.organisations.models import Agency, Rule
from gongkai_web.organisations.queries import rules_of

__all__ = ["STATES", "RuleFilter", "RuleList", "rule_list"]

STATES = {"": "全部", "in_force": "现行有效", "ended": "已失效"}


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """What a visitor asked for. Unknown words count as nothing asked."""

    query: str = ""
    group: str = ""
    state: str = ""

    @classmethod
    def of(cls, asked: object) -> RuleFilter:
        """From the parameters of a request (a QueryDict)."""
        get = asked.get
        group, state = get("group", ""), get("state", "")
        return cls(
            get("q", "").strip()[:60],
            group if group in RuleGroup.values else "",
            state if state in STATES else "",
        )

    def __bool__(self) -> bool:
        return bool(self.query or self.group or self.state)

    def keeps(self, rule: Rule) -> bool:
        """Whether the rule is asked for: each word in its title, its number or its maker."""
        text = f"{rule.title} {rule.document_number} {rule.maker}".casefold()
        if not all(word in text for word in self.query.casefold().split()):
            return False
        if self.group and rule.group != self.group:
            return False
        return not self.state or rule.in_force == (self.state == "in_force")


@dataclass(frozen=True, slots=True)
class RuleList:
    """The groups that are left with their rules, and how many there are in all."""

    groups: tuple[tuple[RuleGroup, tuple[Rule, ...]], ...]
    total: int

    @property
    def count(self) -> int:
        """How many are left."""
        return sum(len(rules) for _, rules in self.groups)


def rule_list(agency: Agency, on: date, asked: RuleFilter) -> RuleList:
    """What the public reads at an agency that day. One query."""
    groups = rules_of(agency, on)
    left = ((group, tuple(_kept(rules, asked))) for group, rules in groups)
    return RuleList(tuple((group, rules) for group, rules in left if rules), sum(len(rules) for _, rules in groups))


def _kept(rules: Iterable[Rule], asked: RuleFilter) -> Iterable[Rule]:
    return (rule for rule in rules if asked.keeps(rule))
