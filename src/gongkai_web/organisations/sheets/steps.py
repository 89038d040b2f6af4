"""What an import would do, row by row, and the order in which it can be done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["KINDS", "Line", "Plan", "Step", "settle"]

KINDS = {"create": "新增", "change": "修改", "unchanged": "没有变化", "refused": "没有导入", "skipped": "未读取"}


@dataclass(slots=True)
class Line:
    """A row of the report: what becomes of it, what changes, what was not understood and why."""

    sheet: str
    row: int
    code: str = ""
    name: str = ""
    kind: str = "unchanged"
    changes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def refuse(self, why: str) -> None:
        """Says why the row is left out."""
        self.kind = "refused"
        if why not in self.problems:
            self.problems.append(why)

    @property
    def is_refused(self) -> bool:
        """True where the row is left out."""
        return self.kind == "refused"

    def as_json(self) -> dict[str, Any]:
        """The line for the stored report."""
        told = {
            "sheet": self.sheet, "row": self.row, "code": self.code, "name": self.name, "kind": self.kind,
            "changes": self.changes, "problems": self.problems, "notices": self.notices,
        }  # fmt: skip
        return {key: value for key, value in told.items() if value not in ("", [])}


@dataclass(slots=True)
class Step:
    """A row that was understood: its key, the row of the database where there is one, its values, who is above it.

    ``above`` is the key of the superior; it holds only where ``moves``, else the one in the database stays.
    """

    key: str
    line: Line
    existing: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    above: str | None = None
    moves: bool = False
    region: str = ""


@dataclass(slots=True)
class Plan:
    """All of it: the report's lines in the order of the file, what was said of whole sheets, steps in order."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    regions: list[Step] = field(default_factory=list)
    agencies: list[Step] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {kind: sum(line.kind == kind for line in self.lines) for kind in KINDS}

    @property
    def needs_basis(self) -> bool:
        """True where agencies are renamed or moved, which has a day and a document."""
        return any(step.existing is not None and (step.moves or "name" in step.values) for step in self.agencies)

    @property
    def changes_anything(self) -> bool:
        """False where the file says what the database says already."""
        return any(line.kind in ("create", "change") for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The report as it is stored."""
        return {
            "counts": self.counts, "problems": self.problems, "notices": self.notices,
            "needs_basis": self.needs_basis, "lines": [line.as_json() for line in self.lines],
        }  # fmt: skip

    @property
    def hash(self) -> str:
        """Tells whether two plans would do the same."""
        return hashlib.sha256(json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def settle(
    steps: dict[str, Step], standing: Mapping[str, str | None], said: Callable[[str], str], what: str
) -> list[Step]:
    """The steps that can be done, superiors before their subordinates, whatever the order of the rows.

    ``standing`` is the tree of the database, key → key above; ``said`` names a key. A step whose superior is left out,
    or that would close a circle, is refused and the way named. Refusing one may free or stop others, so it is asked
    again until nothing changes.
    """
    while any(_refuse_once(steps, standing, said, what)):
        pass
    done: dict[str, Step] = {}

    def add(step: Step) -> None:
        waiting = [step]
        while waiting:
            now = waiting[-1]
            above = _above(now.key, steps, standing)
            if above in steps and above not in done and not steps[above].line.is_refused:
                waiting.append(steps[above])
            else:
                done[now.key] = waiting.pop()

    for step in steps.values():
        if not step.line.is_refused and step.key not in done:
            add(step)
    return list(done.values())


def _above(key: str, steps: Mapping[str, Step], standing: Mapping[str, str | None]) -> str | None:
    step = steps.get(key)
    if step is not None and not step.line.is_refused and step.moves:
        return step.above
    return standing.get(key)


def _refuse_once(
    steps: dict[str, Step], standing: Mapping[str, str | None], said: Callable[[str], str], what: str
) -> list[Step]:
    refused = []
    for step in steps.values():
        if step.line.is_refused or not step.moves or step.above is None:
            continue
        if step.above not in standing and (step.above not in steps or steps[step.above].line.is_refused):
            row = f"（第{steps[step.above].line.row}行）" if step.above in steps else ""
            step.line.refuse(f"{what}“{said(step.above)}”{row}没有导入，本行也不能导入")
            refused.append(step)
            continue
        way, at = [step.key], step.above
        while at is not None and at not in way:
            way.append(at)
            at = _above(at, steps, standing)
        if at is not None:
            circle = way[way.index(at) :]
            names = " → ".join(said(one) for one in [*circle, circle[0]])
            for key in circle:
                if key in steps and steps[key].moves and not steps[key].line.is_refused:
                    steps[key].line.refuse(f"{what}成环：{names}")
                    refused.append(steps[key])
    return refused
