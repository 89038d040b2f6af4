"""Who is told that something has come in over the site: those who register, and the applicant."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.models import InfoRequest, Matter
from gongkai_web.notify.actions import tell
from gongkai_web.notify.recipients import Outside

__all__ = ["registrars", "tell_arrived", "tell_matter", "tell_matter_answered", "tell_submitted"]


def registrars(agency_id: int) -> Iterator[User]:
    """The registrars of an agency; where it has none, whoever else may register."""
    people = User.objects.filter(
        memberships__agency=agency_id, memberships__ended_at__isnull=True, is_active=True, is_officer=True
    )
    for roles in (("registrar",), tuple(RIGHTS[Right.REGISTER_REQUESTS])):
        found = list(people.filter(memberships__role__in=roles).distinct())
        if found:
            yield from found
            return


def tell_arrived(request: InfoRequest, *, by: Actor) -> None:
    """Tells them that an application waits to be confirmed; its number, never what is in it."""
    values = {"number": request.number, "on": request.arrived_on.isoformat(), "agency": request.agency.name}
    for person in registrars(request.agency_id):
        tell(person, "request.arrived", values, by=by, reference=("request", request.number))


def tell_submitted(request: InfoRequest, *, by: Actor) -> None:
    """Tells the applicant that it has been handed in, where he gave an address; without the query code."""
    if request.email:
        values = {"number": request.number, "on": request.arrived_on.isoformat(), "agency": request.agency.name}
        tell(Outside(mail=request.email), "request.submitted", values, by=by, reference=("request", request.number))


def tell_matter(matter: Matter, *, by: Actor) -> None:
    """Tells those who register that a correction, suggestion or complaint has come in, but not who entered it."""
    values = {"number": matter.number, "kind": matter.get_kind_display(), "on": matter.received_on.isoformat()}
    for person in registrars(matter.agency_id):
        if person.get_username() == by.account:
            continue
        tell(person, "matter.arrived", values, by=by, reference=("matter", matter.number))


def tell_matter_answered(matter: Matter, *, by: Actor) -> None:
    """Tells whoever raised it that it is answered, where he gave a mail address; not what the answer says."""
    if "@" in matter.contact and " " not in matter.contact:
        values = {"number": matter.number, "kind": matter.get_kind_display(), "agency": matter.agency.name}
        tell(Outside(mail=matter.contact), "matter.answered", values, by=by, reference=("matter", matter.number))
