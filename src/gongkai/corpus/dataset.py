"""A folder of reports → the four tables: what is known is passed over, the rest read in batches, kept, assembled."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path

from gongkai.corpus.assemble import write_tables
from gongkai.corpus.engines import Engine, cluster, processes
from gongkai.corpus.inputs import find_inputs
from gongkai.corpus.outfolder import opened
from gongkai.corpus.parts import Parts
from gongkai.corpus.progress import progress_bar
from gongkai.corpus.run import Run
from gongkai.corpus.summary import Summary
from gongkai.corpus.version import program_version

__all__ = ["FILE_SECONDS", "build"]

FILE_SECONDS = 60.0
"""A file that takes longer is given up; an ordinary report takes some thousandths of that."""


def build(
    source: Path,
    out: Path,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    progress: bool = False,
    seconds: float = FILE_SECONDS,
) -> Summary:
    """Writes reports, cells, findings and failures of all files of ``source`` as Parquet files into ``out``.

    ``source`` is a folder or a text with a file a line. ``scheduler`` is the address of a Dask cluster; without it
    ``workers`` processes of this machine read, as many as it has cores where None. ``progress`` shows a bar on stderr.
    ``seconds`` is the time that one file may take. Raises CorpusError where the run cannot begin or go on; the tables
    of an earlier run are then as they were, and what was read until then need not be read again.
    """
    inputs = find_inputs(source, out)
    with opened(out):
        parts = Parts(out / "parts", program_version())
        with progress_bar(len(inputs.files), shown=progress) as advance, _engine(scheduler, workers, seconds) as engine:
            run = Run(parts, engine, advance)
            entries = run.read(inputs.files)
        severities = write_tables(out, entries, parts, run.reasons)
        parts.drop_stale()
    failed = sum(entry.key is None or entry.key not in parts for entry in entries)
    return Summary(
        read=run.done,
        known=run.known,
        repeated=len(entries) - failed - run.done - run.known,
        failed=failed,
        errors=severities["error"],
        warnings=severities["warning"],
        notices=severities["notice"],
        passed_over=inputs.passed_over,
    )


def _engine(scheduler: str | None, workers: int | None, seconds: float) -> AbstractContextManager[Engine]:
    if scheduler is not None:
        return cluster(scheduler, seconds)
    return processes(workers or len(os.sched_getaffinity(0)), seconds)
