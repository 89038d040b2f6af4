"""What is taken out of the log is what was asked for, and the taking is in the log."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from gongkai_web.audit import export as exports
from gongkai_web.audit.actions import record
from gongkai_web.audit.chain import hash_of
from gongkai_web.audit.models import Event
from gongkai_web.audit.queries import Asked, find, history_of
from gongkai_web.common.actor import Actor

BY = Actor("audit-1", "测试审计")
pytestmark = pytest.mark.django_db


@pytest.fixture
def _rows() -> None:
    for day, person, agency, name in (
        (1, "a", "QX-GX", "甲"),
        (2, "b", "QX-GX", "=HYPERLINK(1)"),
        (3, "a", "QX-JY", "丙"),
    ):
        record(
            "audit.read",
            by=Actor(person, f"测试{person}", agency),
            on=("thing", day, name),
            before={"状态": "旧"},
            after={"状态": "新"},
            at=datetime(2026, 3, day, 17, tzinfo=UTC),  # after midnight in Shanghai: the next day there
        )


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (Asked(), [3, 2, 1]),
        (Asked(since=date(2026, 3, 3)), [3, 2]),
        (Asked(until=date(2026, 3, 3)), [2, 1]),
        (Asked(agency="QX-GX"), [2, 1]),
        (Asked(person="a"), [3, 1]),
        (Asked(person="测试b"), [2]),
        (Asked(person="某人", accounts=["b"]), [2]),
        (Asked(thing="丙"), [3]),
        (Asked(thing="2"), [2]),
        (Asked(success=False), []),
        (Asked(verb="audit.export"), []),
    ],
)
def test_what_is_asked_for_is_found(asked: Asked, numbers: list[int]) -> None:
    assert [event.number for event in find(asked)] == numbers


@pytest.mark.usefixtures("_rows")
def test_history_of_an_object() -> None:
    assert [event.number for event in history_of("thing", 2)] == [2]


@pytest.mark.usefixtures("_rows")
def test_the_three_formats(tmp_path: Path) -> None:
    made = {}
    for form in exports.FORMATS:
        made[form] = tmp_path / f"log.{form}"
        count, _ = exports.export(Asked(until=date(2026, 3, 4)), form, by=BY, to=made[form])
        assert count == 3
    lines = [json.loads(line) for line in made["jsonl"].read_text().splitlines()]
    sentences = [line.pop("sentence") for line in lines]
    assert sentences[0] == "测试a（a）查阅审计记录"
    for line in lines:
        line["at"] = datetime.fromisoformat(line["at"])
        assert hash_of(Event(**line)) == line["hash"]
    table = list(csv.reader(io.StringIO(made["csv"].read_text(encoding="utf-8-sig"))))
    assert table[0][:3] == ["序号", "时间", "操作人"]
    assert table[1][1] == "2026-03-02 01:00:00"
    assert table[1][11] == "状态：旧→新"
    assert table[2][10] == "'=HYPERLINK(1)"
    sheet = openpyxl.load_workbook(made["xlsx"]).active
    assert sheet.max_row == 4
    assert (sheet["K3"].value, sheet["K3"].data_type) == ("=HYPERLINK(1)", "s")
    taken = Event.objects.filter(verb="audit.export").order_by("number")
    assert [event.after["格式"] for event in taken] == ["jsonl", "csv", "xlsx"]
    assert taken[0].after["条件"] == {"止": "2026-03-04"}


@pytest.mark.usefixtures("_rows")
def test_too_many_for_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "XLSX_ROWS", 2)
    with pytest.raises(exports.TooMany, match="共3条"):
        exports.export(Asked(), "xlsx", by=BY)
    assert not Event.objects.filter(verb="audit.export").exists()
