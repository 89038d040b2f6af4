"""Which parts of the site are installed."""

from __future__ import annotations

from importlib.util import find_spec

__all__ = ["is_there"]


def is_there(module: str) -> bool:
    """Whether there is a module of that name, in a package that may not be there either."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
