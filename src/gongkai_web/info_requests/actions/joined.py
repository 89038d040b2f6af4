"""The reply to requests that are handled together, served in one act: to each its own step, letter and proof."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.bulk import Done
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.delivery import reply
from gongkai_web.info_requests.actions.permitted import permit
from gongkai_web.info_requests.actions.steps import Repeated, lock
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Paper

__all__ = ["SERVED", "SERVERS", "reply_joined"]

SERVED = frozenset({"replied", "archived"})
"""States of the leading request in which its reply has been served."""
SERVERS = frozenset({"registrar", "disclosure_office", "disclosure_office_head"})


def reply_joined(  # noqa: PLR0913 - which ones, when, how, and what proves it
    row: InfoRequest,
    others: Iterable[tuple[int, int]],
    *,
    on: date,
    route: str,
    proof: str = "",
    by: Actor,
    roles: Collection[str],
    note: str = "",
    token: str = "",
) -> list[Done]:
    """Serves the replies of requests handled with a locked one, as (id, version of the page), by the same route.

    Each in a transaction of its own within the caller's: what cannot be served is told and stops no other. Raises
    ValidationError where none can be.
    """
    permit(row, "一并送达", roles=roles, who=SERVERS, states=SERVED)
    found: list[Done] = []
    for key, version in others:
        one = row.joined.filter(pk=key).first()
        if one is None:
            raise ValidationError("只能一并送达并入本件的申请。")
        try:
            with transaction.atomic():
                other = lock(one, version=version, token=token)
                reply(other, on=on, route=route, proof=proof, by=by, roles=roles, note=note, token=token)
                _proofs(row, other, by=by)
        except Repeated:
            found.append(Done(one, False, "刚才已经办理，没有重复办理。"))
        except ValidationError as refused:
            found.append(Done(one, False, "".join(refused.messages)))
        else:
            found.append(Done(other, True, "已送达"))
    if not any(one.done for one in found):
        told = [f"{one.request.number}：{one.told}" for one in found]
        raise ValidationError(told or ["请选择要送达的申请。"])
    touch_case(row, token=token)
    return found


def _proofs(row: InfoRequest, other: InfoRequest, *, by: Actor) -> None:
    """The scans that prove the delivery of the leading reply prove that of the others too."""
    there = set(other.papers.values_list("file", flat=True))
    Paper.objects.bulk_create(
        Paper(
            request=other, round=other.round, file_id=one.file_id, kind=one.kind, title=one.title, added_by_name=by.name
        )
        for one in row.papers.filter(kind=PaperKind.DELIVERY, round=row.round)
        if one.file_id not in there
    )
