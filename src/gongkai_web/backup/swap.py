"""Files that take the places of others, and give them back when something fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Put", "swapping"]

Put = Callable[[Path, Path], None]


def _drop(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def swapping() -> Iterator[Put]:
    """Gives ``put(fresh, place)``: a file or folder takes the place of another on the same disk by two renames.

    What was there before comes back when something fails inside, and is deleted when all went well.
    """
    placed: list[tuple[Path, Path]] = []

    def put(fresh: Path, place: Path) -> None:
        old = place.with_name(f"{place.name}.before-restore")
        _drop(old)
        place.parent.mkdir(parents=True, exist_ok=True)
        placed.append((place, old))
        if place.exists():
            place.rename(old)
        fresh.rename(place)

    try:
        yield put
    except BaseException:
        for place, old in reversed(placed):
            _drop(place)
            if old.exists():
                old.rename(place)
        raise
    for _, old in placed:
        _drop(old)
