"""The platform's own settings: written once at set-up, changed by the system administrator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.rows import differences, made_public, write
from gongkai_web.organisations.models import Platform, Region

__all__ = ["change_platform", "set_up_platform"]


@transaction.atomic
def set_up_platform(*, region: Region, name: str, sponsor: str, by: Actor, **fields: Any) -> Platform:
    """The one row of the platform. Raises ValidationError where it is there already."""
    if Platform.objects.exists():
        raise ValidationError("平台已经启用。")
    platform = Platform(region=region, name=name, sponsor=sponsor, **fields)
    write(platform)
    record(
        "platform.set_up", by=by, on=("platform", 1, name), after={"行政区划": region.full_name, "主办单位": sponsor}
    )
    made_public()
    return platform


@transaction.atomic
def change_platform(platform: Platform, *, by: Actor, **fields: Any) -> Platform:
    """The platform with what stands at the head and foot of every public page changed. Raises ValidationError."""
    platform = Platform.objects.get(pk=platform.pk)
    before, after = differences(platform, fields)
    if after:
        write(platform)
        record("platform.change", by=by, on=("platform", 1, platform.name), before=before, after=after)
        made_public()
    return platform
