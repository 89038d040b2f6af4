"""What cannot be read: one line of Chinese, never anything else, within the time and the memory of the issue."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gongkai.readers import load_bytes
from tests.readers import bad_files

MAX_SECONDS, MAX_MEGABYTES = 10, 512
PLACES = {
    "a-folder.docx": "文件夹",
    "no-such-file.pdf": "不存在",
    "a-file.txt/below": "不存在",
    "forbidden.docx": "权限",
    "sparse.docx": "300 MB",
    "sparse.pdf": "300 MB",
    "sparse.txt": "300 MB",
    "pipe.txt": "管道",
    "nul-in-the\0name.txt": "打不开",
}
EXPECTED = PLACES | {name: reason for name, (_, reason) in bad_files.CASES.items()}
# Neither good nor bad for the readers: what is asked is that they come back in time, whatever they find.
MAY_BE_READ = {name for name, reason in EXPECTED.items() if not reason}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, dict[str, Any]]:
    """How reading each file ended, in processes of their own."""
    folder = tmp_path_factory.mktemp("bad")
    for name, content in bad_files.every():
        (folder / name).write_bytes(content)
    (folder / "a-folder.docx").mkdir()
    (folder / "a-file.txt").write_text("x", encoding="utf-8")
    (folder / "forbidden.docx").write_bytes(b"x")
    (folder / "forbidden.docx").chmod(0)
    for ending in ("docx", "pdf", "txt"):
        with (folder / f"sparse.{ending}").open("wb") as file:
            file.truncate(300 * bad_files.MEGABYTE)
    os.mkfifo(folder / "pipe.txt")
    asked = "".join(json.dumps([str(folder / name), name == "forbidden.docx"]) + "\n" for name in EXPECTED)
    done = subprocess.run(
        [sys.executable, "-m", "tests.readers.limited"],
        cwd=root, input=asked, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(zip(EXPECTED, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", EXPECTED)
def test_one_line_says_why(name: str, outcomes: dict[str, dict[str, Any]]) -> None:
    outcome = outcomes[name]
    assert "died" not in outcome, outcome
    assert "raised" not in outcome, outcome["raised"]
    assert outcome["seconds"] <= MAX_SECONDS
    assert outcome["megabytes"] <= MAX_MEGABYTES
    if name in MAY_BE_READ and "read" in outcome:
        return
    reason = outcome["reason"]
    assert isinstance(reason, str)
    assert len(reason.splitlines()) == 1
    assert any("\u4e00" <= letter <= "\u9fff" for letter in reason)
    assert re.search(EXPECTED[name], reason)


def test_the_command_line_tells_each_and_goes_on(tmp_path: Path, root: Path) -> None:
    bad = ["empty.docx", "picture.docx", "half.xlsx", "encrypted.pdf", "binary.txt", "laughs.docx"]
    for name in bad:
        (tmp_path / name).write_bytes(bad_files.CASES[name][0]())
    (tmp_path / "good.json").write_bytes(bad_files.good("json"))
    paths = [str(tmp_path / name) for name in [*bad, "missing.pdf", "good.json"]]
    command = [sys.executable, "-c", "import gongkai.cli; gongkai.cli.main()", "report", "check", "--json", *paths]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert len(lines) == len(bad) + 1
    for path, line in zip(paths, lines, strict=False):
        assert line.startswith(path)
    results = json.loads(done.stdout)
    assert [("error" in result) for result in results] == [True] * (len(bad) + 1) + [False]


def test_what_is_within_the_limits_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    assert load_bytes(tmp_path / "a.txt") == b"x"
    assert load_bytes(str(tmp_path / "a.txt")) == b"x"
