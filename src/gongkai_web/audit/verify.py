"""The whole chain proved: archives, table, head, seals and triggers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max

from gongkai_web.audit import archives, seals, triggers
from gongkai_web.audit.chain import Break, Walk
from gongkai_web.audit.models import ChainHead, Event
from gongkai_web.audit.queries import in_order

__all__ = ["Proof", "verify"]


@dataclass(slots=True)
class Proof:
    """What a verification found: how many events in archives and table, and every break."""

    archived: int = 0
    kept: int = 0
    breaks: list[Break] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True when nothing is wrong."""
        return not self.breaks

    def said(self) -> str:
        """One line in Chinese."""
        count = f"审计记录共{self.archived + self.kept}条"
        where = f"（其中已归档{self.archived}条）" if self.archived else ""
        return f"{count}{where}，" + ("链条完整。" if self.holds else f"发现{len(self.breaks)}处问题。")


_MOST = 1000
"""Breaks that are told; a table that was overwritten need not fill the memory."""


def verify() -> Proof:
    """Proves the chain from its first event to where its head stands now. Events added meanwhile are left for later."""
    head = ChainHead.objects.filter(id=1).first() or ChainHead()
    proof = Proof()
    for found in _breaks(head, proof):
        proof.breaks.append(found)
        if len(proof.breaks) >= _MOST:
            proof.breaks.append(Break(0, f"只列出前{_MOST}处"))
            break
    return proof


def _breaks(head: ChainHead, proof: Proof) -> Iterator[Break]:
    for name in triggers.missing(connection):
        yield Break(0, f"数据库里防改触发器{name}不在或被停用")
    walk = Walk()
    sealed = {seal.number: seal for seal in seals.read()}
    yield from _over_archives(walk, head, sealed)
    proof.archived = walk.counted
    yield from walk.over(_sealed_as(in_order(Event.objects.all(), until=head.number), sealed, wrong := []))
    proof.kept = walk.counted - proof.archived
    yield from walk.must_reach(head.number, head.hash, "链尾")
    yield from wrong
    late = [number for number in sealed if number > head.number]
    if late:
        now = ChainHead.objects.filter(id=1).values_list("number", flat=True).first() or 0
        yield from (Break(n, f"{sealed[n].at}封存时有第{n}条，现在没有") for n in late if n > now)
    highest = Event.objects.aggregate(highest=Max("number"))["highest"] or 0
    reached = ChainHead.objects.filter(id=1).values_list("number", flat=True).first() or 0
    if highest > reached:
        yield Break(reached + 1, f"链尾之后多出第{reached + 1}条至第{highest}条")


def _over_archives(walk: Walk, head: ChainHead, sealed: dict[int, seals.Seal]) -> Iterator[Break]:
    """Walks the archives; whatever is wrong with one, the table's part is still proved from where it should begin."""
    if not head.archived_number:
        return
    try:
        for archive in archives.listed():
            if archive.first > head.archived_number:  # written, its events not yet taken from the table
                break
            wrong: list[Break] = []
            yield from walk.over(_sealed_as(archives.read(archive), sealed, wrong))
            yield from wrong
            yield from walk.must_reach(archive.last, archive.last_hash, f"{archive.year}年归档目录")
    except archives.DamagedArchive as error:
        yield Break(walk.due, str(error))
        walk.due, walk.previous = head.archived_number + 1, head.archived_hash
        return
    yield from walk.must_reach(head.archived_number, head.archived_hash, "归档记载")
    walk.due, walk.previous = head.archived_number + 1, head.archived_hash


def _sealed_as(events: Iterable[Event], sealed: dict[int, seals.Seal], wrong: list[Break]) -> Iterator[Event]:
    for event in events:
        seal = sealed.get(event.number)
        if seal is not None and seal.hash != event.hash:
            wrong.append(Break(event.number, f"第{event.number}条与{seal.at}封存的摘要不同，链条被重写"))
        yield event
