"""Importing this registers every check, in the order in which findings of one severity are told."""

from gongkai.checks import arithmetic, form, tables, years  # noqa: F401
