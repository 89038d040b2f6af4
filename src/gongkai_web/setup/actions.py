"""The one action of the first start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gongkai_web.accounts.actions import create_officer, set_password
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.stamp import touch
from gongkai_web.organisations.actions import create_agency, create_region, grant
from gongkai_web.organisations.models import Platform
from gongkai_web.setup import codes

__all__ = ["AlreadySetUp", "First", "set_up"]


class AlreadySetUp(Exception):
    """Somebody else has set the site up in the meantime."""


@dataclass(frozen=True, slots=True)
class First:
    """What a site begins with: regions from the highest down (code, name, level), agency, administrator."""

    regions: tuple[tuple[str, str, str], ...]
    platform: str
    agency: dict[str, str]
    username: str
    name: str
    password: str
    email: str = ""


def set_up(first: First, *, home: Path, address: str) -> User:
    """Makes the platform's row, its regions, its first agency and the security administrator, all or nothing.

    The code ends with it. Raises ValidationError, and AlreadySetUp where another was faster.
    """
    by = Actor(name="系统（首次启用）", address=address)
    try:
        with transaction.atomic():
            if Platform.objects.exists():
                raise AlreadySetUp
            region = None
            for code, name, level in first.regions:
                region = create_region(code=code, name=name, level=level, parent=region, by=by)
            if region is None:
                raise ValidationError("没有填写行政区划。")
            title = first.platform or f"{region.name}政府信息公开平台"
            agency = create_agency(**first.agency, level=region.level, region=region, by=by)
            platform = Platform(region=region, name=title, sponsor=agency.name)
            platform.full_clean()
            # With force_insert the second of two at once fails here at the latest: there is one row, its key is 1.
            platform.save(force_insert=True)
            user = create_officer(username=first.username, name=first.name, email=first.email, by=by)
            set_password(user, first.password, by=by, way="首次启用")
            grant(user, Role.SECURITY_ADMINISTRATOR, by=by)
            touch()
            record(
                "site.set_up",
                by=by,
                on=("platform", 1, title),
                after={"机关": agency.name, "安全管理员": user.username},
            )
    except (IntegrityError, ValidationError) as error:
        if Platform.objects.exists():
            raise AlreadySetUp from error
        raise
    codes.end(home)
    return user
