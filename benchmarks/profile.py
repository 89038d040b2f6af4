"""Where the time goes: ``python -m benchmarks.profile txt|html|docx|pdf [ROWS]``."""

from __future__ import annotations

import cProfile
import pstats
import sys

from benchmarks import sample
from gongkai.checks import check_report
from gongkai.readers.report import read_report_bytes

_FILES = 20


def main(kind: str, rows: str = "30") -> None:
    """Prints the functions that take most time themselves, over files of one kind, after one that does not count."""
    files = [sample.file(seed, kind) for seed in range(_FILES)]
    check_report(read_report_bytes(files[0], f"a.{kind}"))
    with cProfile.Profile() as profile:
        for data in files:
            check_report(read_report_bytes(data, f"a.{kind}"))
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(int(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
