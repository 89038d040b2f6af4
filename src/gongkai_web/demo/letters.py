"""The letters that the steps of a case ask for: written, sent out and served on their day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.delivery import PROOFS, letter_delivered
from gongkai_web.info_requests.actions.letters import issue, prepare
from gongkai_web.info_requests.kinds import Route
from gongkai_web.info_requests.letters.catalogue import spec
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.queries.letters import letters_due

__all__ = ["issue_due"]


def issue_due(row: InfoRequest, on: date, *, by: Actor, roles: Collection[str]) -> None:
    """Sends out what is due of a locked request, but for the reply, which goes out when it is served."""
    due = letters_due(
        row, list(row.steps.order_by("number")), decision=None, parties=row.parties.all(), letters=row.letters.all()
    )
    for one in due:
        if spec(one.code).reply and one.code != "L19":
            continue
        letter = issue(prepare(row, one.code, party=one.party, step=one.step, by=by), on=on, row=row, by=by)
        route = Route.POST if one.party is not None else Route(row.route)
        proof = f"TEST{letter.pk:09d}" if PROOFS[route] else ""
        letter_delivered(row, letter, route=route, sent_on=on, delivered_on=on, proof=proof, by=by, roles=roles)
