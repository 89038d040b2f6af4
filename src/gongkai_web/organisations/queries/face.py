"""The public face: the guide that holds, what a guide lacks, rules, leading group, and how complete it all is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from gongkai_web.common.prepared import prepared
from gongkai_web.organisations.kinds import RuleGroup
from gongkai_web.organisations.models import Agency, Guide, LeadingGroupMember, Reporter, Rule

__all__ = [
    "ASKED",
    "Face",
    "Missing",
    "current_guide",
    "draft_guide",
    "face_completeness",
    "guide_versions",
    "leading_group",
    "missing",
    "rules_of",
]

ASKED = (
    "classification", "arrangement", "obtaining",
    "office_name", "office_address", "office_hours", "phone", "fax", "internet",
)  # fmt: skip
"""What art. 12 asks of a guide, in its order."""
CLAUSE = "条例第十二条"


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that a guide lacks: its name in the model, its label, the clause that asks for it."""

    field: str
    label: str
    clause: str = CLAUSE


def missing(guide: Guide) -> tuple[Missing, ...]:
    """What art. 12 asks for and the guide does not say, in the order of the article. Empty for a complete one."""
    return tuple(
        Missing(name, str(Guide._meta.get_field(name).verbose_name))
        for name in ASKED
        if not getattr(guide, name).strip()
    )


def current_guide(agency: Agency) -> Guide | None:
    """The version that the public reads; None before the first is published."""
    return next(iter(_current_guide(agency_id=agency.pk)), None)


@prepared
def _current_guide(agency_id: int) -> QuerySet[Guide]:
    return Guide.objects.published().filter(agency=agency_id).order_by("-number")[:1]


def draft_guide(agency: Agency) -> Guide | None:
    """The draft; None while nobody is writing one."""
    return Guide.objects.drafts().filter(agency=agency).first()


def guide_versions(agency: Agency) -> QuerySet[Guide]:
    """Every published version of an agency, the newest first."""
    return Guide.objects.published().filter(agency=agency)


def rules_of(agency: Agency, on: date) -> tuple[tuple[RuleGroup, tuple[Rule, ...]], ...]:
    """The public's 政府信息公开制度 of that day, by group in the platform's order; empty groups are left out."""
    found: dict[str, list[Rule]] = {}
    for rule in Rule.objects.public(agency, on):
        found.setdefault(rule.group, []).append(rule)
    return tuple((group, tuple(found[group])) for group in RuleGroup if group in found)


def leading_group(agency: Agency, on: date) -> tuple[LeadingGroupMember, ...]:
    """The leading group of that day: head, deputies, members."""
    order = {"head": 0, "deputy": 1, "member": 2}
    rows = LeadingGroupMember.objects.serving(on).filter(agency=agency)
    return tuple(sorted(rows, key=lambda one: (order[one.rank], one.position, one.pk)))


@dataclass(frozen=True, slots=True)
class Face:
    """How complete an agency's public face is: the guide that holds and what it lacks, and how much of the rest.

    ``rules`` counts the agency's own, not those that all share.
    """

    guide: Guide | None
    has_draft: bool
    lacks: tuple[Missing, ...]
    rules: int
    heads: int
    reporters: int

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is to be done, in Chinese, most pressing first; empty when nothing is."""
        found = []
        if self.guide is None:
            found.append("还没有发布公开指南（条例第十二条）")
        elif self.lacks:
            found.append(f"公开指南缺少{'、'.join(one.label for one in self.lacks)}（条例第十二条）")
        if not self.rules:
            found.append("还没有登记本机关的公开制度（条例第四条）")
        if not self.heads:
            found.append("还没有登记领导小组组长")
        if not self.reporters:
            found.append("还没有登记联络员")
        return tuple(found)

    @property
    def is_complete(self) -> bool:
        """True when nothing is to be done."""
        return not self.gaps


def face_completeness(agencies: Iterable[Agency], on: date) -> dict[int, Face]:
    """How complete the faces of these agencies are, by id. Five queries, however many agencies."""
    keys = [agency.pk for agency in agencies]
    guides = {guide.agency_id: guide for guide in Guide.objects.current().filter(agency__in=keys)}
    drafts = set(Guide.objects.drafts().filter(agency__in=keys).values_list("agency_id", flat=True))
    rules = _counts(Rule.objects.filter(agency__in=keys))
    heads = _counts(LeadingGroupMember.objects.serving(on).filter(agency__in=keys, rank="head"))
    reporters = _counts(Reporter.objects.serving(on).filter(agency__in=keys))
    return {
        key: Face(
            guide=guides.get(key),
            has_draft=key in drafts,
            lacks=missing(guides[key]) if key in guides else (),
            rules=rules.get(key, 0),
            heads=heads.get(key, 0),
            reporters=reporters.get(key, 0),
        )
        for key in keys
    }


def _counts(rows: QuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("agency_id").annotate(n=Count("pk")))
