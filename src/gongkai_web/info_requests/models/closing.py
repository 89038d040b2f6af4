"""The closed file list of a case: what lay in it when it was archived (art. 45)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai_web.info_requests.models.steps import Step

__all__ = ["ClosedFile"]


class ClosedFile(models.Model):
    """A line of the list with the digest of what it names; added when the case is archived, never changed."""

    step = models.ForeignKey(Step, verbose_name="归档", on_delete=models.PROTECT, related_name="closed_files")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类别", max_length=20)
    key = models.CharField("所指", max_length=40, help_text="表和行，如paper-12。")
    title = models.CharField("名称", max_length=200)
    on = models.DateField("日期", null=True, blank=True)
    digest = models.CharField("SHA-256", max_length=64)

    objects: ClassVar[models.Manager[ClosedFile]]

    class Meta:
        verbose_name = "归档目录"
        verbose_name_plural = "归档目录"
        ordering = ("step", "number")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["step", "number"], name="closed_file_once")]

    def __str__(self) -> str:
        return self.title
