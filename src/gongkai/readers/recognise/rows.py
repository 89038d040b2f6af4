"""Lines of a table → its rows as the source has them: which row, which figures, nothing placed yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.value import Figure, figure, is_figure
from gongkai.readers.recognise.vocabulary import Word, fold, look_up, tail_of_label
from gongkai.report.cell import Place, State

__all__ = ["Got", "Rows", "rows_of"]


@dataclass(slots=True)
class Got:
    """A row found: its id, the label as written, its figures in order, and why its label was not plain."""

    id: str
    label: str
    figures: list[Figure]
    place: Place
    exact: bool
    why: str = ""

    @property
    def empty(self) -> bool:
        """True when no cell of the row holds anything."""
        return not any(f.raw for f in self.figures)


@dataclass(slots=True)
class Rows:
    """All that was found of one table. ``strange`` are rows whose label is none of the format's."""

    table: str
    rows: dict[str, Got] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    strange: list[Got] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    lines: int = 0


def rows_of(table: str, lines: list[Line], widths: dict[str, int], order: tuple[str, ...]) -> Rows:
    """The rows of ``table`` in ``lines``. ``widths`` is the number of figures of each row, ``order`` the format's."""
    collector = _Collector(table, widths)
    for line in lines:
        collector.take(line)
    collector.close()
    _name_by_order(collector.found, order)
    return collector.found


class _Collector:
    def __init__(self, table: str, widths: dict[str, int]) -> None:
        self.found = Rows(table)
        self.widths = widths
        self.current: Got | None = None
        self.group = ""
        self.pending: list[str] = []
        self.started = False

    def take(self, line: Line) -> None:
        self.found.lines += 1
        labels, tail = _split(line, self.found.table)
        if not labels:
            self._figures(line, tail)
            return
        columns = [w for label in labels for w in look_up(label) if w.kind in ("column", "caption")]
        if not any(f.raw for f in tail) and len(columns) >= 2 and len(columns) * 2 >= len(labels):
            self._header(labels, columns)
            return
        word = self._word(labels)
        if word is None:
            self._unknown(line, labels, tail)
        elif word.kind == "row":
            self._open(line, labels, word, tail)
        elif word.kind == "group":
            self.group = fold(word.id)
            if any(f.raw for f in tail):
                self._strange(line, labels, tail)
        else:
            self._header(labels, [word])

    def _header(self, labels: list[str], words: list[Word]) -> None:
        self.found.headers.extend("".join(label.split()) for label in labels)
        self.found.columns.update(w.id for w in words if w.kind == "column" and w.table == self.found.table)

    def _word(self, labels: list[str]) -> Word | None:
        for text in (
            labels[-1],
            "".join(labels),
            "".join([*self.pending, *labels]),
            "".join([*self.pending, labels[-1]]),
        ):
            words = [w for w in look_up(text, self.found.table) if self._fits(w, text)]
            if words:
                rows = [w for w in words if w.kind == "row"]
                return rows[0] if rows else words[0]
        return None

    def _fits(self, word: Word, text: str) -> bool:
        if self.found.table != "table3":
            return True
        if word.id == "other_other":
            if fold(text) == "其他处理":
                return True
            return self.started and (
                self.group == "其他处理" or bool(self._last() and self._last().startswith(("other", "refused")))
            )
        if word.kind == "group" and word.id.endswith("其他处理"):
            return False  # alone in its cell it is the one row of 2019; beside a leaf the leaf is looked up first
        if word.id == "concluded":
            return self.started
        return word.kind != "column" or not self.started

    def _last(self) -> str:
        return self.current.id if self.current else ""

    def _open(self, line: Line, labels: list[str], word: Word, tail: list[Figure]) -> None:
        self.pending = []
        if any("其他处理" in fold(label) for label in labels):
            self.group = "其他处理"
        if self.current is not None and self.current.id == word.id and not tail:
            self.current.label += labels[-1]
            return
        self.close()
        why = f"行名“{labels[-1]}”与格式文字不同，按近似认定" if word.how == "alike" else ""
        self.current = Got(word.id, " ".join("".join(labels[-1].split()).split()), tail, line.place, line.exact, why)
        self.started = self.started or word.id not in ("other_other", "concluded")

    def _figures(self, line: Line, tail: list[Figure]) -> None:
        """A line of figures alone: the rest of the row before it, or the whole row of table 4."""
        if not any(f.raw for f in tail):
            return
        width = self.widths.get(self._last(), 0)
        if self.current is not None and (self.current.empty or len(self.current.figures) < width):
            kept = [] if self.current.empty else self.current.figures
            self.current.figures = kept + tail
        else:
            self._strange(line, self.pending, tail)
            self.pending = []

    def _unknown(self, line: Line, labels: list[str], tail: list[Figure]) -> None:
        has_figures = any(f.raw for f in tail)
        if all(tail_of_label(label) for label in labels) and self.current is not None:
            self.current.label += "".join(labels[-1].split())
            if has_figures and self.current.empty:
                self.current.figures = tail
            return
        if not has_figures:
            self.pending = [*self.pending, *labels][-4:]
            self.found.headers.extend("".join(label.split()) for label in labels)
            return
        self._strange(line, labels, tail)

    def _strange(self, line: Line, labels: list[str], tail: list[Figure]) -> None:
        self.close()
        self.found.strange.append(
            Got(f"?{self._last()}", "".join("".join(labels).split()), tail, line.place, line.exact)
        )

    def close(self) -> None:
        """Puts the row in hand among the rows; a row named twice keeps its first figures."""
        row = self.current
        if row is None:
            return
        held = self.found.rows.get(row.id)
        if held is None or held.empty:
            if row.figures or held is None:
                self.found.rows[row.id] = row
        elif held is not row and not row.empty:
            self.found.strange.append(row)


