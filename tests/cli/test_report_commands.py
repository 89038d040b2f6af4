"""The commands as a program calls them: names, options, JSON keys and exit statuses of the contract."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.writers import write
from tests.checks.case_report import changed, clean_report, report_of_year_before

KEYS_OF_A_FINDING = {"rule", "severity", "where", "message", "basis", "expected", "found"}


def gongkai(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongkai", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    write(clean_report(), tmp_path / "clean.html")
    return tmp_path / "clean.html"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    write(changed(clean_report(), {"cells": {"table3.granted.total": 6}}), tmp_path / "faulty.docx")
    return tmp_path / "faulty.docx"


def test_read_json(clean: Path) -> None:
    done = gongkai("report", "read", clean, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert {"format", "agency", "year", "table2", "table3", "table4", "sections", "notes"} <= set(report)
    assert report["format"] == "2021"
    assert report["year"] == 2023
    assert report["table2"]["fees"] == {"amount": 3.5}
    assert report["table3"]["received"] == {
        "natural_person": 7,
        "company": 1,
        "research": 0,
        "ngo": 0,
        "legal_service": 0,
        "other_org": 0,
        "total": 8,
    }
    assert report["table4"]["review"]["pending"] == 1
    assert report["sections"]["other"] == "本年度没有收取信息处理费。"
    assert report["notes"] == []


def test_read_for_people(clean: Path) -> None:
    done = gongkai("report", "read", clean)
    assert done.returncode == 0
    assert "青石县人民政府办公室 2023年度" in done.stdout
    assert "自然人 7" in done.stdout


def test_check_without_findings(clean: Path) -> None:
    done = gongkai("report", "check", clean, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (result,) = json.loads(done.stdout)
    assert result["file"] == str(clean)
    assert (result["agency"], result["year"], result["findings"]) == ("青石县人民政府办公室", 2023, [])
    assert result["holds"]


def test_check_with_an_error(faulty: Path) -> None:
    done = gongkai("report", "check", faulty, "--json")
    assert done.returncode == 1
    (result,) = json.loads(done.stdout)
    rules = {f["rule"] for f in result["findings"]}
    assert "T3-TOTAL" in rules
    for finding in result["findings"]:
        assert set(finding) >= KEYS_OF_A_FINDING
        assert finding["severity"] in {"error", "warning", "notice"}


def test_check_for_people(faulty: Path) -> None:
    done = gongkai("report", "check", faulty)
    assert done.returncode == 1
    assert "各类申请人合计5件，总计填6件，相差1件" in done.stdout
    assert "国办公开办函〔2021〕30号" in done.stdout


def test_a_warning_alone_is_no_failure(tmp_path: Path) -> None:
    write(changed(clean_report(), {"headings": {"overview": "一、总体概况"}}), tmp_path / "a.json")
    done = gongkai("report", "check", tmp_path / "a.json", "--json")
    assert done.returncode == 0
    assert [f["rule"] for f in json.loads(done.stdout)[0]["findings"]] == ["F-HEADING"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, clean: Path) -> None:
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"PK\x03\x04 not a document")
    done = gongkai("report", "check", bad, clean, tmp_path / "absent.pdf", "--json")
    assert done.returncode == 2
    first, second, third = json.loads(done.stdout)
    assert set(first) == {"file", "error"}
    assert second["findings"] == []
    assert set(third) == {"file", "error"}
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2
    assert "bad.docx" in lines[0]
    assert "absent.pdf" in lines[1]


def test_check_with_the_year_before(tmp_path: Path, clean: Path) -> None:
    write(report_of_year_before(), tmp_path / "before.json")
    assert gongkai("report", "check", clean, "--previous", tmp_path / "before.json").returncode == 0
    odd = changed(report_of_year_before(), {"cells": {"table3.carried_out.total": 5}})
    write(odd, tmp_path / "odd.json")
    done = gongkai("report", "check", clean, "--previous", tmp_path / "odd.json", "--json")
    assert done.returncode == 1
    assert [f["rule"] for f in json.loads(done.stdout)[0]["findings"]] == ["Y-CARRY"]
    done = gongkai("report", "check", clean, "--previous", tmp_path / "none.json")
    assert done.returncode == 2
    assert "none.json" in done.stderr


@pytest.mark.parametrize("kind", ["docx", "pdf", "html", "xlsx", "json"])
def test_convert_and_read_back(tmp_path: Path, clean: Path, kind: str) -> None:
    out = tmp_path / f"out.{kind}"
    done = gongkai("report", "convert", clean, out)
    assert (done.returncode, done.stderr) == (0, "")
    before, after = (json.loads(gongkai("report", "read", p, "--json").stdout) for p in (clean, out))
    for key in ("format", "agency", "year", "table2", "table3", "table4", "sections"):
        assert after[key] == before[key]


def test_convert_to_an_unknown_kind(tmp_path: Path, clean: Path) -> None:
    done = gongkai("report", "convert", clean, tmp_path / "out.odt")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.odt").exists()


def test_convert_into_a_folder_that_is_not_there(tmp_path: Path, clean: Path) -> None:
    done = gongkai("report", "convert", clean, tmp_path / "no" / "out.json")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_compare(tmp_path: Path, clean: Path, faulty: Path) -> None:
    done = gongkai("report", "compare", clean, faulty, "--json")
    assert done.returncode == 0
    comparison = json.loads(done.stdout)
    different = [c for c in comparison["cells"] if c["differs"]]
    assert [(c["path"], c["first"], c["second"]) for c in different] == [("table3.granted.total", 5, 6)]
    assert not any(c["first"] == c["second"] == 0 for c in comparison["cells"])
    assert {s["id"]: s["similarity"] for s in comparison["sections"]}["overview"] == 1
    assert "第一部分：100%" in gongkai("report", "compare", clean, faulty).stdout


def test_usage_errors_are_status_two() -> None:
    assert gongkai("report", "check").returncode == 2
    assert gongkai("report", "nothing").returncode == 2
    assert gongkai("--version").stdout.startswith("gongkai ")
