"""The progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Advance", "progress_bar"]

Advance = Callable[[int], None]
"""Takes the number of files that were done."""


@contextmanager
def progress_bar(files: int, *, shown: bool) -> Iterator[Advance]:
    """A bar on stderr for so many files, gone at the end; nothing where it is not ``shown``."""
    if not shown:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("读取年报"), BarColumn(), MofNCompleteColumn(), TextColumn("还需"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=files)
        yield lambda n: progress.advance(task, n)
