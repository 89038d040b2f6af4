"""JSON values → report: every key is looked at, and what is wrong is said with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import Any

from gongkai.report.cell import Cell, Number, Place, State
from gongkai.report.format import Format, load_format
from gongkai.report.model import AnnualReport, Note, Passage, RowFound, Section, Source, Table

__all__ = ["NotAReport", "absent_notes", "exact_decimal", "from_json", "usual_cell"]

Json = dict[str, Any]


class NotAReport(ValueError):
    """The JSON is not that of a report; the message says in Chinese where and why."""


def usual_cell(value: Number | None, row: RowFound | None, read: bool) -> Cell:
    """The cell that needs no word: read from a file it has its number's text and its row's place, else neither."""
    place = row.place if row and row.place != Place() else None
    raw = "" if value is None or not read else format(value, "f") if isinstance(value, Decimal) else str(value)
    return Cell(value, raw, State.BLANK if value is None else State.PLAIN, place=place)


def exact_decimal(value: float) -> Decimal:
    """The decimal that is written like this float, 7730.28 and not its binary neighbour."""
    return Decimal(repr(value))


def from_json(form: object) -> AnnualReport:
    """The report of such JSON values, the same that ``to_json`` was given. Raises NotAReport for anything else."""
    whole = _object(form, "全文")
    format_id = whole.get("format", "2021")
    if format_id not in ("2021", "2019", "pre-2019"):
        raise NotAReport(f"“format”是{_shown(format_id)}，应为 2021、2019 或 pre-2019")
    if not any(key in whole for key in ("table2", "table3", "table4")):
        raise NotAReport("不是年度报告的数据：没有“table2”“table3”“table4”")
    spec = load_format("2021" if format_id == "pre-2019" else format_id)
    found = _object(whole.get("found", {}), "found")
    notes = [_note(note, f"notes[{i}]") for i, note in enumerate(_list(whole.get("notes", []), "notes"))]
    source = _source(_object(found.get("source", {}), "found.source"))
    state = {note.path: note for note in notes}
    table2, table3, table4 = (_table(whole, spec, key, found, state, source) for key in ("table2", "table3", "table4"))
    cells = {path for table in (table2, table3, table4) for path, cell in table.cells() if not cell.plain}
    return AnnualReport(
        format=format_id,
        agency=_text_or_none(whole.get("agency"), "agency"),
        year=_integer_or_none(whole.get("year"), "year"),
        title=_text_or_none(whole.get("title"), "title"),
        preamble=_passages(
            [_text(p, "preamble") for p in _list(whole.get("preamble", []), "preamble")],
            _list(found.get("preamble", []), "found.preamble"),
        ),
        sections=tuple(_section(s.id, whole, found) for s in spec.sections),
        table2=table2,
        table3=table3,
        table4=table4,
        remarks=tuple(n for n in notes if n.path not in cells and not n.path.startswith(_ABSENT)),
        source=source,
    )


def _section(section_id: str, whole: Json, found: Json) -> Section:
    where = f"sections.{section_id}"
    text = _text(_object(whole.get("sections", {}), "sections").get(section_id) or "", where)
    headings = _object(whole.get("headings", {}), "headings")
    told = _object(_object(found.get("sections", {}), "found.sections").get(section_id, {}), f"found.{where}")
    places = _list(told.get("paragraphs", []), f"found.{where}.paragraphs")
    return Section(
        section_id,
        _text_or_none(headings.get(section_id), f"headings.{section_id}"),
        _passages(_paragraphs(text, places), places),
        _place_of(told, f"found.{where}"),
        told.get("in_order", True) is not False,
    )


def _paragraphs(text: str, places: list[Any]) -> list[str]:
    """The text cut into paragraphs: a line each, or the numbers of lines that ``places`` tells where they fit."""
    lines = text.split("\n") if text or places else []
    counts = [_object(p, "found.sections").get("lines", 1) for p in places]
    if not all(isinstance(n, int) and n > 0 for n in counts) or sum(counts) != len(lines):
        return lines
    ends = list(accumulate(counts))
    return ["\n".join(lines[end - n : end]) for n, end in zip(counts, ends, strict=True)]


def _passages(texts: list[str], places: list[Any]) -> tuple[Passage, ...]:
    if len(texts) != len(places):
        return tuple(map(Passage, texts))
    return tuple(Passage(t, _place_of(_object(p, "found"), "found")) for t, p in zip(texts, places, strict=True))


_ABSENT = tuple(f"table3.{row}." for row in load_format("2019").table3_absent)


def absent_notes(report: AnnualReport) -> Iterator[Note]:
    """Why the cells that the contract has and the report's format has not are null."""
    if not report.table3.rows:
        return
    for row in report.spec.table3_absent:
        for column in report.spec.table3_columns:
            yield Note(f"table3.{row}.{column}", "missing", f"{report.spec.id}年的格式没有这一行")


