"""Work that goes on after the answer: due days worked out again, ledgers read and brought in."""

from __future__ import annotations

from django.urls import reverse
from django_tasks import task

from gongkai_web.info_requests.actions.fetching import fetch_one
from gongkai_web.info_requests.actions.ledgers import apply_ledger
from gongkai_web.info_requests.actions.receipts import issue_receipt
from gongkai_web.info_requests.actions.rederiving import rederive_for_desk
from gongkai_web.organisations.models import Agency
from gongkai_web.staff.actions import AlreadyDone, carry_on

__all__ = ["apply_ledger_task", "fetch_mailbox_task", "issue_receipt_task", "rederive_desk_task"]


@task()
def rederive_desk_task(agency: int) -> None:
    """Works out the open requests of an agency again."""
    rederive_for_desk(Agency.objects.get(pk=agency))


@task()
def issue_receipt_task(request_id: int) -> None:
    """Issues the receipt of a request that has just been registered or confirmed."""
    issue_receipt(request_id)


@task()
def fetch_mailbox_task(number: int) -> None:
    """Reads a mailbox that somebody wants read at once."""
    fetch_one(number)


@task()
def apply_ledger_task(key: int, work_id: str) -> None:
    """Brings in the rows of a ledger that fit."""
    try:
        with carry_on(work_id) as progress:
            row = apply_ledger(key, progress.at)
            counts = row.report["counts"]
            told = f"已导入{counts['create']}件，不能导入{counts['refused']}行，已经导入过{counts['unchanged']}件。"
            progress.result(told, url=reverse("ledgers:show", args=(key,)))
    except AlreadyDone:
        return
