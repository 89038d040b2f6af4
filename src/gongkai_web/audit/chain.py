"""How an event is hashed, and how the chain is proved whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from gongkai_web.audit.models import GENESIS

if TYPE_CHECKING:
    from gongkai_web.audit.models import Event

__all__ = ["SCHEMES", "Break", "Walk", "canonical", "hash_of"]

SCHEMES = {"sm3": hashes.SM3, "sha256": hashes.SHA256}
"""The digests an event may be sealed with (GB/T 32905, FIPS 180-4); each event says which."""
_FIELDS = (
    "number", "actor", "actor_name", "agency", "address", "verb", "object_kind", "object_key", "object_name",
    "before", "after", "success", "scheme", "previous_hash",
)  # fmt: skip


def canonical(event: Event) -> dict[str, object]:
    """Everything an event says, as JSON values that are the same whichever database or file it comes from.

    The instant is in UTC with microseconds; ``actions.record`` lets no float and no NUL in, which databases alter.
    """
    said: dict[str, object] = {name: getattr(event, name) for name in _FIELDS}
    said["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return said


def hash_of(event: Event) -> str:
    """The digest over everything an event says, its number and the hash before it, as 64 hex digits.

    Raises KeyError for an unknown scheme.
    """
    text = json.dumps(canonical(event), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashes.Hash(SCHEMES[event.scheme]())
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.finalize().hex()


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the number and what is wrong, in Chinese."""

    number: int
    what: str


@dataclass(slots=True)
class Walk:
    """A walk along the chain: ``due`` is the number that must come next, ``previous`` the hash it must follow.

    Feed it events in the order of their numbers; it remembers two values, however long the chain is.
    """

    due: int = 1
    previous: str = GENESIS
    counted: int = 0

    def over(self, events: Iterable[Event]) -> Iterator[Break]:
        """What is wrong with these events: changed, missing, twice or re-ordered rows."""
        for event in events:
            self.counted += 1
            if event.number > self.due:
                yield Break(self.due, _missing(self.due, event.number - 1))
            elif event.number < self.due:
                yield Break(event.number, f"第{event.number}条重复或次序不对")
            elif event.previous_hash != self.previous:
                yield Break(event.number, f"第{event.number}条与前一条不衔接")
            if event.scheme not in SCHEMES or hash_of(event) != event.hash:
                yield Break(event.number, f"第{event.number}条内容与摘要不符，被改动过")
            self.due, self.previous = event.number + 1, event.hash

    def must_reach(self, number: int, sealed: str, where: str) -> Iterator[Break]:
        """What is wrong with the end: rows cut off, rows too many, or another last row than ``where`` says."""
        if self.due <= number:
            yield Break(self.due, f"末尾缺少：{_missing(self.due, number)}（{where}）")
        elif self.due > number + 1:
            yield Break(number + 1, f"第{number}条之后多出{self.due - 1 - number}条（{where}）")
        elif self.previous != sealed:
            yield Break(number, f"第{number}条的摘要与{where}不同")


def _missing(first: int, last: int) -> str:
    return f"缺少第{first}条" if first == last else f"缺少第{first}条至第{last}条"
