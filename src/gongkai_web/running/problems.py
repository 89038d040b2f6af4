"""Why a start ends early: something is wrong, told in one line, or somebody asked to stop."""

from __future__ import annotations

__all__ = ["CannotStart", "Stopped"]


class CannotStart(Exception):
    """The site cannot start; the message says why and what to do, in Chinese, on one line."""


class Stopped(Exception):
    """A signal asked to stop; it is no error."""
