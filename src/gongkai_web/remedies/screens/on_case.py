"""The section 复议和诉讼 on the page of a request."""

from __future__ import annotations

from typing import Any

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.organisations.scope import Scope
from gongkai_web.remedies.models import RemedyCase

__all__ = ["remedies"]


@part("remedies", title="复议和诉讼", order=90, template="remedies/on_case.html")
def remedies(case: Case, scope: Scope) -> dict[str, Any] | None:
    """The cases about the request; where it can be contested, the way to enter one."""
    rows = case.rows(RemedyCase)
    may_add = not case.row.practice and case.may(Right.ASSIGN_REQUESTS)
    if not rows and (not may_add or case.row.is_open):
        return None
    return {"rows": rows, "may_add": may_add}