def _split(line: Line, table: str) -> tuple[list[str], list[Figure]]:
    """The label cells of a line and the figures after them; blanks between the two are left with the figures."""
    cells = line.cells
    first = next((i for i, c in enumerate(cells) if c.strip() and is_figure(c)), len(cells))
    named = [i for i, c in enumerate(cells) if c.strip() and not is_figure(c) and _is_row(c, table)]
    end = named[-1] + 1 if named else first
    labels = [c for c in cells[:end] if c.strip() and not (is_figure(c) and named)]
    if not named and first == len(cells):
        return [c for c in cells if c.strip()], []
    figures: list[Figure] = []
    for index in range(end, len(cells)):
        text = cells[index]
        parts = text.split() if not line.exact else [text]
        if len(parts) > 1 and all(is_figure(p) for p in parts):
            figures.extend(f for p in parts if (f := figure(p)) is not None)
            continue
        read = figure(text)
        if read is None:
            read = Figure(None, text.strip(), State.BLANK, f"单元格里是“{text.strip()[:20]}”，不是数字")
        figures.append(read)
    return labels, figures


def _is_row(cell: str, table: str) -> bool:
    return any(w.kind == "row" for w in look_up(cell, table))


def _name_by_order(found: Rows, order: tuple[str, ...]) -> None:
    """A row whose label cannot be read, alone between two neighbours that leave just one place, is that one."""
    position = {row: i for i, row in enumerate(order)}
    rows = sorted(
        [*(g for g in found.rows.values() if g.id in position), *found.strange],
        key=lambda g: (g.place.block or 0, g.place.row or 0),
    )
    for before, odd in pairwise(rows):
        if not odd.id.startswith("?") or before.id not in position or not odd.figures or odd.label == "":
            continue
        after = next((g for g in rows[rows.index(odd) + 1 :] if g.id in position), None)
        at = position[before.id]
        if at + 1 < len(order) and (after is None or position[after.id] == at + 2) and order[at + 1] not in found.rows:
            if fold(odd.label) in {"不予公开", "无法提供", "不予处理", "其他处理", "本年度办理结果"}:
                continue
            odd.id = order[at + 1]
            odd.why = f"行名“{odd.label}”认不出，按前后各行的次序认定"
            found.rows[odd.id] = odd
            found.strange.remove(odd)
