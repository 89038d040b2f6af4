"""The work done so far, kept so that a run that was killed loses only what it had in hand.

A part is a Parquet file with a row a report, written whole or not at all. Only what was read is kept: a file that could
not be read is tried again in the next run, when there may be more memory, LibreOffice or text recognition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gongkai.corpus.batch import Key
from gongkai.corpus.errors import CorpusError
from gongkai.corpus.schema import PART
from gongkai.corpus.whole import whole_file

__all__ = ["Parts"]

_HELD = 8
"""Parts held in memory while tables are put together; files of one part mostly follow each other."""


class Parts:
    """The parts in a folder that ``version`` of the program has written. Raises OSError where it cannot be written."""

    def __init__(self, folder: Path, version: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._places: dict[Key, tuple[str, int]] = {}
        self._stale: set[str] = set()
        self._load = lru_cache(_HELD)(self._read)
        for path in sorted(folder.iterdir()):
            self._index(path, version)

    def __contains__(self, key: Key) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def save(self, rows: Iterable[bytes]) -> None:
        """Writes the rows of a batch, each an Arrow stream, as a part. It is on disk when this returns."""
        table = pa.concat_tables([pa.ipc.open_stream(row).read_all() for row in rows])
        keys = list(zip(table["sha256"].to_pylist(), table["ending"].to_pylist(), strict=True))
        name = hashlib.sha256(repr(keys).encode()).hexdigest()[:32] + ".parquet"
        with whole_file(self._folder / name) as path:
            pq.write_table(table, path, compression="zstd")
        self._stale.discard(name)  # the same files make the same name: it has just taken the place of the stale one
        self._places |= {key: (name, row) for row, key in enumerate(keys)}

    def rows(self, keys: Sequence[Key]) -> pa.Table:
        """The rows of these keys in their order, by the schema ``PART``. Raises KeyError for one that is not there."""
        pieces = [PART.empty_table()]
        start = 0
        for end in range(1, len(keys) + 1):
            name = self._places[keys[start]][0]
            if end < len(keys) and self._places[keys[end]][0] == name:
                continue
            pieces.append(self._load(name).take([self._places[key][1] for key in keys[start:end]]))
            start = end
        return pa.concat_tables(pieces).combine_chunks()

    def drop_stale(self) -> None:
        """Removes the parts of other versions and what killed runs left."""
        for name in self._stale:
            (self._folder / name).unlink(missing_ok=True)

    def _index(self, path: Path, version: str) -> None:
        keys: list[tuple[str, str, str]] = []
        if path.suffix == ".parquet":
            try:
                with pq.ParquetFile(path) as file:
                    table = file.read(columns=["sha256", "ending", "program"])
                keys = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
            except (pa.ArrowException, OSError):  # not ours, or the disk lost some of it: its files are read again
                keys = []
        if not any(program == version for _, _, program in keys):
            self._stale.add(path.name)
            return
        for row, (sha256, ending, _) in enumerate(keys):
            self._places[sha256, ending] = (path.name, row)

    def _read(self, name: str) -> pa.Table:
        try:
            with pq.ParquetFile(self._folder / name) as file:
                return file.read()
        except (pa.ArrowException, OSError) as error:
            raise CorpusError(f"{self._folder / name} 损坏了，请删去它再运行一次") from error
