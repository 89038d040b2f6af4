"""The whole file of a case, exported: at once where it is small, by a task where it is large; on the log either way."""

from __future__ import annotations

from functools import partial
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.archive.contents import Contents
from gongkai_web.info_requests.archive.printed import write_pdf
from gongkai_web.info_requests.archive.tasks import export_case
from gongkai_web.info_requests.archive.zipped import write_zip
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.staff.actions import begin
from gongkai_web.staff.models import LongWork

__all__ = ["FORMS", "SMALL", "export_later", "export_now"]

FORMS = {"zip": "压缩包（zip）", "pdf": "一个PDF"}
SMALL = 20 * 1024 * 1024
"""Bytes of files up to which a case is exported within the request."""


def _check(form: str) -> None:
    if form not in FORMS:
        raise ValidationError("请选择导出为压缩包还是PDF。")


def export_now(request: InfoRequest, case: Contents, out: IO[bytes], *, form: str, by: Actor) -> list[str]:
    """Writes it; gives what does not agree with the register. Raises ValidationError for an unknown form."""
    _check(form)
    problems = write_zip(case, out) if form == "zip" else write_pdf(case, out)
    record("request.export_file", by=by, on=on_request(request), after=_told(case, form) | {"不符": len(problems)})
    return problems


def _told(case: Contents, form: str) -> dict[str, object]:
    return {"格式": FORMS[form], "文件数": len(case.entries)}


@transaction.atomic
def export_later(request: InfoRequest, case: Contents, *, form: str, started_by: User, by: Actor) -> LongWork:
    """Has it written by a task. Raises ValidationError for an unknown form."""
    _check(form)
    work = begin(f"导出案卷 {request.number}", started_by=started_by, by=by)
    transaction.on_commit(partial(export_case.enqueue, str(work.pk), request.pk, form))
    record("request.export_file", by=by, on=on_request(request), after=_told(case, form))
    return work