def _table(whole: Json, spec: Format, table_id: str, found: Json, notes: Mapping[str, Note], source: Source) -> Table:
    told = _object(found.get(table_id, {}), f"found.{table_id}")
    rows = {
        key: _row_found(key, _object(row, f"found.{table_id}.rows.{key}"))
        for key, row in _object(told.get("rows", {}), f"found.{table_id}.rows").items()
    }
    cells = _object(told.get("cells", {}), f"found.{table_id}.cells")
    values: dict[str, dict[str, Cell]] = {}
    form = _form_of(spec, table_id)
    given = _object(whole.get(table_id) or {}, table_id)
    for row_id in given:
        if row_id not in form and row_id not in spec.table3_absent:
            raise NotAReport(f"“{table_id}”里的“{row_id}”不是格式中的行")
    for row_id, columns in form.items() if given else ():
        row = _object(given.get(row_id, {}), f"{table_id}.{row_id}")
        if strange := set(row) - set(columns):
            raise NotAReport(f"“{table_id}.{row_id}”里的“{min(strange)}”不是格式中的列")
        values[row_id] = {}
        for column in columns:
            path = f"{table_id}.{row_id}.{column}"
            if column not in row:
                values[row_id][column] = Cell(None, "", State.MISSING, "数据中没有这一格")
                continue
            own = _object(cells.get(f"{row_id}.{column}", {}), f"found.{path}")
            usual = usual_cell(_value(own.get("value", row[column]), path), rows.get(row_id), bool(source.kind))
            values[row_id][column] = _cell(usual, own, notes.get(path), path)
    return Table(
        table_id,
        values,
        rows,
        tuple(_text(t, f"found.{table_id}.headers") for t in _list(told.get("headers", []), f"found.{table_id}")),
        tuple(_text(t, f"found.{table_id}.other") for t in _list(told.get("other", []), f"found.{table_id}")),
        told.get("present", bool(values)) is not False,
    )


def _form_of(spec: Format, table_id: str) -> dict[str, list[str]]:
    """The row ids of a table, each with its column ids."""
    if table_id == "table2":
        return {row: list(columns) for row, columns in spec.table2_columns_of.items()}
    if table_id == "table3":
        return {row.id: list(spec.table3_columns) for row in spec.table3_rows}
    return {group: list(spec.table4_columns) for group in spec.table4_groups}


def _cell(usual: Cell, own: Json, note: Note | None, path: str) -> Cell:
    state, why = (note.state, note.why) if note else (own.get("state", usual.state.value), own.get("why", ""))
    try:
        known = State(state)
    except ValueError:
        raise NotAReport(f"“{path}”的状态{_shown(state)}不认识") from None
    place = usual.place
    if "place" in own:
        place = None if own["place"] is None else _place_of(_object(own["place"], path), path)
    return Cell(usual.value, _text(own.get("raw", usual.raw), path), known, _text(why, path), place)


def _row_found(key: str, row: Json) -> RowFound:
    where = f"found.rows.{key}"
    values, expected = (_integer_or_none(row.get(k), f"{where}.{k}") or 0 for k in ("values", "expected"))
    return RowFound(key, _text(row.get("label", ""), where), values, expected, _place_of(row, where))


def _source(told: Json) -> Source:
    return Source(
        _text(told.get("kind", ""), "found.source.kind"),
        _integer_or_none(told.get("pages"), "found.source.pages"),
        tuple(_text(w, "found.source.warnings") for w in _list(told.get("warnings", []), "found.source.warnings")),
    )


def _note(note: object, where: str) -> Note:
    told = _object(note, where)
    return Note(*(_text(told.get(key, ""), f"{where}.{key}") for key in ("path", "state", "why")))


def _place_of(told: Json, where: str) -> Place:
    return Place(*(_integer_or_none(told.get(key), f"{where}.{key}") for key in ("page", "block", "row")))


def _value(value: object, where: str) -> Number | None:
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except InvalidOperation:
            raise NotAReport(f"“{where}”是{_shown(value)}，应为数字或 null") from None
    if isinstance(value, float):
        value = exact_decimal(value)
    if isinstance(value, bool) or not (value is None or isinstance(value, int | Decimal)):
        raise NotAReport(f"“{where}”是{_shown(value)}，应为数字或 null")
    if isinstance(value, Decimal) and not value.is_finite():
        raise NotAReport(f"“{where}”是{_shown(value)}，应为有限的数字")
    return value


def _object(value: object, where: str) -> Json:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise NotAReport(f"“{where}”应为一组键和值，这里是{_shown(value)}")
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise NotAReport(f"“{where}”应为列表，这里是{_shown(value)}")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise NotAReport(f"“{where}”应为文字，这里是{_shown(value)}")
    return value


def _text_or_none(value: object, where: str) -> str | None:
    return None if value is None else _text(value, where)


def _integer_or_none(value: object, where: str) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise NotAReport(f"“{where}”应为整数或 null，这里是{_shown(value)}")
    return value


def _shown(value: object) -> str:
    shown = str(value)
    return f"“{shown[:30]}…”" if len(shown) > 30 else f"“{shown}”"
