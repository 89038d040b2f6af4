"""In CI a test that skips itself fails, but for want of the real reports."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

@pytest.mark.slow
def test_slow(): pass

def test_plain(): pass

def test_no_program(): pytest.skip("LibreOffice is not here")

def test_real_reports(shared): pass
"""


@pytest.mark.parametrize(
    ("require_all", "shared_is_there", "passed", "failed", "skipped"),
    [("", False, 2, 0, 2), ("1", False, 2, 1, 1), ("1", True, 3, 1, 0)],
)
def test_skips(
    root: Path, tmp_path: Path, require_all: str, shared_is_there: bool, passed: int, failed: int, skipped: int
) -> None:
    tests = tmp_path / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(root / "tests" / "conftest.py", tests)
    shutil.copy(root / "pyproject.toml", tests.parent)
    (tests / "test_some.py").write_text(TESTS, encoding="utf-8")
    if shared_is_there:
        (tmp_path / "shared").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-o", "DJANGO_SETTINGS_MODULE="],
        cwd=tests.parent,
        env=os.environ | {"GONGKAI_REQUIRE_ALL": require_all, "DJANGO_SETTINGS_MODULE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    counts = re.findall(r"(\d+) (passed|failed|skipped)", done.stdout.splitlines()[-1])
    expected = {"passed": passed, "failed": failed, "skipped": skipped}
    assert {word: int(n) for n, word in counts} == {word: n for word, n in expected.items() if n}
    assert done.stdout.index("::test_plain") < done.stdout.index("::test_slow")
