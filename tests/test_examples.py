"""The example reports give exactly the findings that their README promises."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from gongkai.checks import check_report
from gongkai.readers.report import read_report
from gongkai.report.json_form import to_json
from gongkai.report.sparse import from_sparse

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
EXPECTED = tomllib.loads((EXAMPLES / "expected.toml").read_text(encoding="utf-8"))
SOURCES = sorted((EXAMPLES / "sources").glob("*.toml"))


def test_every_report_is_expected() -> None:
    assert sorted(p.name for p in (EXAMPLES / "reports").iterdir()) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_findings(name: str) -> None:
    verdict = check_report(read_report(EXAMPLES / "reports" / name))
    assert Counter(f.rule for f in verdict.findings) == EXPECTED[name], [f.message for f in verdict.findings]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_readme_names_the_rules(name: str) -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}` |"))
    assert set(re.findall(r"[A-Z][A-Z0-9]?-[A-Z0-9]+", row)) == set(EXPECTED[name])


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.stem)
def test_the_report_is_that_of_its_source(source: Path) -> None:
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    made, read = to_json(from_sparse(told)), to_json(read_report(EXAMPLES / "reports" / told["file"]))
    keys = ("format", "agency", "year", "preamble", "headings", "sections", "table2", "table3", "table4")
    assert {k: read[k] for k in keys} == {k: made[k] for k in keys}
    # A title is set in two lines, and read as two words.
    assert "".join(read["title"].split()) == made["title"]
