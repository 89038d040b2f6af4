"""Rows → steps with values: only what differs from the database, and what was not understood on the row's line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from gongkai_web.organisations.sheets import values
from gongkai_web.organisations.sheets.columns import Column
from gongkai_web.organisations.sheets.reading import Cell, Row, Table
from gongkai_web.organisations.sheets.steps import Line, Plan, Step

__all__ = ["Parser", "told"]

_LONGEST = {"name": 120, "short_name": 60, "reviewing_organ": 120, "court": 120}
_LABELS = {"parent": "上级区划", "superior": "上级机关"}


class Parser:
    """Reads the rows of one table into a plan. A blank cell says nothing: what is there stays."""

    def __init__(self, table: Table, plan: Plan) -> None:
        self.table, self.plan = table, plan
        self.columns: dict[str, Column] = {column.name: column for column in table.sheet.columns}
        self.rows: dict[int, Row] = {}
        plan.problems += [f"工作表“{table.title}”{one}" for one in table.problems]
        plan.notices += [f"工作表“{table.title}”{one}" for one in table.notices]

    def keyed(self, standing: Mapping[str, Any], valid: RegexValidator) -> Iterator[Step]:
        """A step for each row that has a code and a name, once for each code."""
        if self.table.problems:
            return
        seen: dict[str, Line] = {}
        for row in self.table.rows:
            line = Line(self.table.sheet.name, row.number)
            self.plan.lines.append(line)
            step = Step("", line)
            self.rows[row.number] = row
            name = self.text(step, "name")
            code = self._code(step)
            line.code, line.name = code, name
            if not code and (not name or sum(bool(cell.text) for cell in row.cells.values()) == 1):
                line.kind = "skipped"
                line.problems = []
                line.notices.append("本行没有代码，当作说明文字")
                continue
            step.key, step.existing = code.upper(), standing.get(code.upper())
            self._check(step, valid)
            if step.key in seen and not line.is_refused:
                line.refuse(f"与第{seen[step.key].row}行的代码重复")
            if not line.is_refused:
                seen[step.key] = line
                yield step

    def _code(self, step: Step) -> str:
        try:
            return values.code(self.cell(step, "code"))
        except values.Misread as wrong:
            step.line.refuse(f"{self.columns['code'].label}{wrong}")
            return self.cell(step, "code").text

    def _check(self, step: Step, valid: RegexValidator) -> None:
        line, existing = step.line, step.existing
        if not line.code:
            line.refuse(f"没有填写{self.columns['code'].label}")
        elif not line.problems:
            try:
                valid(line.code)
            except ValidationError as error:
                line.refuse(" ".join(error.messages))
        if existing is not None:
            line.code = existing.code
            line.name = line.name or existing.name
        elif not line.name and not line.is_refused:
            line.refuse("没有填写名称")
        if existing is None or line.name != existing.name:
            step.values["name"] = line.name
        self._length(step, "name", line.name)

    def _length(self, step: Step, name: str, said: str) -> None:
        longest = _LONGEST[name] if self.table.sheet.name == "机关" else 100
        if len(said) > longest:
            step.line.refuse(f"{self.columns[name].label}超过{longest}个字")

    def cell(self, step: Step, name: str) -> Cell:
        """The cell of a row in a column; a blank one where the sheet has no such column."""
        return self.rows[step.line.row].cells.get(name, Cell())

    def text(self, step: Step, name: str) -> str:
        """The text of a cell; what cannot be read refuses the row."""
        return self._read(step, name, values.text) or ""

    def _read(self, step: Step, name: str, read: Callable[[Cell], Any]) -> Any:
        try:
            return read(self.cell(step, name))
        except values.Misread as wrong:
            step.line.refuse(f"{self.columns[name].label}{wrong}")
            return None

    def _take(self, step: Step, name: str, value: Any) -> None:
        if value in (None, ""):
            return
        if step.existing is None or getattr(step.existing, name) != value:
            step.values[name] = value

    def texts(self, step: Step, name: str) -> None:
        """Takes a text."""
        said = self.text(step, name)
        self._length(step, name, said)
        self._take(step, name, said)

    def choices(self, step: Step, name: str) -> None:
        """Takes a choice."""
        self._take(step, name, self._read(step, name, lambda cell: values.choice(cell, self.columns[name])))

    def flags(self, step: Step, name: str) -> None:
        """Takes a yes or no."""
        self._take(step, name, self._read(step, name, values.flag))

    def numbers(self, step: Step, name: str) -> None:
        """Takes a whole number."""
        self._take(step, name, self._read(step, name, values.number))


def _said(value: Any, choices: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return choices.get(value, str(value)) if isinstance(value, str) else str(value)


def told(step: Step, ready: list[Step], labels: Mapping[str, Callable[[str], str]]) -> None:
    """Says on the line what the step changes, and puts it among those that are ready when it changes anything."""
    if step.existing is None:
        step.line.kind = "create"
        ready.append(step)
        return
    fields = type(step.existing)._meta
    changes = []
    for name, value in step.values.items():
        field = fields.get_field(name)
        choices = dict(field.choices or ())
        was = _said(getattr(step.existing, name), choices)
        changes.append(f"{field.verbose_name}：{was or '（空）'} → {_said(value, choices)}")
    if step.region:
        changes.append(f"行政区划：{step.existing.region.name} → {labels['region'](step.region)}")
    if step.moves:
        above = next((name for name in _LABELS if hasattr(step.existing, name)), "parent")
        was = getattr(step.existing, above)
        now = labels["above"](step.above) if step.above else "（空）"
        changes.append(f"{_LABELS[above]}：{was.name if was else '（空）'} → {now}")
    if changes:
        step.line.kind, step.line.changes = "change", changes
        ready.append(step)
