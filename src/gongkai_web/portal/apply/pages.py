"""What the applicant's pages share: their trail, their steps, and that nobody keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai_web.info_requests.actions.applications import values_of
from gongkai_web.info_requests.drafts import PARTS
from gongkai_web.info_requests.models import Application
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.queries import current_guide
from gongkai_web.portal.apply.forms import FORMS
from gongkai_web.portal.queries import guide as guides
from gongkai_web.portal.tags import Tags

__all__ = ["REVIEW", "PartStep", "form_of", "other_ways", "page", "steps_of"]

REVIEW = "review"
_HOME = "依申请公开"


@dataclass(frozen=True, slots=True)
class PartStep:
    """A step of the form as the list at its head shows it."""

    id: str
    number: int
    label: str
    here: bool
    done: bool

    @property
    def url(self) -> str:
        """Its page."""
        return f"/apply/{self.id}/"


def form_of(row: Application, part: str) -> Any:
    """The form of a part with what was typed, held against its rules."""
    return FORMS[part](values_of(row).get(part, {}))


def steps_of(row: Application, here: str) -> list[PartStep]:
    """The steps with those that are done: what was typed holds."""
    values = values_of(row)
    found = []
    for number, (part, label) in enumerate(PARTS.items(), 1):
        done = part in values and (part not in FORMS or FORMS[part](values[part]).is_valid())
        done = done or (part == "attachments" and bool(values.get("files")))
        found.append(PartStep(part, number, label, part == here, done))
    found.append(PartStep(REVIEW, len(found) + 1, "核对并提交", here == REVIEW, done=False))
    return found


def other_ways(agency: Agency, *, online: bool) -> dict[str, Any]:
    """The other ways to apply to an agency, from its guide: channels with where they are, and its disclosure office."""
    guide = current_guide(agency)
    return {
        "channels": guides.channels(guide, online=online) if guide else [],
        "contacts": guides.contacts(guide) if guide else [],
    }


def page(
    request: HttpRequest, template: str, *, title: str, trail: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page below /apply/, which says nothing of its address to harvesters."""
    told = {
        "tags": Tags("", title),
        "trail": [("依申请公开", "/apply/"), (trail or title, "")] if title != _HOME else [(_HOME, "")],
        "section": "apply",
        "title": title,
    }
    return render(request, f"portal/apply/{template}.html", told | context, status=status)
