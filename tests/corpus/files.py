"""Files for the tests of the corpus: reports of one sample with other figures, and a few that are none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gongkai.corpus.schema import TABLES
from gongkai.report.json_form import to_json
from gongkai.writers import render
from tests.sample_reports import busy, quiet

PLAIN = to_json(quiet())


def numbered(number: int) -> bytes:
    """A report that differs from the others in its figures; every third breaks an identity."""
    form = json.loads(json.dumps(PLAIN))
    form["agency"] = f"第{number}局"
    form["table2"]["penalties"]["decisions"] = number
    if number % 3 == 0:
        form["table3"]["carried_out"]["natural_person"] = 1
    return json.dumps(form, ensure_ascii=False).encode()


def fill(folder: Path, numbers: Iterable[int]) -> Path:
    """A folder with a numbered report each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:05}.json").write_bytes(numbered(number))
    return folder


def mixed(folder: Path) -> Path:
    """A folder with reports of several kinds, below each other, and with files that cannot be read."""
    fill(folder, range(7))
    below = folder / "下级" / "二〇二三年"
    below.mkdir(parents=True)
    (below / "报告.html").write_bytes(render(busy(), "html"))
    (below / "报告.docx").write_bytes(render(busy(), "docx"))
    (below / "空.pdf").write_bytes(b"")
    (below / "图.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "半份.json").write_bytes(numbered(1)[:500])
    (folder / "断链.pdf").symlink_to(folder / "没有.pdf")
    return folder


def slow() -> bytes:
    """JSON that takes a second or so and 300 MB of memory to find that it is no report."""
    return b'{"x":[' + b"1.5," * 8_000_000 + b"0]}"


def tables(out: Path) -> dict[str, pa.Table]:
    """The four tables."""
    return {name: pq.read_table(out / f"{name}.parquet") for name in TABLES}


def contents(out: Path) -> dict[str, bytes]:
    """The bytes of the four tables."""
    return {name: (out / f"{name}.parquet").read_bytes() for name in TABLES}
