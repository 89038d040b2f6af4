"""Tables that every app may use."""

from __future__ import annotations

from django.db import models

__all__ = ["IndexKey", "RateCount", "Stamp"]


class Stamp(models.Model):
    """A name and a value that is new after every change of what the name stands for; see common/stamp.py."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=32)

    class Meta:
        verbose_name = "数据戳"
        verbose_name_plural = "数据戳"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class RateCount(models.Model):
    """How often somebody posted to a form in a window of time; written by common/rate.py only."""

    key = models.CharField("表单和来源", max_length=200, primary_key=True)
    count = models.PositiveIntegerField("次数")
    ends = models.BigIntegerField("时段结束", db_index=True, help_text="1970年以来的毫秒数。")

    class Meta:
        verbose_name = "提交次数"
        verbose_name_plural = "提交次数"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key} {self.count}"


class IndexKey(models.Model):
    """The sealed key of the hashes by which personal fields are found: one row; see common/index_key.py."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sealed = models.TextField("封存的密钥")

    class Meta:
        verbose_name = "检索密钥"
        verbose_name_plural = "检索密钥"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="index_key_one_row")]

    def __str__(self) -> str:
        return "检索密钥"
