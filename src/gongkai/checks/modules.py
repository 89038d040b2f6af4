"""Importing this registers every check, in the order in which findings of one severity are told."""

from __future__ import annotations

from gongkai.checks import arithmetic, form, tables, years  # noqa: F401
from gongkai.checks.narrative import growth, ratios, sums  # noqa: F401
from gongkai.checks.narrative import tables as claimed  # noqa: F401
from gongkai.checks.wording import artefacts, citations, privacy, repeats, words  # noqa: F401
