"""What the law gives out cannot be changed by who receives it."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil

import pytest

import gongkai.law

BUILT_STEP_BY_STEP = {"Run", "Consultation"}
"""Used while events are read, and given to nobody."""


def dataclasses_of_the_law() -> list[type]:
    names = [module.name for module in pkgutil.walk_packages(gongkai.law.__path__, "gongkai.law.")]
    found = {
        value
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == name
    }
    return sorted(found, key=lambda cls: cls.__qualname__)


@pytest.mark.parametrize("cls", dataclasses_of_the_law(), ids=lambda cls: cls.__qualname__)
def test_frozen(cls: type) -> None:
    assert cls.__dataclass_params__.frozen == (cls.__qualname__ not in BUILT_STEP_BY_STEP)  # type: ignore[attr-defined]
