"""An agency's platform page and its five blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai_web.organisations.kinds import RuleGroup
from gongkai_web.organisations.models import Agency, Guide, Rule
from gongkai_web.organisations.queries import agency_by_code, current_guide, history, leading_group
from gongkai_web.portal.blocks import BLOCKS
from gongkai_web.portal.pages import public_page
from gongkai_web.portal.queries import content as contents
from gongkai_web.portal.queries import guide as guides
from gongkai_web.portal.queries.annual import published_reports
from gongkai_web.portal.queries.applying import fee_tables, remedy_texts, reply_example
from gongkai_web.portal.queries.ended import ending
from gongkai_web.portal.queries.news import news_of
from gongkai_web.portal.queries.rules import STATES, RuleFilter, rule_list
from gongkai_web.portal.tags import Tags

__all__ = ["annual", "apply", "content", "guide", "guide_page", "overview", "rule", "rules"]

_NEWS = 6
_NOTHING = "尚未发布"
_LABELS = {block.id: block.label for block in BLOCKS}


def _agency(code: str) -> Agency:
    """The agency of that code. Raises Http404."""
    agency = agency_by_code(code)
    if agency is None:
        raise Http404("没有这个机关")
    return agency


def _page(agency: Agency, block: str, *, below: str = "", **tags: Any) -> dict[str, Any]:
    """What all pages of an agency share: menu, trail, tags, what became of the agency."""
    home = f"/agencies/{agency.code}/"
    label = _LABELS.get(block, "")
    trail = [("公开机关", "/agencies/"), (agency.name, home if block else "")]
    if block:
        trail.append((label, f"{home}{block}/" if below else ""))
    if below:
        trail.append((below, ""))
    told = {
        "path": f"{home}{block}/" if block else home,
        "title": f"{below or label} - {agency.name}" if block else f"{agency.name}政府信息公开",
        "column": label or agency.name,
        "kind": "政府信息公开",
        "description": f"{agency.name}{label or '政府信息公开平台页面'}",
        "keywords": ",".join(word for word in (agency.name, label, "政府信息公开") if word),
    }
    return {
        "agency": agency,
        "here": block,
        "blocks": BLOCKS,
        "section": "apply" if block == "apply" else "agencies",
        "ending": ending(agency),
        "trail": trail,
        "tags": Tags(**{**told, **tags}),
    }


@public_page()
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """The agency: its office, what stands in its blocks, what is new, its leading group, its past."""
    agency, today = _agency(code), timezone.localdate()
    found, versions = guides.version(agency, None)
    listed = [rule for _, rules in rule_list(agency, today, RuleFilter()).groups for rule in rules]
    published = sum(branch.count for branch in contents.tree(agency))
    reports = published_reports(agency.pk)
    states = {
        "guide": f"{found.version}，{found.published_on}" if found else _NOTHING,
        "rules": f"{len(listed)}件" if listed else _NOTHING,
        "content": f"{published}件" if published else _NOTHING,
        "annual": f"{reports[0].year}年度等{len(reports)}份" if reports else _NOTHING,
    }
    return render(
        request,
        "portal/agency/overview.html",
        {
            **_page(agency, ""),
            "guide": found,
            "states": [(block, states.get(block.id, "")) for block in BLOCKS],
            "contacts": guides.contacts(found) if found else [],
            "news": news_of(agency, _NEWS, guides=versions, rules=listed, reports=reports),
            "leading": leading_group(agency, today),
            "history": history(agency),
        },
    )


@public_page("version")
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The guide that holds, or an earlier version of it."""
    agency = _agency(code)
    asked = request.GET.get("version", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise Http404("没有这一版")
    shown, versions = guides.version(agency, int(asked) if asked else None)
    if asked and shown is None:
        raise Http404("没有这一版")
    return guide_page(request, agency, shown, versions)


def guide_page(
    request: HttpRequest, agency: Agency, shown: Guide | None, versions: Sequence[Guide] = ()
) -> HttpResponse:
    """The page of a version, or of a draft for the back office's preview."""
    tags: dict[str, Any] = {}
    if shown is not None and not shown.is_draft:
        tags = {"article": f"{agency.name}政府信息公开指南", "published": shown.published_at, "source": agency.name}
    return render(
        request,
        "portal/agency/guide.html",
        {
            **_page(agency, "guide", **tags),
            "guide": shown,
            "current": versions[0] if versions else None,
            "versions": versions,
            "contacts": guides.contacts(shown) if shown else [],
            "sections": guides.sections(shown) if shown else [],
        },
    )


@public_page("q", "group", "state")
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules of disclosure work by group."""
    agency, asked = _agency(code), RuleFilter.of(request.GET)
    return render(
        request,
        "portal/agency/rules.html",
        {
            **_page(agency, "rules"),
            "filter": asked,
            "rule_groups": RuleGroup.choices,
            "rule_states": STATES.items(),
            "rules": rule_list(agency, timezone.localdate(), asked),
        },
    )


@public_page()
def rule(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A rule with its text."""
    agency = _agency(code)
    found: Rule | None = Rule.objects.public(agency, timezone.localdate()).filter(pk=key).first()
    if found is None:
        raise Http404("没有这件制度")
    path = f"/agencies/{agency.code}/rules/{key}/"
    tags = {
        "path": path,
        "article": found.title,
        "published": found.published_on,
        "source": found.maker or agency.name,
        "description": " ".join(word for word in (found.title, found.document_number, found.maker) if word),
    }
    return render(
        request,
        "portal/agency/rule.html",
        {**_page(agency, "rules", below=found.title, **tags), "rule": found, "heading": found.title},
    )


@public_page()
def content(request: HttpRequest, code: str) -> HttpResponse:
    """The statutory content: what the Regulation asks of an agency of this level, and what is published of it."""
    agency = _agency(code)
    branches = contents.tree(agency)
    return render(
        request,
        "portal/agency/content.html",
        {**_page(agency, "content"), "branches": branches, "published": sum(branch.count for branch in branches)},
    )


@public_page()
def annual(request: HttpRequest, code: str) -> HttpResponse:
    """The annual reports by year."""
    agency = _agency(code)
    return render(
        request,
        "portal/agency/annual.html",
        {**_page(agency, "annual"), "reports": published_reports(agency.pk)},
    )


@public_page()
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """How to apply: where, with what, how long it takes, what it may cost, what can be done against a reply."""
    agency, today = _agency(code), timezone.localdate()
    found = current_guide(agency)
    refusal, other = remedy_texts(agency, today)
    return render(
        request,
        "portal/agency/apply.html",
        {
            **_page(agency, "apply"),
            "guide": found,
            "channels": guides.channels(found) if found else [],
            "contacts": guides.contacts(found) if found else [],
            "example": reply_example(today),
            "fees": fee_tables(),
            "remedy_refusal": refusal,
            "remedy_other": other,
        },
    )
