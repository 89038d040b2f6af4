"""The pinned requirements: exact, hashed, without an address, and those that pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

FILES = ("bench", "build", "dev", "extras", "lock", "run")
PIN = re.compile(r"(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+))? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}(?: \\)?")
WHO = r"[\w.-]+(?: \(pyproject\.toml(?::\w+)?\))?"
COMMENT = re.compile(rf" {{4}}# +(?:via(?: {WHO})?|-c requirements/\w+\.txt|{WHO})")


def lines(root: Path, name: str) -> list[str]:
    return (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def pins(root: Path, name: str) -> dict[str, set[str]]:
    """Name → the versions pinned for it, one for each marker."""
    found: dict[str, set[str]] = {}
    for line in lines(root, name):
        if match := PIN.fullmatch(line):
            found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def group(project: dict[str, Any], name: str) -> list[str]:
    """The requirements of a dependency group with the groups it includes."""
    found: list[str] = []
    for entry in project["dependency-groups"][name]:
        found += [entry] if isinstance(entry, str) else group(project, entry["include-group"])
    return found


@pytest.mark.parametrize("name", FILES)
def test_each_line_is_a_pin_a_hash_or_a_reason(root: Path, name: str) -> None:
    strange = [s for s in lines(root, name) if not (PIN.fullmatch(s) or HASH.fullmatch(s) or COMMENT.fullmatch(s))]
    assert strange == []


@pytest.mark.parametrize("name", FILES)
def test_each_pin_has_a_hash(root: Path, name: str) -> None:
    text = lines(root, name)
    bare = [line for line, after in zip(text, [*text[1:], ""], strict=True) if "==" in line and "--hash" not in after]
    assert bare == []


def test_the_pins_are_what_the_project_asks_for(root: Path, project: dict[str, Any]) -> None:
    optional = [r for extra in project["project"]["optional-dependencies"].values() for r in extra]
    asked = {
        "run": project["project"]["dependencies"],
        "extras": [*project["project"]["dependencies"], *optional],
        "dev": [*project["project"]["dependencies"], *optional, *group(project, "dev")],
        "bench": group(project, "bench"),
        "build": group(project, "build"),
        "lock": group(project, "lock"),
    }
    for name, requirements in asked.items():
        pinned = pins(root, name)
        for requirement in map(Requirement, requirements):
            versions = pinned.get(canonicalize_name(requirement.name), set())
            assert versions, f"requirements/{name}.txt lacks {requirement}: make lock"
            assert all(requirement.specifier.contains(Version(v)) for v in versions), f"{requirement}: make lock"


def test_what_is_tested_is_what_is_run(root: Path) -> None:
    dev = pins(root, "dev")
    for name in ("run", "extras", "build"):
        assert {n: v for n, v in dev.items() if n in pins(root, name)} == pins(root, name)


def test_the_build_backend_is_one_version(project: dict[str, Any]) -> None:
    backend = project["build-system"]["requires"]
    assert all("==" in requirement for requirement in backend)
    assert set(backend) <= set(group(project, "build"))
