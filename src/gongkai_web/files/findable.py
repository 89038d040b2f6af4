"""What the search says of a file."""

from __future__ import annotations

from django.utils.timezone import localdate

from gongkai_web.files.models import StoredFile
from gongkai_web.search.actions import Public

__all__ = ["public_file"]


def public_file(file: StoredFile) -> Public | None:
    """The public copy with its words; None for a file that is not public."""
    if not file.is_public:
        return None
    return Public(
        title=file.title,
        url=file.get_absolute_url(),
        body=file.text,
        agency=file.agency.code,
        agency_name=file.agency.name,
        on=localdate(file.published_at) if file.published_at else None,
    )
