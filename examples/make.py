"""Writes the example reports of examples/reports that have a source here: ``python -m examples.make``.

A source holds the prose and the figures other than 0; the rest comes from the format. The reports in txt, md and html
are not made: they show what only such files have (lost cells, old encodings, the furniture of a page) and are their
own source.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from gongkai.report.sparse import from_sparse
from gongkai.writers import write

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Writes every report that has a source, beside those that have none."""
    for source in sorted(HERE.glob("sources/*.toml")):
        told = tomllib.loads(source.read_text(encoding="utf-8"))
        write(from_sparse(told), HERE / "reports" / told["file"])


if __name__ == "__main__":
    main()
