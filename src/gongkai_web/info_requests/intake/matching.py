"""Which request a message is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai_web.info_requests.intake.message import Mail
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency

__all__ = ["Match", "match"]

_NUMBER = re.compile(r"[0-9A-Za-z-]{2,32}-\d{4}-\d{5,9}")
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Match:
    """The request, and whether it is certain: the number is named and the applicant's own address is the sender's."""

    request: InfoRequest
    certain: bool


def match(agency: Agency, mail: Mail) -> Match | None:
    """The request of this agency that a message names, the subject before the text; None where it names none."""
    named = list(dict.fromkeys(one.upper() for one in _NUMBER.findall(f"{mail.subject}\n{mail.text}")))[:_LOOKED_AT]
    if not named:
        return None
    found = {row.number.upper(): row for row in InfoRequest.objects.real().filter(agency=agency, number__in=named)}
    if not found:
        return None
    sender = mail.sender.strip().lower()
    rows = [found[one] for one in named if one in found]
    own = [row for row in rows if sender and row.email.strip().lower() == sender]
    # Two requests of the applicant's in one message: somebody has to look.
    return Match(own[0], certain=len(rows) == 1) if own else Match(rows[0], certain=False)
