"""Seals: the chain's end as it stood on a day, written outside the database.

Somebody who may write to the database could build the whole chain anew. He cannot make it fit the seals, which lie in
a file of the data folder, go into every back-up, and can be read out or printed by the auditor.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from gongkai_web.audit.archives import folder
from gongkai_web.audit.models import ChainHead

__all__ = ["Seal", "read", "seal"]

_FILE = "seals.jsonl"


@dataclass(frozen=True, slots=True)
class Seal:
    """An instant in ISO form, the number of the last event then, and its hash."""

    at: str
    number: int
    hash: str


def _path() -> Path:
    return folder() / _FILE


def read() -> list[Seal]:
    """All seals, the oldest first. A line that was cut short by a crash is left out."""
    if not _path().exists():
        return []
    seals = []
    for line in _path().read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
            seals.append(Seal(str(told["at"]), int(told["number"]), str(told["hash"])))
        except (ValueError, KeyError, TypeError):
            continue
    return seals


def seal() -> Seal | None:
    """Writes down where the chain ends now. None when it was empty or is already sealed."""
    head = ChainHead.objects.filter(id=1).first()
    if head is None or not head.number or any(known.number == head.number for known in read()[-1:]):
        return None
    made = Seal(timezone.now().isoformat(timespec="seconds"), head.number, head.hash)
    _path().parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"at": made.at, "number": made.number, "hash": made.hash}) + "\n"
    with _path().open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return made
