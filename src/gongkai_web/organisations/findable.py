"""What the search says of agencies, their guides and their rules."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.utils.timezone import localdate

from gongkai_web.organisations.models import Agency, AgencyChange, Guide, Rule
from gongkai_web.search.actions import Public
from gongkai_web.search.sources import follow, refresh

__all__ = ["follow_public_face", "public_agency", "public_guide", "public_rule"]


def public_agency(agency: Agency) -> Public:
    """The agency with its short and past names."""
    past = agency.changes.standing().exclude(old_name="").values_list("old_name", flat=True) if agency.pk else ()
    return Public(
        title=agency.name,
        url=agency.get_absolute_url(),
        other_names=" ".join((agency.short_name, *past)),
        agency=agency.code,
        agency_name=agency.name,
    )


def public_guide(guide: Guide) -> Public | None:
    """The newest published version; None for a draft of an agency that has published none."""
    current = Guide.objects.published().filter(agency=guide.agency_id).first()
    if current is None:
        return None
    texts = (
        *(current.introduction, current.classification, current.arrangement, current.obtaining),
        *(current.reading_places, current.applying, current.fees, current.office_name, current.office_address),
        current.remedies,
    )
    return Public(
        title=f"{current.agency.name}政府信息公开指南",
        url=f"{current.agency.get_absolute_url()}guide/",
        body="\n".join(text for text in texts if text),
        agency=current.agency.code,
        agency_name=current.agency.name,
        on=current.published_on,
    )


def public_rule(rule: Rule) -> Public | None:
    """A rule from its day on. One that all agencies share is found once, at the place where it stands."""
    if rule.published_on > localdate():
        return None
    own = rule.agency
    shown = own or Agency.objects.active().filter(superior__isnull=True).first()
    if shown is None:
        return None
    return Public(
        title=rule.title,
        url=f"{shown.get_absolute_url()}rules/{rule.pk}/" if rule.text else rule.url,
        other_names=rule.document_number,
        body=f"{rule.document_number} {rule.maker}\n{rule.text}",
        agency=own.code if own else "",
        agency_name=rule.maker or (own.name if own else ""),
        on=rule.made_on or rule.published_on,
    )


def follow_public_face() -> None:
    """Lets them be found; called once, when the app is ready."""
    agencies = follow(Agency, "agency", public_agency)

    def renamed(instance: AgencyChange, **_: Any) -> None:
        refresh(agencies, instance.agency)  # it is found by its past names

    post_save.connect(renamed, sender=AgencyChange, weak=False, dispatch_uid="search-agency-change")
    follow(Guide, "guide", public_guide, key=lambda guide: guide.agency_id)
    follow(Rule, "rule", public_rule)
