"""Who is told what about a file."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import localtime

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.files.models import StoredFile
from gongkai_web.notify.actions import tell

__all__ = ["tell_infected"]


def tell_infected(file: StoredFile, *, by: Actor) -> None:
    """Tells the uploader and the administrators of the agency that a file has a virus and is locked."""
    administrators = Q(
        memberships__role=Role.AGENCY_ADMINISTRATOR, memberships__agency=file.agency, memberships__ended_at__isnull=True
    )
    values = {
        "title": file.title,
        "person": file.uploaded_by_name or file.uploaded_by,
        "at": f"{localtime(file.uploaded_at):%Y-%m-%d %H:%M}",
        "virus": file.scan_finding,
    }
    people = User.objects.filter(Q(username=file.uploaded_by) | administrators, is_active=True).distinct()
    for person in people:
        tell(person, "file.infected", values, by=by, reference=("file", file.public_id))
