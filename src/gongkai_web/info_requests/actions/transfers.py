"""An application that is another organ's matter is passed on, with its papers (art. 10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.register import REGISTRAR, register
from gongkai_web.info_requests.actions.steps import take
from gongkai_web.info_requests.models import InfoRequest, Step
from gongkai_web.organisations.models import Agency

__all__ = ["COPIED", "copied_fields", "transfer"]

COPIED = (
    "applicant_kind", "applicant_name", "identity_kind", "identity_number", "legal_representative", "contact_name",
    "phone", "email", "address", "postcode", "agent_name", "agent_identity", "agent_phone", "title", "document_number",
    "content", "form", "route", "assistance", "identity_note", "mail_number",
)  # fmt: skip
"""What a request that comes from another takes over: who asks for what, and how he wants it."""


def copied_fields(row: InfoRequest) -> dict[str, Any]:
    """The fields of a request that another one begins with; what comes of somebody's practice stays his."""
    return {name: getattr(row, name) for name in COPIED} | {"practice_of": row.practice_of}


def transfer(  # noqa: PLR0913 - where to, why, and by whom
    row: InfoRequest,
    *,
    to: Agency | None,
    to_name: str,
    reason: str,
    on: date,
    roles: Collection[str],
    by: Actor,
    note: str = "",
    token: str = "",
) -> Step:
    """Closes a locked request and registers it with the other organ where that is on the site. Raises ValidationError.

    There the limit begins on the day it is passed on, or, over a channel that asks for it, with the confirmation.
    """
    data: dict[str, Any] = {"to": to.name if to else to_name.strip(), "reason": reason}
    if to is not None:
        new = register(
            to, copied_fields(row), channel=row.channel, arrived_on=on, submitted_at=row.submitted_at, by=by,
            roles=REGISTRAR, account=row.account, practice=row.practice,
        ).request  # fmt: skip
        for paper in row.papers.filter(from_applicant=True).select_related("file"):
            with paper.file.original.open("rb") as source:
                content = ContentFile(source.read(), name=paper.file.original_name)
            keep_paper(new, content, kind=paper.kind, title=paper.title, from_applicant=True, by=by)
        data["request"] = new.number
    return take(row, "transferred", on=on, roles=roles, by=by, data=data, note=note, token=token)
