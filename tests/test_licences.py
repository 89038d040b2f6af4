"""No library at run time has a licence that forbids closed use of the whole (GPL, AGPL)."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# LGPL allows use as a library; the word boundary keeps it apart.
COPYLEFT = re.compile(r"\bA?GPL|(?<!Lesser )(?<!Library )General Public License|Affero", re.IGNORECASE)


def closure(requirements: list[str]) -> dict[str, Distribution]:
    """Name → installed distribution of the requirements and of all that they need on this machine."""
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{requirement} is not installed")
        if name not in found:
            found[name] = installed
            children = [Requirement(text) for text in installed.requires or ()]
            waiting += [(child, extra) for child in children for extra in ("", *requirement.extras)]
    return found


def licence(installed: Distribution) -> str:
    """What the package says of its licence: the SPDX expression, else the classifiers, else the free text's start."""
    meta = installed.metadata
    classifiers = [c.rpartition(" :: ")[2] for c in meta.get_all("Classifier") or () if c.startswith("License ::")]
    return meta.get("License-Expression") or "; ".join(classifiers) or (meta.get("License") or "").strip()[:200]


def forbidden(text: str) -> bool:
    """True where every alternative of the licence is a strong copyleft."""
    return all(COPYLEFT.search(part) for part in re.split(r"\bOR\b", text))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("GPL-3.0-or-later", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("MIT AND AGPL-3.0-only", True),
        ("MIT OR GPL-2.0-only", False),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Apache-2.0", False),
    ],
)
def test_forbidden_licences_are_told_apart(text: str, answer: bool) -> None:
    assert forbidden(text) is answer


def test_run_time_licences(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [requirement for group in project["optional-dependencies"].values() for requirement in group]
    found = closure([*project["dependencies"], *extras])
    assert len(found) > len(project["dependencies"])
    licences = {name: licence(installed) for name, installed in found.items()}
    assert [name for name, text in licences.items() if not text] == []
    assert {name: text for name, text in licences.items() if forbidden(text)} == {}
