"""The generated pages are current, and what the pages link to is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from gongkai.cli import main as gongkai
from scripts.make_docs import main, pages

LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)(#[^)]*)?\)")


def written(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("src/**/*.md"), *root.glob("examples/*.md")]


@pytest.mark.parametrize("name", ["checks.md", "formats.md", "law.md", "roles.md", "settings.md"])
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


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_readme_names_commands_that_are_there(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets
    commands = re.findall(r"gongkai report (\w+)(.*?)(?:#|$)", text, re.MULTILINE)
    assert {command for command, _ in commands} >= {"read", "check", "convert", "compare", "corpus"}
    context = click.Context(gongkai)
    report = gongkai.get_command(context, "report")
    assert isinstance(report, click.Group)
    for command, rest in commands:
        found = report.commands[command]
        options = {option for parameter in found.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z]+", rest)) <= options
