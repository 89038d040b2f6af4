"""The tags of a page that harvesters and the yearly checks of government websites read (国办发〔2017〕47号)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

__all__ = ["Tags", "stamped"]


def stamped(moment: datetime | date | None) -> str:
    """A time as the guidelines write it, YYYY-MM-DD HH:MM in the site's zone; a day without its time; "" for none."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    return moment.isoformat()


@dataclass(frozen=True, slots=True)
class Tags:
    """What a page says of itself.

    ``title`` heads the browser's window. ``column`` and ``kind`` stand on a column's page (栏目页); with ``article``
    (its time and its source) the page is one piece of information (内容页) and says so by ArticleTitle.
    """

    path: str
    title: str = ""
    column: str = ""
    kind: str = ""
    description: str = ""
    keywords: str = ""
    article: str = ""
    published: datetime | date | None = None
    source: str = ""

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Names and contents of the tags that are known, in the order of the guidelines."""
        told = (
            ("ColumnName", self.column),
            ("ColumnDescription", self.description if self.column and not self.article else ""),
            ("ColumnKeywords", self.keywords if self.column and not self.article else ""),
            ("ColumnType", self.kind),
            ("ArticleTitle", self.article),
            ("PubDate", stamped(self.published)),
            ("ContentSource", self.source),
            ("Keywords", self.keywords if self.article else ""),
            # One of the two: HTML knows these names in any case and allows each once.
            ("Description" if self.article else "description", self.description),
        )
        return ((name, content) for name, content in told if content)
