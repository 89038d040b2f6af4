from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gongkai.checks import check_report
from gongkai.corpus import CorpusError, build
from gongkai.corpus.schema import TABLES
from gongkai.readers.report import read_report
from gongkai.writers import render
from tests.corpus.files import contents, fill, mixed, numbered, tables
from tests.sample_reports import quiet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mixed(tmp_path_factory.mktemp("mixed") / "in")


@pytest.fixture(scope="module")
def out(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("out") / "new" / "out"
    summary = build(folder, target, workers=2)
    assert (summary.files, summary.read, summary.known, summary.repeated, summary.failed) == (13, 9, 0, 0, 4)
    return target


def test_a_row_a_report(folder: Path, out: Path) -> None:
    rows = tables(out)["reports"].to_pylist()
    assert [row["file"] for row in rows] == sorted(row["file"] for row in rows)
    for row in rows:
        path = folder / row["file"]
        report = read_report(path)
        verdict = check_report(report)
        assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert row["bytes"] == path.stat().st_size
        assert (row["agency"], row["year"], row["format"], row["title"]) == (
            report.agency, report.year, report.format, report.title,
        )  # fmt: skip
        assert [row[f"heading_{s.id}"] for s in report.sections] == [s.heading for s in report.sections]
        assert row["length_overview"] == sum(len(p.text) for p in report.section("overview").paragraphs)
        assert (row["notes"], row["holds"]) == (len(report.notes), len(verdict.holds))
        count = Counter(f.severity.value for f in verdict.findings)
        assert (row["errors"], row["warnings"], row["notices"]) == (count["error"], count["warning"], count["notice"])
    assert {Path(row["file"]).suffix: row["kind"] for row in rows} == {
        ".json": "json",
        ".html": "html",
        ".docx": "docx",
    }


def test_a_row_a_cell(folder: Path, out: Path) -> None:
    found = tables(out)
    cells = found["cells"].to_pylist()
    at = 0
    for row in found["reports"].to_pylist():
        for path, cell in (c for table in read_report(folder / row["file"]).tables for c in table.cells()):
            told = cells[at]
            at += 1
            assert told["sha256"] == row["sha256"]
            assert f"{told['table']}.{told['row']}.{told['column']}" == path
            assert told["value"] == (None if cell.value is None else float(cell.value))
            assert (told["state"], told["raw"], told["why"]) == (cell.state.value, cell.raw, cell.why)
    assert at == len(cells)


def test_a_row_a_finding(folder: Path, out: Path) -> None:
    found = tables(out)
    expected = [
        (row["file"], f.rule, f.severity.value, f.where, f.message, f.path)
        for row in found["reports"].to_pylist()
        for f in check_report(read_report(folder / row["file"])).findings
    ]
    told = [
        (f["file"], f["rule"], f["severity"], f["where"], f["message"], f["path"])
        for f in found["findings"].to_pylist()
    ]
    assert told == expected
    assert "T3-FLOW" in {rule for _, rule, *_ in told}


def test_a_row_a_failure(out: Path) -> None:
    rows = {row["file"]: row for row in tables(out)["failures"].to_pylist()}
    assert list(rows) == sorted(["下级/二〇二三年/图.docx", "下级/二〇二三年/空.pdf", "半份.json", "断链.pdf"])
    assert rows["断链.pdf"] == {"file": "断链.pdf", "sha256": None, "reason": "文件不存在"}
    assert rows["半份.json"]["sha256"] == hashlib.sha256(numbered(1)[:500]).hexdigest()
    assert all(row["reason"] and "\n" not in row["reason"] for row in rows.values())


def test_the_files_have_the_schemas_with_descriptions(out: Path) -> None:
    for name, schema in TABLES.items():
        written = pq.read_schema(out / f"{name}.parquet")
        assert written.equals(schema, check_metadata=True)
        assert all(field.metadata[b"description"] for field in written)


def test_the_number_of_workers_changes_nothing(folder: Path, out: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "one", workers=1)
    assert contents(tmp_path / "one") == contents(out)


def test_the_same_content_is_read_once_and_told_under_each_name(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", [1, 3])
    (folder / "again.json").write_bytes(numbered(3))
    summary = build(folder, tmp_path / "out")
    assert (summary.read, summary.repeated, summary.failed) == (2, 1, 0)
    found = tables(tmp_path / "out")
    assert found["reports"]["file"].to_pylist() == ["00001.json", "00003.json", "again.json"]
    assert found["reports"]["sha256"][1] == found["reports"]["sha256"][2]
    assert Counter(found["findings"]["file"].to_pylist())["again.json"] > 0
    assert len(set(found["cells"]["sha256"].to_pylist())) == 2
    per_report = found["cells"].num_rows / 2
    assert per_report == sum(1 for t in read_report(folder / "00001.json").tables for _ in t.cells())


def test_the_same_content_under_another_ending_is_judged_for_itself(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_bytes(render(quiet(), "html"))
    (folder / "b.pdf").write_bytes(render(quiet(), "html"))
    build(folder, tmp_path / "out")
    found = tables(tmp_path / "out")
    assert found["reports"]["file"].to_pylist() == ["a.html"]
    assert found["failures"]["file"].to_pylist() == ["b.pdf"]


def test_half_a_surrogate_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").write_bytes(numbered(1).replace("第1局".encode(), b"\\ud83d"))
    assert build(folder, tmp_path / "out").failed == 0
    assert tables(tmp_path / "out")["reports"]["agency"].to_pylist() == ["?"]


def test_a_list_of_files(tmp_path: Path) -> None:
    fill(tmp_path / "in" / "a", range(3))
    listed = tmp_path / "in" / "list.txt"
    listed.write_text("a/00002.json\n\n  a/00000.json \na/00002.json\na/没有.pdf\n", encoding="utf-8-sig")
    summary = build(listed, tmp_path / "out")
    assert (summary.files, summary.read, summary.failed) == (3, 2, 1)
    found = tables(tmp_path / "out")
    assert found["reports"]["file"].to_pylist() == ["a/00000.json", "a/00002.json"]
    assert found["failures"].to_pylist() == [{"file": "a/没有.pdf", "sha256": None, "reason": "文件不存在"}]


def test_hidden_files_and_the_out_folder_are_passed_over(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", [1])
    fill(folder / ".git", [2])
    (folder / ".hidden.json").write_bytes(numbered(3))
    (folder / "~$年报.docx").write_bytes(b"x")
    (folder / "style.css").write_bytes(b"x")
    fill(folder / "out", [4])
    summary = build(folder, folder / "out")
    assert tables(folder / "out")["reports"]["file"].to_pylist() == ["00001.json"]
    assert summary.sentence() == (
        "共1个文件：本次读取1份，读不了0份；"
        f"发现错误{summary.errors}条、疑错{summary.warnings}条、提示{summary.notices}条；另有1个其他类型的文件未读。"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("没有", "没有这个文件夹或文件"),
        ("empty", "文件夹里没有能读的文件"),
        ("picture.png", "既不是文件夹"),
        ("prose.txt", "没有一行是现有文件的名字"),
    ],
)
def test_nothing_to_begin_with(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    (tmp_path / "prose.txt").write_text("本报告根据条例编制。" * 99, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        build(tmp_path / name, tmp_path / "out")
    assert not (tmp_path / "out").exists()
