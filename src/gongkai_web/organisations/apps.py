"""The app `organisations`."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Regions and agencies, their public face, who works where in which role."""

    name = "gongkai_web.organisations"
    label = "organisations"
    verbose_name = "机构"
