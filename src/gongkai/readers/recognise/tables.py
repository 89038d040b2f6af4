"""The three statutory tables from the rows found: every cell of the format, and what the source really has."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.readers.recognise.columns import Equation, Values, narrowed
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.placing import agreed, completions, missing, straight, trimmed
from gongkai.readers.recognise.rows import Got, Rows, rows_of
from gongkai.readers.recognise.value import Figure, figure, is_figure
from gongkai.report.cell import Cell, Number, Place, State
from gongkai.report.format import Format
from gongkai.report.model import RowFound, Table

__all__ = ["table2", "table3", "table4"]

_NO_TABLE = "原文没有这张表"
_NO_ROW = "原文没有这一行"


def table2(lines: list[Line], spec: Format) -> Table:
    """Table 2, 主动公开政府信息情况, in the format given."""
    widths = {row: len(columns) for row, columns in spec.table2_columns_of.items()}
    found = rows_of("table2", lines, widths, tuple(widths))
    rows: dict[str, dict[str, Cell]] = {}
    facts: dict[str, RowFound] = {}
    for row_id, columns in spec.table2_columns_of.items():
        got = found.rows.get(row_id)
        if got is None:
            cells = missing(len(columns), _NO_ROW if found.rows else _NO_TABLE)
        else:
            figures = _merged_once(trimmed(got.figures, len(columns), exact=got.exact), len(columns))
            facts[row_id] = _fact(got, len(figures), len(columns))
            if len(figures) == len(columns):
                cells = straight(figures, got.place, got.why)
            else:
                why = f"原文该行有{len(figures)}个数值（应有{len(columns)}个），无法确定各在哪一格"
                cells = missing(len(columns), why)
        rows[row_id] = dict(zip(columns, cells, strict=True))
    return Table("table2", rows, facts, tuple(found.headers), _others(found), present=bool(found.rows))


def table3(lines: list[Line], spec: Format) -> Table:
    """Table 3, 收到和处理政府信息公开申请情况; rows that the format lacks are not in it."""
    columns = tuple(spec.table3_columns)
    width = len(columns)
    order = tuple(row.id for row in spec.table3_rows)
    found = rows_of("table3", lines, dict.fromkeys(order, width), order)
    rows: dict[str, list[Cell]] = {}
    ways: dict[str, list[Values]] = {}
    figures: dict[str, list[Figure]] = {}
    for row_id, got in found.rows.items():
        figures[row_id] = trimmed(got.figures, width, exact=got.exact)
        if len(figures[row_id]) == width:
            rows[row_id] = straight(figures[row_id], got.place, got.why)
            ways[row_id] = [tuple(cell.value for cell in rows[row_id])]
        else:
            ways[row_id] = completions(figures[row_id], width)
    single = _single_other(found)
    for row_id, kept in narrowed(ways, _equations(spec, found, single=single)).items():
        if row_id not in rows:
            how = "并按本列勾稽关系" if kept != ways[row_id] else ""
            rows[row_id] = agreed(kept, figures[row_id], width, found.rows[row_id].place, how)
    for row_id in order:
        if row_id not in rows:
            split = single and row_id.startswith("other_")
            why = "原文（六）其他处理只有一行，没有分列" if split else (_NO_ROW if found.rows else _NO_TABLE)
            rows[row_id] = missing(width, why)
    return Table(
        "table3",
        {row_id: dict(zip(columns, rows[row_id], strict=True)) for row_id in order},
        {row_id: _fact(found.rows[row_id], len(figures[row_id]), width) for row_id in order if row_id in figures},
        tuple(found.headers),
        _others(found),
        present=bool(found.rows),
    )


def _single_other(found: Rows) -> bool:
    """True where （六）其他处理 is one row, as in the format of 2019."""
    return "other_other" in found.rows and "其他处理" in found.rows["other_other"].label


def _equations(spec: Format, found: Rows, *, single: bool) -> Iterator[Equation]:
    """The sums that hold in every column of table 3, where the source has all their rows."""
    results = tuple(r for r in spec.results if r in found.rows or not (single and r.startswith("other_")))
    yield results, ("concluded",)
    yield ("received", "carried_in"), ("concluded", "carried_out")


def table4(lines: list[Line], spec: Format) -> Table:
    """Table 4, 行政复议、行政诉讼情况: one row of fifteen, or a row a group where the source is turned."""
    columns = tuple(spec.table4_columns)
    groups = tuple(spec.table4_groups)
    headers = ["".join(c.split()) for line in lines for c in line.cells if c.strip() and not is_figure(c)]
    turned = rows_of("table4", lines, dict.fromkeys(groups, len(columns)), groups)
    if sum(len(trimmed(g.figures, 5, exact=g.exact)) == len(columns) for g in turned.rows.values()) >= 2:
        return _turned(turned, groups, columns, headers)
    figures, place, exact = _flat(lines)
    width = len(groups) * len(columns)
    figures = trimmed(figures, width, exact=exact)
    facts: dict[str, RowFound] = {}
    if not figures:
        why = _NO_ROW if headers else _NO_TABLE
        cells = missing(width, why)
    elif len(figures) == width:
        cells = straight(figures, place)
    else:
        cells = _fifteen(figures, width, place)
    if figures:
        facts["data"] = RowFound("data", "", len(figures), width, place)
    rows = {
        group: dict(zip(columns, cells[i * len(columns) : (i + 1) * len(columns)], strict=True))
        for i, group in enumerate(groups)
    }
    return Table("table4", rows, facts, tuple(headers), present=bool(figures))


def _turned(found: Rows, groups: tuple[str, ...], columns: tuple[str, ...], headers: list[str]) -> Table:
    rows: dict[str, dict[str, Cell]] = {}
    facts: dict[str, RowFound] = {}
    for group in groups:
        got = found.rows.get(group)
        figures = trimmed(got.figures, len(columns), exact=got.exact) if got else []
        if got is not None and len(figures) == len(columns):
            cells = straight(figures, got.place, got.why)
        elif got is not None and (ways := completions(figures, len(columns))):
            cells = agreed(ways, figures, len(columns), got.place)
        else:
            cells = missing(len(columns), _NO_ROW)
        if got is not None:
            facts[group] = _fact(got, len(figures), len(columns))
        rows[group] = dict(zip(columns, cells, strict=True))
    return Table("table4", rows, facts, tuple(headers), _others(found))


def _flat(lines: list[Line]) -> tuple[list[Figure], Place, bool]:
    """The figures of table 4 in reading order: those of its one data row, or of all lines when it fell apart."""
    rows = [
        (line, [f for c in line.cells if (f := figure(c)) is not None])
        for line in lines
        if all(figure(c) is not None for c in line.cells)
    ]
    best = max(rows, key=lambda r: sum(bool(f.raw) for f in r[1]), default=None)
    if best is None:
        return [], Place(), True
    line, figures = best
    if sum(bool(f.raw) for f in figures) >= 10 or (line.exact and len(figures) >= 13):
        return figures, line.place, line.exact
    loose = [f for row, found in rows for f in found if f.raw or row.exact]
    return [f for f in loose if f.raw], line.place, False


def _fifteen(figures: list[Figure], width: int, place: Place) -> list[Cell]:
    """Fifteen cells from a row with a figure too many or too few, where every possible reading agrees."""
    found = len(figures)
    plain = [f.value for f in figures]
    why = f"原文数据行有{found}个数值（应有{width}个），"
    if None not in plain and len(set(plain)) == 1 and plain[0] == 0 and abs(found - width) <= 3:
        cell = Cell(0, "", State.INFERRED, why + "各数均为0，推定为0", place)
        return [cell] * width
    ways: list[tuple[int, ...]] = []
    if found == width + 1:
        ways = [tuple(int(v or 0) for i, v in enumerate(plain) if i != skip) for skip in range(found)]
    elif found == width - 1:
        ways = [w for gap in range(width) if (w := _with_gap(plain, gap)) is not None]
    ways = (
        [w for w in ways if all(sum(w[g : g + 4]) == w[g + 4] for g in range(0, width, 5))] if None not in plain else []
    )
    result = []
    for column in range(width):
        values = {way[column] for way in ways}
        if len(values) == 1:
            value = values.pop()
            result.append(Cell(value, "", State.INFERRED, f"{why}按各组合计推定为{value}", place))
        else:
            result.append(Cell(None, "", State.MISSING, why + "无法确定各在哪一格", place))
    return result


def _with_gap(plain: list[Number | None], gap: int) -> tuple[int, ...] | None:
    row = [int(v) for v in plain if isinstance(v, int)]
    if len(row) != len(plain):
        return None
    row.insert(gap, 0)
    start = gap // 5 * 5
    group = row[start : start + 5]
    value = sum(group[:4]) if gap % 5 == 4 else group[4] - (sum(group[:4]))
    if value < 0:
        return None
    row[gap] = value
    return tuple(row)


def _merged_once(figures: list[Figure], width: int) -> list[Figure]:
    """One figure for a merged cell that a converter repeated in each of its columns."""
    if width == 1 and len(figures) > 1 and len({f.raw for f in figures}) == 1:
        return figures[:1]
    return figures


def _fact(got: Got, values: int, expected: int) -> RowFound:
    return RowFound(got.id, got.label, values, expected, got.place)


def _others(found: Rows) -> tuple[str, ...]:
    return tuple(got.label for got in found.strange if got.label or got.figures)
