"""The log as JSON lines, csv or xlsx; who took what out is itself in the log."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from gongkai_web.audit.actions import record
from gongkai_web.audit.chain import canonical
from gongkai_web.audit.models import Event
from gongkai_web.audit.queries import Asked, find, in_order
from gongkai_web.audit.sentences import changes, label_of, sentence
from gongkai_web.common.actor import Actor

__all__ = ["FORMATS", "XLSX_ROWS", "TooMany", "export"]

XLSX_ROWS = 1_048_575
"""What a sheet holds under its heading (ECMA-376)."""
_HEADINGS = (
    "序号", "时间", "操作人", "账号", "机关代码", "来源地址", "动作", "经过", "对象类型", "对象编号", "对象名称",
    "变更内容", "结果", "摘要",
)  # fmt: skip
# A cell that starts so is a formula to a spreadsheet program (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TooMany(ValueError):
    """More rows than the format holds; the message says so in Chinese."""


def _row(event: Event) -> list[str | int]:
    told = "；".join(f"{item.what}：{item.before or '（无）'}→{item.after or '（无）'}" for item in changes(event))
    return [
        event.number,
        timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S"),
        event.actor_name, event.actor, event.agency, event.address, label_of(event.verb), sentence(event),
        event.object_kind, event.object_key, event.object_name, told, "成功" if event.success else "未成功", event.hash,
    ]  # fmt: skip


def _jsonl(events: Iterator[Event]) -> Iterator[bytes]:
    for event in events:
        told = {**canonical(event), "hash": event.hash, "sentence": sentence(event)}
        yield json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _csv(events: Iterator[Event]) -> Iterator[bytes]:
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(_HEADINGS)
    yield b"\xef\xbb\xbf"  # by which spreadsheet programs know UTF-8
    for event in events:
        yield _taken(line)
        cells = _row(event)
        writer.writerow(f"'{c}" if isinstance(c, str) and c.startswith(_FORMULA) else c for c in cells)
    yield _taken(line)


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()


def _xlsx(events: Iterator[Event]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("审计记录")
    sheet.append(_HEADINGS)

    def cell(value: str | int) -> object:
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            made.data_type = "s"  # never a formula
        return made

    for event in events:
        sheet.append([cell(value) for value in _row(event)])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(1 << 16):
            yield block


FORMATS: dict[str, Callable[[Iterator[Event]], Iterator[bytes]]] = {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}


def export(asked: Asked, form: str, *, by: Actor, to: IO[bytes] | Path | None = None) -> tuple[int, Iterator[bytes]]:
    """How many events, and the file's bytes as they are made, by rising number. The export is recorded first.

    With ``to`` the bytes are written there and the iterator is empty. Raises TooMany, KeyError for an unknown format.
    """
    make = FORMATS[form]
    found = find(asked)
    count = found.count()
    if form == "xlsx" and count > XLSX_ROWS:
        raise TooMany(f"共{count}条，超过xlsx一张表的{XLSX_ROWS}行，请缩短期间或改用csv")
    event = record(
        "audit.export",
        by=by,
        on=("audit", form, f"（{form}，{count}条）"),
        after={"格式": form, "条数": count, "条件": asked.said()},
    )
    made = make(in_order(found, until=event.number - 1))
    if to is None:
        return count, made
    if isinstance(to, Path):
        with to.open("wb") as file:
            file.writelines(made)
    else:
        to.writelines(made)
    return count, iter(())
