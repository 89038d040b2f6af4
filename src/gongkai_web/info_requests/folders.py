"""The folders of the storage in which each file belongs to a row of this app.

Not `mail`: a message whose row is still to come is fetched again and finds its file there.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_web.files.orphans import own
from gongkai_web.info_requests.models import Application

__all__: list[str] = []


def _drafted() -> Iterator[str]:
    """Files of drafts: their names stand among what is sealed."""
    from gongkai_web.info_requests.actions.applications import values_of

    for row in Application.objects.filter(request=None, ended_by_offer=False).iterator():
        for file in values_of(row).get("files", []):
            yield str(file["stored"])


own("letters")
own("redaction")
own("drafts", _drafted)
