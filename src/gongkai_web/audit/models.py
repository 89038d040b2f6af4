"""The audit log: append-only events, strings and no foreign keys, each sealed with the hash of the one before (SM3).

An event outlives what it tells of. Nothing here can be changed through Django, and the database refuses it as well
(triggers.py); ``verify`` finds what was changed in spite of both. Rows leave the table in one way only: into an archive
(archive.py), which moves ``ChainHead.archived_number`` forward and keeps the chain whole across both.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import models

__all__ = ["GENESIS", "ChainHead", "Event", "EventQuerySet"]

GENESIS = "0" * 64
"""What stands for the hash before the first event."""
_REFUSED = "audit events are append-only"


class EventQuerySet(models.QuerySet["Event"]):
    """Events with the filters that people ask for. Changing and deleting are refused."""

    def of_object(self, kind: str, key: object) -> EventQuerySet:
        """What happened to one object."""
        return self.filter(object_kind=kind, object_key=str(key))

    def by_actor(self, actor: str) -> EventQuerySet:
        """What one person did."""
        return self.filter(actor=actor)

    def of_agencies(self, codes: list[str]) -> EventQuerySet:
        """What happened at some agencies."""
        return self.filter(agency__in=codes)

    def between(self, start: datetime | None, end: datetime | None) -> EventQuerySet:
        """What happened from ``start`` on and before ``end``; either may be left open."""
        found = self if start is None else self.filter(at__gte=start)
        return found if end is None else found.filter(at__lt=end)

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: the log is append-only."""
        raise TypeError(_REFUSED)

    def delete(self) -> NoReturn:
        """Refused: the log is append-only."""
        raise TypeError(_REFUSED)

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: an event is added by ``audit.actions.record``, which links it to the one before."""
        raise TypeError(_REFUSED)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: the log is append-only."""
        raise TypeError(_REFUSED)


class Event(models.Model):
    """Something that somebody did: who, when, from where, what, to what, before and after (personal data masked)."""

    number = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.CharField("操作人账号", max_length=150, blank=True)
    actor_name = models.CharField("操作人", max_length=150, blank=True)
    agency = models.CharField("机关代码", max_length=40, blank=True)
    address = models.CharField("来源地址", max_length=64, blank=True)
    verb = models.CharField("动作", max_length=80)
    object_kind = models.CharField("对象类型", max_length=80, blank=True)
    object_key = models.CharField("对象编号", max_length=200, blank=True)
    object_name = models.CharField("对象名称", max_length=300, blank=True)
    before = models.JSONField("变更前", default=dict, blank=True)
    after = models.JSONField("变更后", default=dict, blank=True)
    success = models.BooleanField("成功", default=True)
    scheme = models.CharField("摘要算法", max_length=10, default="sm3")
    previous_hash = models.CharField("前一条的摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-number"]
        # Each filter of the auditor's list ends in the order of the list, so that a page is read off the index.
        indexes = [
            models.Index(fields=["at", "number"], name="audit_at"),
            models.Index(fields=["actor", "number"], name="audit_actor"),
            models.Index(fields=["actor_name", "number"], name="audit_actor_name"),
            models.Index(fields=["agency", "number"], name="audit_agency"),
            models.Index(fields=["verb", "number"], name="audit_verb"),
            models.Index(fields=["object_kind", "object_key", "number"], name="audit_object"),
            # A part of a name is looked for in this index from end to end, which is a tenth of the table.
            models.Index(fields=["object_name", "number"], name="audit_object_name"),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only a new event is saved. Raises TypeError for one that is there."""
        if not self._state.adding:
            raise TypeError(_REFUSED)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: the log is append-only."""
        raise TypeError(_REFUSED)


class ChainHead(models.Model):
    """The end of the chain, and where the table's part begins: one row, locked while an event is added: no fork.

    Events up to ``archived_number`` are in archives, the last of them with ``archived_hash``.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    archived_number = models.BigIntegerField(default=0)
    archived_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = "审计链尾"
        verbose_name_plural = "审计链尾"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return str(self.number)
