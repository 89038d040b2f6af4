"""Pages of a list, counted as Chinese counts."""

from __future__ import annotations

from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator

__all__ = ["RecordPaginator"]


class RecordPaginator(WagtailPaginator):
    """As Wagtail's."""

    @cached_property
    def items_count_label(self) -> str:
        """How many rows there are."""
        return f"共 {self.count} 条"
