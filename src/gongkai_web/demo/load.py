"""Fills an empty site with the demonstration county: ``load()``."""

from __future__ import annotations

import os
import secrets
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongkai.report.sparse import from_sparse
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.annual_reports.actions import publish_report
from gongkai_web.common.actor import Actor
from gongkai_web.demo.beside import load_beside
from gongkai_web.demo.faces import publish_face, publish_rules
from gongkai_web.demo.requests import Told, load_requests
from gongkai_web.organisations.actions import create_agency, create_region, grant, set_up_platform
from gongkai_web.organisations.models import Agency, Platform, Region

__all__ = ["ACCOUNTS", "load"]

ACCOUNTS = "demonstration-accounts.txt"
"""The file in the data folder that tells the accounts and their passwords."""

_BY = Actor.system("演示数据")
_PRIVATE = 0o600


def load() -> Path | None:
    """Fills the site; gives the file that tells the accounts, None where the site has been set up already.

    All in one transaction: a site is never half a demonstration.
    """
    told = tomllib.loads(_data("county.toml"))
    path = Path(settings.GONGKAI_HOME) / ACCOUNTS
    with transaction.atomic():
        if Platform.objects.exists():
            return path if path.exists() else None
        regions = _regions(told["regions"])
        platform = told["platform"]
        # Before the guides, which name it.
        set_up_platform(by=_BY, **{**platform, "region": regions[platform["region"]]})
        agencies = _agencies(told["agencies"], regions)
        publish_rules(tomllib.loads(_data("rules.toml"))["rules"], agencies, by=_BY)
        users, lines = _people(told["people"], agencies)
        lines += _to_look_up("演示申请的登记编号和查询码（“查询进展”页面用）：", load_requests(users, agencies))
        lines += _to_look_up("演示的更正、建议和投诉的编号和查询码：", load_beside(users, agencies))
        # Before the commit: accounts without known passwords are of no use, a file without accounts does no harm.
        _write_private(path, lines)
    return path


def _data(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")


def _regions(told: list[dict[str, Any]]) -> dict[str, Region]:
    made: dict[str, Region] = {}
    for one in told:
        parent = made.get(one.get("parent", ""))
        made[one["code"]] = create_region(code=one["code"], name=one["name"], level=one["level"], parent=parent, by=_BY)
    return made


def _agencies(told: list[dict[str, Any]], regions: dict[str, Region]) -> dict[str, Agency]:
    made: dict[str, Agency] = {}
    today = timezone.localdate()
    for one in told:
        agency = create_agency(
            code=one["code"],
            name=one["name"],
            short_name=one.get("short_name", ""),
            kind=one["kind"],
            level="county",
            region=regions[one["region"]],
            superior=made.get(one.get("superior", "")),
            position=one["position"],
            by=_BY,
        )
        made[agency.code] = agency
        if "guide" in one:
            publish_face(agency, one["guide"], by=_BY)
        if "report" in one:
            report = from_sparse(tomllib.loads(_data(f"reports/{one['report']}.toml")))
            publish_report(report, agency, published_on=today, by=_BY)
    return made


def _people(told: list[dict[str, Any]], agencies: dict[str, Agency]) -> tuple[dict[str, User], list[str]]:
    users: dict[str, User] = {}
    lines = ["演示账号（姓名均为虚构），口令在装载时随机生成：", ""]
    for one in told:
        password = f"{secrets.token_urlsafe(9)}-Yan8"
        user = User.objects.create_user(one["account"], password, name=one["name"], is_officer=True)
        users[user.username] = user
        agency = agencies[one["agency"]] if "agency" in one else None
        grant(user, Role(one["role"]), agency, by=_BY)
        lines.append(f"{one['account']}\t{password}\t{one['name']}\t{agency.name if agency else '全站'}")
    return users, lines


def _to_look_up(heading: str, told: list[Told]) -> list[str]:
    """Numbers and codes for the page of one's own application; only a hash of a code is kept in the database."""
    return ["", heading, "", *(f"{one.number}  {one.code}  {one.title}" for one in told)]


def _write_private(path: Path, lines: list[str]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
