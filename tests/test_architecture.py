"""Habits of the repository that no linter holds."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TEXT = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".json", ".sh", ".html", ".typ", ".cfg", ""}
OWN = ("src", "tests", "docs", "scripts", "examples", "benchmarks", "requirements", ".ci")
HEAVY = ("dask", "distributed", "docx", "matplotlib", "mplfonts", "numpy", "onnxruntime", "openpyxl", "pyarrow",
         "pypdfium2", "rapidocr", "typst")  # fmt: skip


def own_files(root: Path) -> Iterator[Path]:
    """The project's own files, found without git, which may not be installed."""
    yield from (p for p in root.iterdir() if p.is_file() and not p.name.startswith(".coverage"))
    for folder in OWN:
        for path in (root / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """Path → content of all own text files."""
    return {
        str(p.relative_to(root)): p.read_text(encoding="utf-8", errors="replace")
        for p in own_files(root)
        if p.suffix in TEXT
    }


@pytest.fixture(scope="module")
def modules(texts: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in texts.items() if path.startswith("src") and path.endswith(".py")}


def test_files_stay_small(modules: dict[str, str]) -> None:
    # Django writes the migrations.
    own = {path: text for path, text in modules.items() if "/migrations/" not in path}
    assert {path: n for path, text in own.items() if (n := text.count("\n")) > 400} == {}


def test_names_say_what_a_module_holds(modules: dict[str, str]) -> None:
    vague = {"utils.py", "util.py", "helpers.py", "services.py", "common.py", "misc.py", "base.py"}
    # Where Django looks for the engine of a database.
    by_django = {f"src/gongkai_web/common/{engine}/base.py" for engine in ("postgresql", "sqlite3")}
    assert [path for path in modules if Path(path).name in vague and path not in by_django] == []


def test_each_folder_says_what_it_owns(root: Path) -> None:
    folders = {p.parent for p in (root / "src" / "gongkai").glob("*/*.py") if p.stat().st_size}
    assert [f.name for f in sorted(folders) if not (f / "README.md").is_file()] == []


def test_no_path_of_one_machine(texts: dict[str, str]) -> None:
    place = re.compile(r"(?<![\w.])/(?:home|root|Users|work|opt)/\w")
    assert {path: m[0] for path, text in texts.items() if (m := place.search(text))} == {}


def test_no_address_of_a_registry(texts: dict[str, str]) -> None:
    address = re.compile(r"(?:index-url|find-links)[ =]+\S*(?:://|/)|(?:pypi|pythonhosted)\.org/simple")
    assert {path: m[0] for path, text in texts.items() if (m := address.search(text))} == {}


def test_the_command_line_starts_without_heavy_libraries() -> None:
    code = f"import sys, gongkai.cli; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
