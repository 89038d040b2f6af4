"""Why a file was not made. The texts are sentences of Chinese that an officer reads, without the full stop."""

from __future__ import annotations

__all__ = ["CannotRedact", "StillThere"]


class CannotRedact(Exception):
    """The file cannot be handled; the text says why and what can be done."""


class StillThere(CannotRedact):
    """The proof failed. ``findings`` say what was found where, by the number of the mark and never by its text."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__("；".join(findings))
        self.findings = findings
