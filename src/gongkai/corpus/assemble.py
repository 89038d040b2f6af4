"""Parts → the four tables, in the order of the files' names, a window of files at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongkai.corpus.batch import Key
from gongkai.corpus.parts import Parts
from gongkai.corpus.schema import CELLS, FAILURES, FINDINGS, REPORTS, TABLES
from gongkai.corpus.whole import whole_files

__all__ = ["Entry", "table_paths", "write_tables"]

_WINDOW = 512
"""Files whose rows are in memory at one time. It is the row group as well, so the same files give the same bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the run: its content, or None and the reason where not even that could be had."""

    name: str
    key: Key | None
    reason: str = ""


def table_paths(out: Path) -> dict[str, Path]:
    """Table → its file."""
    return {name: out / f"{name}.parquet" for name in TABLES}


def write_tables(out: Path, entries: Sequence[Entry], parts: Parts, reasons: Mapping[Key, str]) -> Counter[str]:
    """Writes all four tables, or leaves the earlier ones as they are and raises OSError.

    ``entries`` come sorted; ``reasons`` has the content that could not be read. Returns the findings by severity.
    """
    severities: Counter[str] = Counter()
    seen: set[str] = set()
    paths = table_paths(out)
    with whole_files(list(paths.values())) as temporary, ExitStack() as open_files:
        writers = {
            name: open_files.enter_context(pq.ParquetWriter(path, TABLES[name], compression="zstd"))
            for name, path in zip(paths, temporary, strict=True)
        }
        for start in range(0, len(entries), _WINDOW):
            window = entries[start : start + _WINDOW]
            read = _reports(window, parts)
            findings = _below(read, "findings", FINDINGS)
            severities.update(findings["severity"].to_pylist())
            # The same content under two names is two reports, and its cells stand once.
            cells = _below(read.take(_first(read["sha256"].to_pylist(), seen)), "cells", CELLS)
            _write(writers["reports"], _columns(read, REPORTS))
            _write(writers["findings"], findings)
            _write(writers["cells"], cells)
            _write(writers["failures"], _failures(window, parts, reasons))
        open_files.close()
    return severities


def _write(writer: pq.ParquetWriter, table: pa.Table) -> None:
    if table.num_rows:
        writer.write_table(table, row_group_size=table.num_rows)


def _reports(window: Sequence[Entry], parts: Parts) -> pa.Table:
    """The rows of the files that were read, with all that belongs to them, and the names of the files."""
    read = [(entry.name, entry.key) for entry in window if entry.key is not None and entry.key in parts]
    names = pa.array([name for name, _ in read], pa.string())
    return parts.rows([key for _, key in read]).append_column("file", names)


def _first(hashes: Iterable[str], seen: set[str]) -> pa.Array:
    """The numbers of the rows whose content was not seen before, which then is in ``seen``."""
    rows = []
    for row, sha256 in enumerate(hashes):
        if sha256 not in seen:
            seen.add(sha256)
            rows.append(row)
    return pa.array(rows, pa.int64())


def _columns(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays([table[name] for name in schema.names], schema=schema)


def _below(table: pa.Table, column: str, schema: pa.Schema) -> pa.Table:
    """A row for each element of the lists in a column, with the report's own columns before it."""
    lists = table[column].combine_chunks()
    owners = pc.list_parent_indices(lists)
    elements = pc.list_flatten(lists)
    own = {field.name for field in elements.type}
    columns = [pc.struct_field(elements, n) if n in own else table[n].take(owners) for n in schema.names]
    return pa.Table.from_arrays(columns, schema=schema)


def _failures(window: Sequence[Entry], parts: Parts, reasons: Mapping[Key, str]) -> pa.Table:
    rows = []
    for entry in window:
        if entry.key is None:
            rows.append({"file": entry.name, "sha256": None, "reason": entry.reason})
        elif entry.key not in parts:
            rows.append({"file": entry.name, "sha256": entry.key[0], "reason": reasons[entry.key]})
    return pa.Table.from_pylist(rows, schema=FAILURES)
