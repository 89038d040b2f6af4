"""Putting a file in place: by its ending, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.writers import KINDS, UnknownKind, render, write
from tests.sample_reports import quiet


@pytest.mark.parametrize("kind", KINDS)
def test_by_ending(tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"报告.{kind.upper()}"
    write(quiet(), target)
    assert target.read_bytes() == render(quiet(), kind)
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("name", ["report.doc", "report", "report.exe", "report.__init__", "report.layout"])
def test_an_unknown_ending_says_what_there_is(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownKind, match="docx、pdf、html、xlsx、json"):
        write(quiet(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")

    def fail(self: Path, other: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write(quiet(), target)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]
