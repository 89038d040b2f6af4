"""Writers: an ``AnnualReport`` → a file. Each kind is a module with ``render(report) -> bytes``.

A report is written as it is, with its own figures, also where they are wrong, and in the format of its own tables:
one in the trial format of 2019 for a year from 2021 on stays so, telling of it is the matter of the checks.
"""

from __future__ import annotations

import os
import secrets
from importlib import import_module
from pathlib import Path

from gongkai.report.model import AnnualReport

__all__ = ["KINDS", "UnknownKind", "render", "write"]

KINDS = ("docx", "pdf", "html", "xlsx", "json")


class UnknownKind(ValueError):
    """There is no writer for that kind of file; the message says so in Chinese."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"不能写成“{kind}”格式的文件，可以写成：{'、'.join(KINDS)}")


def render(report: AnnualReport, kind: str) -> bytes:
    """The report as a file of that kind, one of ``KINDS``. Raises UnknownKind for another."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    data: bytes = import_module(f"gongkai.writers.{kind}").render(report)
    return data


def write(report: AnnualReport, path: str | os.PathLike[str]) -> None:
    """Writes the report to ``path`` in the kind its ending names; the file is whole or is not there at all.

    Raises UnknownKind for an ending without a writer, OSError where the folder cannot be written.
    """
    target = Path(path)
    data = render(report, target.suffix[1:].lower())
    temporary = target.with_name(f".{secrets.token_hex(8)}{target.suffix}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
