"""Looking at an applicant's data in plain, which the log is told."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.scope import Scope

__all__ = ["tell_unmasked"]


def tell_unmasked(row: InfoRequest, *, scope: Scope, by: Actor) -> None:
    """Records that somebody sees the applicant's data. Raises PermissionDenied for whoever may not."""
    allowed = scope.may(Right.UNMASK, row.agency_id)
    record("request.unmask", by=by, on=on_request(row), success=allowed)
    if not allowed:
        raise PermissionDenied
