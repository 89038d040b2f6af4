"""Archiving: the file list of a case is closed with a digest for each line (art. 45)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.permitted import check_day
from gongkai_web.info_requests.actions.steps import take
from gongkai_web.info_requests.models import ClosedFile, InfoRequest, Step
from gongkai_web.info_requests.queries.folder import file_list

__all__ = ["archive"]


_PROVEN = frozenset({"L02", "L05", "L07", "L08", "L09", *(f"L{number}" for number in range(10, 20))})
"""Letters whose receipt something hangs on: a limit runs from it, or a remedy."""


def archive(
    row: InfoRequest, *, on: date, by: Actor, roles: Collection[str], note: str = "", token: str = ""
) -> Step:  # fmt: skip
    """Closes the file list of a locked request and archives it. Raises ValidationError where a proof is missing."""
    if row.concluded_on is not None:
        check_day("on", on, since=row.concluded_on, what="办结之日")
    unsent = row.letters.exclude(issued_on=None).filter(sent_on=None, delivered_on=None, code__in=_PROVEN)
    if unsent.exists():
        named = "、".join(str(one) for one in unsent[:5])
        raise ValidationError(f"文书还没有登记送达：{named}。归档以前请登记送达的日期和凭证。", code="proof")
    lines = file_list(row)
    step = take(row, "archived", on=on, roles=roles, by=by, data={"files": len(lines)}, note=note, token=token)
    ClosedFile.objects.bulk_create(
        ClosedFile(
            step=step, number=number, kind=line.kind, key=line.key, title=line.title, on=line.on, digest=line.digest
        )
        for number, line in enumerate(lines, 1)
    )
    return step
