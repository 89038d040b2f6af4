"""Stored files: the original untouched, the cleaned copy, what is known of both. A row is never deleted."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.files.kinds import KINDS, FileKind
from gongkai_web.files.names import plain_name
from gongkai_web.files.states import SAFE, Access, CleaningState, ScanState
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["StoredFile", "StoredFileQuerySet", "new_public_id"]

_SHA = 64


def new_public_id() -> str:
    """A random name of 122 bits, for addresses: nobody finds the next by counting."""
    return uuid.uuid4().hex


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files with the filters that people ask for."""

    def public(self) -> StoredFileQuerySet:
        """Those everybody may have. The database holds that they are safe, cleaned and not withdrawn."""
        return self.filter(access=Access.PUBLIC)

    def seen_by(self, scope: Scope) -> StoredFileQuerySet:
        """Those of the agencies that a person may see in the back office."""
        return self if scope.sees_all else self.filter(agency__in=scope.visible)

    def unfinished(self) -> StoredFileQuerySet:
        """Those that a task still has to scan or clean."""
        return self.filter(
            models.Q(scan_state=ScanState.WAITING) | models.Q(scan_state__in=SAFE, cleaning_state=CleaningState.WAITING)
        )


class StoredFile(models.Model):
    """A file that an officer uploaded."""

    public_id = models.CharField("公开编号", max_length=32, unique=True, default=new_public_id, editable=False)
    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="files")
    title = models.CharField("标题", max_length=200)
    original_name = models.CharField("原文件名", max_length=255, editable=False)
    kind = models.CharField("类型", max_length=8, choices=[(k.id, k.label) for k in KINDS.values()], editable=False)
    size = models.PositiveBigIntegerField("大小（字节）", editable=False)
    sha256 = models.CharField("SHA-256", max_length=_SHA, editable=False, db_index=True)
    sm3 = models.CharField("SM3", max_length=_SHA, editable=False)
    original = models.FileField("原件", max_length=100, editable=False)

    cleaning_state = models.CharField(
        "清理", max_length=12, choices=CleaningState, default=CleaningState.WAITING, editable=False
    )
    cleaned = models.FileField("清理后的副本", max_length=100, blank=True, editable=False)
    cleaned_size = models.PositiveBigIntegerField("副本大小（字节）", default=0, editable=False)
    cleaned_sha256 = models.CharField("副本SHA-256", max_length=_SHA, blank=True, editable=False)
    text = models.TextField("文字", blank=True, editable=False)
    removed = models.JSONField("已清除的内容", default=list, blank=True, editable=False)
    remarks = models.JSONField("请核对", default=list, blank=True, editable=False)

    scan_state = models.CharField("查毒", max_length=16, choices=ScanState, default=ScanState.WAITING, editable=False)
    scan_finding = models.CharField("查毒结果", max_length=200, blank=True, editable=False)
    scan_engine = models.CharField("查毒引擎和病毒库", max_length=120, blank=True, editable=False)
    scanned_at = models.DateTimeField("查毒时间", null=True, blank=True, editable=False)

    access = models.CharField("公开范围", max_length=10, choices=Access, default=Access.INTERNAL, editable=False)
    published_at = models.DateTimeField("公开时间", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("撤下原因", max_length=200, blank=True, editable=False)
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now, editable=False, db_index=True)
    uploaded_by = models.CharField("上传人账号", max_length=150, blank=True, editable=False)
    uploaded_by_name = models.CharField("上传人", max_length=150, blank=True, editable=False)

    objects: ClassVar[models.Manager[StoredFile]] = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering = ("-uploaded_at", "-id")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(access=Access.PUBLIC)
                | (
                    models.Q(scan_state__in=SAFE, withdrawn_at__isnull=True)
                    & models.Q(cleaning_state__in=(CleaningState.DONE, CleaningState.SEAL_KEPT))
                    & ~models.Q(cleaned="")
                ),
                name="file_public_is_clean",
                violation_error_message="只有查毒、清理都完成且没有撤下的文件才能公开。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where its cleaned copy is."""
        return f"/files/{self.public_id}/"

    @property
    def spec(self) -> FileKind:
        """Its kind."""
        return KINDS[self.kind]

    @property
    def is_safe(self) -> bool:
        """Whether it may be handed out to anybody."""
        return self.scan_state in SAFE

    @property
    def is_public(self) -> bool:
        """Whether everybody may have the cleaned copy."""
        return self.access == Access.PUBLIC

    @property
    def download_name(self) -> str:
        """The name under which it is saved: its title with the ending of its kind."""
        return plain_name(self.title, self.spec.ending)
