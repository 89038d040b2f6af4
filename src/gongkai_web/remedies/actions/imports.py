"""Ledgers of past reviews and lawsuits: checked row by row, imported when confirmed, each row by itself."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.readers.errors import Unreadable
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency
from gongkai_web.remedies.actions.cases import open_case
from gongkai_web.remedies.models import RemedyCase, RemedyImport
from gongkai_web.remedies.sheet import COLUMNS, Line, read

__all__ = ["MAX_UPLOAD", "apply_import", "check_import", "discard_import"]

MAX_UPLOAD = 5 * 1024 * 1024


class _Undone(Exception):
    """Takes back what a trial has written."""


def _on(row: RemedyImport) -> tuple[str, object, str]:
    return "remedy_import", row.pk, row.file_name


def check_import(agency: Agency, data: bytes, name: str, *, by: Actor) -> RemedyImport:
    """Reads a ledger and says of each row what would become of it. Nothing but the ledger is kept.

    Raises ValidationError for a file that cannot be read.
    """
    if len(data) > MAX_UPLOAD:
        raise ValidationError({"file": f"文件超过{MAX_UPLOAD // 2**20}MB的上限。"})
    try:
        lines = read(data)
    except Unreadable as error:
        raise ValidationError({"file": f"{error}。"}) from None
    if not lines:
        raise ValidationError({"file": "台账里没有案件。"})
    report = _tried(agency, lines, by)
    with transaction.atomic():
        row = RemedyImport.objects.create(
            agency=agency, file_name=name.replace("\0", "")[-200:], report=report,
            digest=hashlib.sha256(data).hexdigest(),
            rows=json.dumps([{"number": line.number, "values": line.values} for line in lines], ensure_ascii=False),
            created_by_name=by.name,
        )  # fmt: skip
        record("remedy.import.check", by=by, on=_on(row), after={"机关": agency.name, "行数": len(lines)})
    return row


def _tried(agency: Agency, lines: list[Line], by: Actor) -> list[dict[str, Any]]:
    """What would become of each row: everything is done, and taken back."""
    report: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            for line in lines:
                problems = list(line.problems) or _imported(agency, line.values, by)[1]
                report.append(_said(line, "refused" if problems else "new", problems))
            raise _Undone
    except _Undone:
        return report


def _said(line: Line, kind: str, texts: list[str]) -> dict[str, Any]:
    about = " ".join(str(line.values.get(name, "")) for name in ("number", "organ", "filed_on")).strip()
    return {"row": line.number, "about": about, "kind": kind, "texts": texts}


def _imported(agency: Agency, values: dict[str, Any], by: Actor) -> tuple[RemedyCase | None, list[str]]:
    """The case of a row, and why there is none."""
    data: dict[str, Any] = {}
    for name, value in values.items():
        if name.endswith("_on"):
            data[name] = date.fromisoformat(value)
        elif name == "costs":
            data[name] = Decimal(value)
        elif name == "request":
            data[name] = InfoRequest.objects.real().filter(agency=agency, number=value).first()
            if data[name] is None:
                return None, [f"申请登记编号：本机关没有“{value}”"]
        elif name == "review":
            data[name] = RemedyCase.objects.filter(agency=agency, group="review", number=value).first()
            if data[name] is None:
                return None, [f"此前复议的案号：没有登记过“{value}”，请把复议排在起诉的前面"]
        else:
            data[name] = value
    try:
        with transaction.atomic():
            return open_case(agency, data, by=by, late=True), []
    except ValidationError as error:
        return None, _texts(error)


def _texts(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    label = {name: headings[0] for name, headings in COLUMNS.items()}
    texts = []
    for name, errors in error.error_dict.items():
        head = f"{label[name]}：" if name in label else ""
        texts += [f"{head}{message}" for one in errors for message in one.messages]
    return texts


@transaction.atomic
def apply_import(row: RemedyImport, *, by: Actor) -> RemedyImport:
    """Imports the rows that can be; the others stay in the report. Raises ValidationError where it has ended."""
    row = RemedyImport.objects.select_for_update().select_related("agency").get(pk=row.pk)
    if row.state != "checked":
        raise ValidationError(f"这个台账{row.get_state_display()}，不能再办理。")
    refused = {one["row"]: one for one in row.report if one["kind"] == "refused"}
    report: list[dict[str, Any]] = []
    for told in json.loads(row.rows):
        line = Line(told["number"], told["values"])
        if line.number in refused:
            report.append(refused[line.number])
            continue
        case, problems = _imported(row.agency, line.values, by)
        said = _said(line, "refused" if problems else "done", problems)
        report.append(said | ({"url": case.get_absolute_url()} if case else {}))
    _end(row, "done", report)
    counts = {kind: sum(one["kind"] == kind for one in report) for kind in ("done", "refused")}
    told_counts = {"机关": row.agency.name, "导入": counts["done"], "没有导入": counts["refused"]}
    record("remedy.import.apply", by=by, on=_on(row), after=told_counts)
    return row


def _end(row: RemedyImport, state: str, report: list[dict[str, Any]]) -> None:
    row.state, row.report, row.rows, row.ended_at = state, report, "[]", timezone.now()
    row.save()


@transaction.atomic
def discard_import(row: RemedyImport, *, by: Actor) -> RemedyImport:
    """Gives a ledger up; its rows go. Raises ValidationError where it has ended."""
    row = RemedyImport.objects.select_for_update().get(pk=row.pk)
    if row.state != "checked":
        raise ValidationError(f"这个台账{row.get_state_display()}，不能再办理。")
    _end(row, "discarded", row.report)
    record("remedy.import.discard", by=by, on=_on(row))
    return row
