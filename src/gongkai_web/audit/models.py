"""The audit log: append-only events, strings and no foreign keys, each sealed with the hash of the one before (SM3).

An event outlives what it tells of. Nothing here can be changed through Django, and the database refuses it as well
(triggers of the first migration); ``verify`` finds what was changed in spite of both.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

__all__ = ["ChainHead", "Event", "EventQuerySet"]


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

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: the log is append-only."""
        raise TypeError("audit events are append-only")

    def delete(self) -> NoReturn:
        """Refused: the log is append-only."""
        raise TypeError("audit events are append-only")


class Event(models.Model):
    """Something that somebody did: who, when, from where, what, to what, before and after (personal data masked)."""

    number = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.CharField("操作人账号", max_length=150, blank=True, db_index=True)
    actor_name = models.CharField("操作人", max_length=150, blank=True)
    agency = models.CharField("机关代码", max_length=40, blank=True, db_index=True)
    address = models.CharField("来源地址", max_length=64, blank=True)
    verb = models.CharField("动作", max_length=80, db_index=True)
    object_kind = models.CharField("对象类型", max_length=80, blank=True)
    object_key = models.CharField("对象编号", max_length=200, blank=True)
    object_name = models.CharField("对象名称", max_length=300, blank=True)
    before = models.JSONField("变更前", default=dict, blank=True)
    after = models.JSONField("变更后", default=dict, blank=True)
    success = models.BooleanField("成功", default=True)
    previous_hash = models.CharField("前一条的摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-number"]
        indexes = [models.Index(fields=["object_kind", "object_key"], name="audit_object")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only a new event is saved. Raises TypeError for one that is there."""
        if not self._state.adding:
            raise TypeError("audit events are append-only")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: the log is append-only."""
        raise TypeError("audit events are append-only")


class ChainHead(models.Model):
    """The end of the chain: one row, locked while an event is added, so that there is no fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "审计链尾"
        verbose_name_plural = "审计链尾"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return str(self.number)
