"""The generated pages are current, and what the pages link to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.make_docs import main, pages

LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)(#[^)]*)?\)")


def written(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("src/**/*.md"), *root.glob("examples/*.md")]


@pytest.mark.parametrize("name", ["checks.md", "formats.md", "law.md"])
def test_generated_pages_are_current(root: Path, name: str) -> None:
    assert (root / "docs" / name).read_text(encoding="utf-8") == pages()[name], "make docs"


def test_a_stale_page_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scripts.make_docs.DOCS", tmp_path)
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / "law.md").write_text("old", encoding="utf-8")
    assert main(["--check"]) == 1
    assert "docs/law.md" in capsys.readouterr().err


def test_links_lead_somewhere(root: Path) -> None:
    broken = {
        f"{page.relative_to(root)} → {target}"
        for page in written(root)
        for target, _ in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    }
    assert broken == set()


def test_each_decision_is_listed(root: Path) -> None:
    folder = root / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in sorted(folder.glob("0*.md")) if f"({p.name})" not in index] == []
