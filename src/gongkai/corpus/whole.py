"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

__all__ = ["whole_file", "whole_files"]


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of ``target`` at the end; after an error ``target`` is as it was."""
    with whole_files([target]) as (path,):
        yield path


@contextmanager
def whole_files(targets: list[Path]) -> Iterator[list[Path]]:
    """Paths to write to. Only when all of them are on disk do they take the places of ``targets``."""
    paths = [target.with_name(f".{target.name}.{os.getpid()}") for target in targets]
    with ExitStack() as after:
        for path in paths:
            after.callback(path.unlink, missing_ok=True)
        yield paths
        for path in paths:
            _to_disk(path)
        for path, target in zip(paths, targets, strict=True):
            path.replace(target)
        for folder in {target.parent for target in targets}:
            _to_disk(folder)


def _to_disk(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
