"""The course of a run: files are loaded in order, batches sent as the engine has room, results kept as they come."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

from gongkai.corpus.assemble import Entry
from gongkai.corpus.batch import Job, Key, OtherVersion, Result
from gongkai.corpus.engines import Engine
from gongkai.corpus.errors import CorpusError
from gongkai.corpus.parts import Parts
from gongkai.corpus.progress import Advance
from gongkai.corpus.version import program_version
from gongkai.readers.errors import Unreadable
from gongkai.readers.source import load_bytes

__all__ = ["Run"]

_BATCH_FILES = 32
_BATCH_BYTES = 4 * 1024 * 1024
"""A batch is sent when it has so many files or bytes."""
_ROUNDS = 4
"""Batches that each worker gets at least, where there are few files."""
_AHEAD = 2
"""Batches in hand for each that is being read, so that no worker waits; it bounds the memory as well."""


class Run:
    """A run over files. ``known`` counts those read in earlier runs, ``done`` those read now.

    ``reasons`` has the content that could not be read.
    """

    def __init__(self, parts: Parts, engine: Engine, advance: Advance) -> None:
        self.known = 0
        self.done = 0
        self.reasons: dict[Key, str] = {}
        self._parts = parts
        self._engine = engine
        self._advance = advance
        self._batch: list[Job] = []
        self._batch_files = _BATCH_FILES
        self._in_hand: dict[Future[Result], tuple[Key, ...]] = {}

    def read(self, files: Mapping[str, Path]) -> list[Entry]:
        """An entry for each file, in their order, once all that is new among them has been read.

        Raises CorpusError where the engine fails, OSError where the results cannot be written.
        """
        before = len(self._parts)
        self._batch_files = max(1, min(_BATCH_FILES, len(files) // (_ROUNDS * self._engine.width())))
        seen: set[Key] = set()
        entries = [self._take(name, path, seen) for name, path in files.items()]
        self._send()
        while self._in_hand:
            self._collect()
        self.done = len(self._parts) - before
        return entries

    def _take(self, name: str, path: Path, seen: set[Key]) -> Entry:
        try:
            data = load_bytes(path)
        except Unreadable as error:
            self._advance(1)
            return Entry(name, None, error.reason)
        key = (hashlib.sha256(data).hexdigest(), path.suffix.lower())
        if key in seen:
            self._advance(1)
        elif key in self._parts:
            self.known += 1
            self._advance(1)
        else:
            self._batch.append(Job(key, data))
            if len(self._batch) >= self._batch_files or sum(len(job.data) for job in self._batch) >= _BATCH_BYTES:
                self._send()
        seen.add(key)
        return Entry(name, key)

    def _send(self) -> None:
        if not self._batch:
            return
        jobs = tuple(self._batch)
        self._batch.clear()
        self._in_hand[self._engine.submit(jobs)] = tuple(job.key for job in jobs)
        while len(self._in_hand) >= _AHEAD * self._engine.width():
            self._collect()

    def _collect(self) -> None:
        """Waits for a batch and keeps what has come."""
        for future in wait(self._in_hand, return_when=FIRST_COMPLETED).done:
            keys = self._in_hand.pop(future)
            result = _result(future, keys)
            if result.rows:
                self._parts.save(result.rows)
            self.reasons |= result.failures
            self._advance(len(keys))


def _result(future: Future[Result], keys: tuple[Key, ...]) -> Result:
    """The result of a batch; that of a worker which was lost with it is a failure of its files."""
    try:
        return future.result()
    except OtherVersion as other:
        raise CorpusError(f"集群上的程序是{other}，这里是{program_version()}，请装成同一版本") from None
    except ModuleNotFoundError as error:
        raise CorpusError(f"集群的工作进程上缺少 {error.name}，请装上同一版本的程序") from error
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        return Result((), dict.fromkeys(keys, "集群的工作进程几次中断，没有读成"))
