"""The tables of lists: every cell names its column, so that a row can stand as a card on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.tables import BaseColumn, Table, TitleColumn

__all__ = ["RecordTable"]

_CELL = "<td"


class _Cell(BaseColumn.Cell):
    """A cell with the name of its column, or with the mark that there is nothing in it."""

    def render_html(self, parent_context: dict[str, Any]) -> SafeString:
        """The cell."""
        html = super().render_html(parent_context)
        before, cell, after = html.partition(_CELL)
        told = format_html(' data-label="{}"', self.column.label) if _is_told(self.column) else ""
        if not strip_tags(f"{cell}{after}").strip() and "<input" not in after:
            told = format_html("{} data-empty", told)
        return mark_safe(f"{before}{cell}{told}{after}")


def _is_told(column: BaseColumn) -> bool:
    """Whether a card says the name of the column: not of what heads the card."""
    return not isinstance(column, TitleColumn) and bool(column.label)


class RecordTable(Table):
    """See the module."""

    @property
    def rows(self) -> Iterator[Table.Row]:
        """The rows with such cells."""
        for index, instance in enumerate(self.data):
            yield _Row(self, instance, index)


class _Row(Table.Row):
    def __getitem__(self, key: str) -> _Cell:
        return _Cell(self.columns[key], self.instance)
