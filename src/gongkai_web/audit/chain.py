"""How an event is hashed, and how the chain is proved whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

if TYPE_CHECKING:
    from gongkai_web.audit.models import Event

__all__ = ["GENESIS", "Break", "hash_of", "verify"]

GENESIS = "0" * 64
_FIELDS = (
    "number", "actor", "actor_name", "agency", "address", "verb", "object_kind", "object_key", "object_name",
    "before", "after", "success", "previous_hash",
)  # fmt: skip


def hash_of(event: Event) -> str:
    """SM3 over everything an event says, its number and the hash before it, as 64 hex digits."""
    said = {name: getattr(event, name) for name in _FIELDS}
    said["at"] = event.at.isoformat(timespec="microseconds")
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the number and what is wrong, in Chinese."""

    number: int
    what: str


def verify(
    events: Iterable[Event], *, first: int = 1, before: str = GENESIS, last: int | None = None
) -> Iterator[Break]:
    """What is wrong with events given in order of their numbers: changed, missing, re-ordered or cut off rows.

    ``last`` is the number the chain must reach, as its head says.
    """
    due, previous = first, before
    for event in events:
        if event.number != due:
            yield Break(
                due, f"缺少第{due}条至第{event.number - 1}条" if event.number > due else f"第{event.number}条次序不对"
            )
        if event.previous_hash != previous:
            yield Break(event.number, "与前一条不衔接")
        if hash_of(event) != event.hash:
            yield Break(event.number, "内容与摘要不符，被改动过")
        due, previous = event.number + 1, event.hash
    if last is not None and due <= last:
        yield Break(due, f"末尾缺少第{due}条至第{last}条")
