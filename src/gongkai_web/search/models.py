"""What the search knows: one row for each public thing, with its words cut. No row, no result."""

from __future__ import annotations

from django.db import models

__all__ = ["Entry"]


class Entry(models.Model):
    """Something public: what it is, where it is, what it says.

    ``words`` of title and body are what the engine reads; ``marks`` are words that stand for kind, agency and year, so
    that narrowing a search is one more word to the engine. In the database its index is kept by triggers (SQLite) or is
    a generated column (PostgreSQL): it cannot fall behind the rows.
    """

    kind = models.CharField("类别", max_length=20)
    key = models.CharField("编号", max_length=64)
    title = models.CharField("标题", max_length=400)
    body = models.TextField("正文", blank=True)
    agency = models.CharField("机关代码", max_length=40, blank=True)
    agency_name = models.CharField("机关", max_length=120, blank=True)
    on = models.DateField("日期", null=True, blank=True)
    url = models.CharField("网址", max_length=300)
    title_words = models.TextField()
    body_words = models.TextField(blank=True)
    marks = models.CharField(max_length=120)
    entered_at = models.DateTimeField("收录时间")

    class Meta:
        verbose_name = "检索条目"
        verbose_name_plural = "检索条目"
        default_permissions = ()
        indexes = [models.Index(models.F("on").desc(), models.F("id").desc(), name="search_entry_newest")]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.title
