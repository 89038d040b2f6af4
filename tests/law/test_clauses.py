"""Clauses and settings: every id cited anywhere exists, none is there for nothing, the dates make sense."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gongkai.law.clauses import UnknownClause, clause, clauses, instruments
from gongkai.law.settings import Settings, setting_notes
from tests.law.case_files import FOLDER


def cited(root: Path) -> Iterator[tuple[str, str]]:
    """File and clause id, wherever an id of a known instrument stands: code, data, tests' cases."""
    known = "|".join(one.id for one in instruments())
    pattern = re.compile(rf"\b(?:{known})/[\w.-]*\w")
    for folder in (root / "src" / "gongkai", FOLDER):
        for path in folder.rglob("*"):
            if path.suffix in (".py", ".toml") and path.name != "clauses.toml":
                for found in pattern.findall(path.read_text(encoding="utf-8")):
                    yield str(path.relative_to(root)), found


def test_every_clause_that_is_cited_exists(root: Path) -> None:
    known = {one.id for one in clauses()}
    assert [(path, found) for path, found in cited(root) if found not in known] == []
    with pytest.raises(UnknownClause, match="REG2019/99"):
        clause("REG2019/99")


def test_every_case_names_a_clause() -> None:
    known = {one.id for one in clauses()}
    for path in FOLDER.glob("*.toml"):
        for key, items in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(items, list):
                for case in items:
                    named = case.get("clauses") or [case["clause"]]
                    assert set(named) <= known, (path.name, key)


def test_no_clause_is_there_for_nothing(root: Path) -> None:
    used = {found for path, found in cited(root) if path.startswith("src")}
    assert [one.id for one in clauses() if one.id not in used and not one.background] == []
    data = tomllib.loads((root / "src/gongkai/law/clauses.toml").read_text(encoding="utf-8"))
    assert set(data["background"]) == {one.id for one in clauses() if one.background}


def test_dates_of_clauses() -> None:
    for one in clauses():
        assert date(2007, 1, 1) < one.since < date(2027, 1, 1)
        assert one.since >= one.instrument.since
        assert one.until is None or one.since < one.until
        assert one.instrument.until is None or (one.until is not None and one.until <= one.instrument.until)
        assert one.title
        assert one.text
        assert len(one.text) < 120
    # What follows another begins on the day after it ended.
    ends = {one.id: one.until for one in instruments() if one.until}
    begins = {one.id: one.since for one in instruments()}
    for old, new in (("FMT2019", "FMT2021"), ("ARL2017", "ARL2023")):
        assert (begins[new] - ends[old]).days == 1


def test_in_force() -> None:
    old, new = clause("ARL2017/9"), clause("ARL2023/20")
    for day, which in ((date(2017, 8, 31), (False, False)), (date(2017, 9, 1), (True, False)),
                       (date(2023, 12, 31), (True, False)), (date(2024, 1, 1), (False, True))):  # fmt: skip
        assert (old.in_force(day), new.in_force(day)) == which
    assert clause("REG2019/33").citation == "《中华人民共和国政府信息公开条例》（国务院令第711号）第三十三条"


def test_every_setting_is_explained() -> None:
    notes = {note.name: note for note in setting_notes()}
    assert list(notes) == list(Settings.__slots__)
    for note in notes.values():
        assert note.default == getattr(Settings(), note.name)
        assert note.text
        assert clause(note.clause)
        assert note.reliability in ("practice", "unsure", "local")
