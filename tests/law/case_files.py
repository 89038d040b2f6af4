"""The worked examples in tests/law/cases."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "cases"


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def cases(name: str, key: str = "cases") -> list[Any]:
    """The cases of a file as parameters, named by what makes them different."""
    return [pytest.param(case, id=f"{case.get('clause', '')} {_name(case)}") for case in load(name)[key]]


def _name(case: dict[str, Any]) -> str:
    return case.get("name") or " ".join(str(v) for k, v in case.items() if k != "clause")


def days_of(texts: list[str]) -> set[date]:
    """Days from ``2024-01-01`` and ``2024-01-01..2024-01-03``."""
    found: set[date] = set()
    for text in texts:
        first, _, last = text.partition("..")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


def events_of(line: str) -> list[dict[str, Any]]:
    """``received 2024-01-02; extended 2024-01-15 days=10`` as a program would give it."""
    items: list[dict[str, Any]] = []
    for part in line.split("; "):
        kind, on, *rest = part.split()
        pairs = (pair.split("=") for pair in rest)
        items.append({"event": kind, "on": on} | {k: int(v) if v.isdigit() else v for k, v in pairs})
    return items
