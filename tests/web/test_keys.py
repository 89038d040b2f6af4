"""The secrets of a data folder: made once, whole, private, and never replaced."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai_web.connections import ConfigError
from gongkai_web.keys import keep_keys


def test_kept(tmp_path: Path) -> None:
    kept = keep_keys(tmp_path)
    assert keep_keys(tmp_path) == kept
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_many_at_once_get_the_same(tmp_path: Path) -> None:
    code = "import sys, pathlib, gongkai_web.keys as k; print(k.keep_keys(pathlib.Path(sys.argv[1])))"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"secret": "x"}', "密钥"])
def test_a_broken_file_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="请从备份中恢复"):
        keep_keys(tmp_path)
    assert path.read_text(encoding="utf-8") == text
