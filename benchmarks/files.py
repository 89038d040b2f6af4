"""The files that are measured: made ones, and the real ones of ../shared where they are there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import sample
from gongkai.report.json_form import to_json

ROOT = Path(__file__).resolve().parent.parent
_SHARED = ROOT.parent / "shared"

Figures = Mapping[str, float | None]
"""Path of a cell, ``table3.granted.total`` → its figure; None where nobody knows it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A file: its name, its kind, its path, and the figures that stand in it."""

    name: str
    kind: str
    path: Path
    figures: Figures
    format: str = "2021"


def made(folder: Path, kind: str, count: int) -> list[Measured]:
    """So many reports of a kind, written into the folder."""
    files = []
    for seed in range(count):
        path = folder / f"sample-{seed}.{kind}"
        path.write_bytes(sample.file(seed, kind))
        files.append(Measured(path.name, kind, path, figures_of(to_json(sample.report(seed)))))
    return files


def real(kind: str) -> list[Measured]:
    """The real reports of a kind; none where ../shared is not there."""
    files = []
    for path in sorted([*_SHARED.glob(f"seeds/*.{kind}"), *_SHARED.glob(f"samples/*.{kind}")]):
        expected = json.loads((path.parent / "expected" / f"{path.stem}.json").read_text(encoding="utf-8"))
        files.append(Measured(path.name, kind, path, figures_of(expected), str(expected.get("format", "2021"))))
    return files


def figures_of(form: Mapping[str, object]) -> dict[str, float | None]:
    """The figures of a report as JSON, by path."""
    return {
        f"{table}.{row}.{column}": value
        for table in ("table2", "table3", "table4")
        for row, columns in form[table].items()  # type: ignore[attr-defined]
        for column, value in columns.items()
    }
