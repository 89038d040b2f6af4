"""Of documents made wrong only Unreadable comes, and in time. See ``tests.readers.fuzz``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.readers.fuzz import FORMATS

USUAL, MANY = 300, 1500


def fuzz(kind: str, first: int, count: int, root: Path) -> None:
    command = [sys.executable, "-m", "tests.readers.fuzz", kind, str(first), str(count)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]


@pytest.mark.parametrize("kind", FORMATS)
def test_only_unreadable_comes(kind: str, root: Path) -> None:
    fuzz(kind, 0, USUAL, root)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_only_unreadable_comes_of_some_thousands(kind: str, root: Path) -> None:
    fuzz(kind, USUAL, MANY, root)
