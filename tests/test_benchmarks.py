"""What the benchmarks measure: whole reports without errors, with a score that can tell right from wrong."""

from __future__ import annotations

import pytest

from benchmarks import sample
from benchmarks.files import figures_of
from benchmarks.page import Part, whole, with_parts
from benchmarks.peer import rows_of
from benchmarks.score import right, right_in_rows
from benchmarks.timing import measure, number, over_files, times
from gongkai.checks import check_report
from gongkai.readers.report import read_report_bytes
from gongkai.report.json_form import to_json


@pytest.mark.parametrize("kind", ["txt", "html", "docx"])
@pytest.mark.parametrize("seed", range(3))
def test_a_sample_reads_to_its_figures_without_errors(kind: str, seed: int) -> None:
    report = read_report_bytes(sample.file(seed, kind), f"a.{kind}")
    known = figures_of(to_json(sample.report(seed)))
    assert right(known, figures_of(to_json(report))) == 1
    assert [f for f in check_report(report).findings if f.severity == "error"] == []


def test_samples_differ_and_stay_the_same() -> None:
    assert len({sample.text_form(sample.report(seed)) for seed in range(50)}) == 50
    sample.report.cache_clear()
    assert sample.text_form(sample.report(7)) == sample.text_form(sample.report.__wrapped__(7))


def test_the_score_counts_rows_of_cells() -> None:
    report = sample.report(1)
    known = figures_of(to_json(report))
    rows = [line.split("\t") for line in sample.text_form(report).splitlines()]
    assert right_in_rows(known, rows, "2021") == 1
    (at,) = (n for n, row in enumerate(rows) if row[0].startswith("一、本年新收"))
    rows[at] = rows[at][:-1]
    assert right_in_rows(known, rows, "2021") == 1 - 7 / len(known)


def test_markdown_becomes_rows() -> None:
    assert rows_of("# 标题\n\n| a | |\n|---|---|\n| 1 | 2 |\n一、 3 4") == [
        ["#", "标题"], ["a", ""], ["---", "---"], ["1", "2"], ["一、", "3", "4"],
    ]  # fmt: skip


def test_times() -> None:
    taken = times([0.003, 0.001, 0.002])
    assert (taken.median, taken.low, taken.high) == (2, 1, 3)
    assert str(over_files([taken, times([0.02])])) == "11（2–20）"
    assert [number(value) for value in (0.01234, 12.34, 1234.5)] == ["0.0123", "12.3", "1,234"]
    calls: list[str] = []
    assert len(measure([lambda: calls.append("a"), lambda: calls.append("b")], 2)) == 2
    assert calls == ["a", "b"] * 3


def _part(heading: str, figure: str) -> Part:
    return Part(heading, ("a", "b"), [("1", figure)], before=["said before"], after=["and after"])


def test_a_part_measured_by_itself_leaves_the_others_as_they_are() -> None:
    first, second, third = _part("一", "11"), _part("二", "22"), _part("三", "33")
    page = whole(["# 测速", ""], [first, second])
    assert with_parts(page, []) == page.rstrip("\n") + "\n"
    anew = with_parts(page, [_part("一", "99")])
    assert anew == with_parts(whole(["# 测速", ""], [_part("一", "99"), second]), [])
    longer = with_parts(page, [third, _part("二", "88")])
    assert longer == with_parts(whole(["# 测速", ""], [first, _part("二", "88"), third]), [])
