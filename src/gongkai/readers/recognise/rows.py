"""Lines of a table → its rows as the source has them: which row, which figures, nothing placed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gongkai.readers.recognise.found import Got, Rows
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.naming import name_by_order
from gongkai.readers.recognise.split import Split, split
from gongkai.readers.recognise.vocabulary import Word, begins_label, fold, look_up, tail_of_label

__all__ = ["rows_of"]

_LONGEST_PENDING = 4
_MOST_OFF = 2
_OTHER = "其他处理"
"""（六）, a group of three rows from 2021 on and one row in the format of 2019."""


def rows_of(table: str, lines: Sequence[Line], widths: Mapping[str, int], order: Sequence[str]) -> Rows:
    """The rows of ``table`` in ``lines``. ``widths`` is the number of figures of each row, ``order`` the format's."""
    collector = _Collector(table, widths)
    for line in lines:
        collector.take(line)
    found = collector.done()
    name_by_order(found, order)
    return found


class _Collector:
    """Takes the lines of one table, one after another."""

    def __init__(self, table: str, widths: Mapping[str, int]) -> None:
        self.found = Rows(table)
        self.widths = widths
        self.current: Got | None = None
        self.single_other: Got | None = None
        self.odd: Got | None = None
        self.surplus: Got | None = None
        self.width = max(widths.values())
        self.last = ""
        self.group = ""
        self.pending: list[str] = []
        self.columns: list[str] = []
        self.in_header = False
        self.started = False

    def take(self, line: Line) -> None:
        """Takes a line in: a header, a row, the rest of the row before, or a row that is none of the format's."""
        parts = split(line, self.found.table)
        if not parts.labels:
            self._figures(line, parts)
            return
        if self._completes_odd(parts):
            return
        if self._is_header(parts):
            self._header(parts.labels)
            return
        self.in_header = False
        word, label = self._word(parts.labels)
        if word is None:
            self._unknown(line, parts)
        elif word.kind == "row":
            self._row(line, parts, word, label)
        elif word.kind == "group" and word.how != "exact" and len(parts.labels) > 1:
            self.group = fold(word.id)
            self._unknown(line, replace(parts, labels=parts.labels[-1:]))
        elif word.kind == "group":
            self._group(line, parts, word)
        else:
            self._header(parts.labels)

    def done(self) -> Rows:
        """What was found, once all lines are in."""
        self._close()
        single = self.single_other
        if single is not None and not single.empty:
            if any(row.startswith("other_") for row in self.found.rows):
                self.found.strange.append(single)
            else:
                single.id = "other_other"
                self.found.rows[single.id] = single
        return self.found

    def _is_header(self, parts: Split) -> bool:
        if parts.filled:
            return False
        words = [look_up(label, self.found.table) for label in parts.labels]
        columns = sum(any(w.kind in ("column", "caption") for w in found) for found in words)
        if len(words) == 1:
            return columns == 1 and (self.in_header or not self.started) and all(w.how == "exact" for w in words[0])
        return columns >= 2 and columns * 2 >= len(words)

    def _header(self, labels: Sequence[str]) -> None:
        self.found.headers.extend("".join(label.split()) for label in labels)
        ids = [w.id for label in labels for w in look_up(label, self.found.table) if w.kind == "column"]
        self.columns = [*self.columns, *ids] if self.in_header else ids
        self.in_header = True

    def _word(self, labels: Sequence[str]) -> tuple[Word | None, str]:
        """What a line's labels name, and the label: read exactly, alone or with those before them, else nearly."""
        texts = {labels[-1]: labels[-1], "".join(labels): labels[-1]}
        for count in range(1, len(self.pending) + 1):
            longer = "".join([*self.pending[-count:], labels[-1]])
            texts.setdefault(longer, longer)
        nearly: tuple[Word | None, str] = (None, "")
        for text, label in texts.items():
            words = [w for w in look_up(text, self.found.table) if self._fits(w, text)]
            word = next((w for w in words if w.kind == "row"), words[0] if words else None)
            if word is not None and word.how == "exact":
                return word, label
            if nearly[0] is None:
                nearly = word, label
        return nearly

    def _fits(self, word: Word, text: str) -> bool:
        """False for a meaning of a word that cannot be meant at this place of table 3."""
        if self.found.table != "table3":
            return True
        if word.id == "other_other":
            if fold(text) == _OTHER:
                return False  # as a row of its own this is settled when all lines are in
            return self.started and (self.group == _OTHER or self.last.startswith(("other", "refused")))
        if word.id == "concluded":
            return self.started
        return word.kind != "column" or not self.started

    def _got(self, line: Line, parts: Split, row_id: str, label: str) -> Got:
        return Got(
            row_id,
            "".join(label.split()),
            list(parts.figures),
            line.place,
            line.exact,
            spans=list(parts.spans),
            columns=tuple(self.columns),
            after=self.last,
        )

    def _row(self, line: Line, parts: Split, word: Word, label: str) -> None:
        if any(fold(text) == _OTHER for text in parts.labels):
            self.group = _OTHER
        again = self.current is not None and self.current.id == word.id
        if self.current is not None and again and (not parts.filled or self.current.empty):
            self._longer(self.current, line, parts)
            return
        self._close()
        self.pending = []
        self.current = self._got(line, parts, word.id, label)
        self.last = word.id
        if word.how == "alike":
            self.current.why = f"行名“{self.current.label}”与格式文字不同，按近似认定"
        self.started = self.started or word.id not in ("other_other", "concluded")

    def _group(self, line: Line, parts: Split, word: Word) -> None:
        self.group = fold(word.id)
        self.pending = []
        if self.group != _OTHER:
            if parts.filled:
                self._strange(line, parts.labels, parts)
            return
        self._close()
        self.single_other = self._got(line, parts, "", parts.labels[-1])
        self.current = self.single_other if not parts.filled else self.current

    def _longer(self, row: Got, line: Line, parts: Split) -> None:
        """The second half of a row that was cut in two: the rest of its label, its figures, or both."""
        row.label += "".join("".join(parts.labels).split())
        if parts.filled and row.empty:
            row.figures, row.spans = list(parts.figures), list(parts.spans)
            row.place, row.exact = line.place, line.exact

    def _figures(self, line: Line, parts: Split) -> None:
        """A line of figures alone: the rest of the row before it, or a row that has lost its label."""
        if not parts.filled:
            return
        self.in_header = False
        row = self.current
        if row is not None and (row.empty or len(row.figures) < self.widths.get(row.id, self.width)):
            if row.empty:
                row.figures, row.spans = [], []
            row.figures += parts.figures
            row.spans += parts.spans
        elif self.surplus is not None:
            self.surplus.figures += parts.figures
            self.surplus.spans += parts.spans
        else:
            self.surplus = self._got(line, parts, "", "".join(self.pending))
            self.pending = []

    def _unknown(self, line: Line, parts: Split) -> None:
        if not parts.filled and begins_label(parts.labels[-1]):
            self.pending = [*self.pending, parts.labels[-1]][-_LONGEST_PENDING:]
            return
        if all(tail_of_label(label) for label in parts.labels) and self.current is not None:
            if not parts.filled or self.current.empty:
                self._longer(self.current, line, parts)
                return
        elif not parts.filled:
            self.pending = [*self.pending, *parts.labels][-_LONGEST_PENDING:]
            self.found.headers.extend("".join(label.split()) for label in parts.labels)
            return
        self._strange(line, parts.labels, parts)

    def _completes_odd(self, parts: Split) -> bool:
        """The second half of a label whose first half said too little to be known, its figures beside it."""
        odd, self.odd = self.odd, None
        if odd is None or not odd.label or parts.filled:
            return False
        label = odd.label + "".join(parts.labels)
        word = next((w for w in look_up(label, self.found.table) if w.kind == "row" and w.how == "exact"), None)
        if word is None or word.id in self.found.rows:
            return False
        self._close()
        self.found.strange.remove(odd)
        odd.id, odd.label = word.id, "".join(label.split())
        self.current, self.last = odd, odd.id
        return True

    def _strange(self, line: Line, labels: Sequence[str], parts: Split) -> None:
        self.odd = self._got(line, parts, "", "".join(labels))
        self.found.strange.append(self.odd)
        self.pending = []

    def _close(self) -> None:
        """Puts the row in hand among the rows; a row named twice keeps its first figures.

        A figure or two more than the row should have are of this row, more of them are a row without a label.
        """
        row, surplus, self.surplus = self.current, self.surplus, None
        if surplus and row and len(surplus.figures) <= _MOST_OFF:
            row.figures += surplus.figures
            row.spans += surplus.spans
        elif surplus:
            self.found.strange.append(surplus)
        if row is None or not row.id:
            return
        held = self.found.rows.get(row.id)
        if held is None or held.empty:
            if row.figures or held is None:
                self.found.rows[row.id] = row
        elif held is not row and not row.empty:
            self.found.strange.append(row)
