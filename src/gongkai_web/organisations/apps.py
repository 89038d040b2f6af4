"""The app `organisations`."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _guard(*, using: str, **_: Any) -> None:
    from gongkai_web.organisations import triggers

    connection = connections[using]
    if "organisations_guide" in connection.introspection.table_names():
        triggers.install_missing(connection)


class OrganisationsConfig(AppConfig):
    """Regions and agencies, their public face, who works where in which role."""

    name = "gongkai_web.organisations"
    label = "organisations"
    verbose_name = "机构"

    def ready(self) -> None:
        """Keeps the guard of published guides after migrations; lets the public face be found by the search."""
        from gongkai_web.organisations.findable import follow_public_face

        follow_public_face()
        post_migrate.connect(_guard, sender=self, dispatch_uid="organisations-triggers")
