"""The demonstration's requests: those of 2023 as the real reports count them, and open ones in every state."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from gongkai.law.events import CHANNELS
from gongkai_web.accounts.models import User
from gongkai_web.common.actor import Actor
from gongkai_web.demo.course import Course
from gongkai_web.demo.days import Days
from gongkai_web.info_requests.actions.desk import change_desk
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.notify.actions import mark_read
from gongkai_web.notify.models import Message
from gongkai_web.organisations.models import Agency

__all__ = ["Told", "load_requests"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a visitor may look up: its number, its code, what it is about."""

    number: str
    code: str
    title: str


def load_requests(users: Mapping[str, User], agencies: Mapping[str, Agency]) -> list[Told]:
    """Registers and handles them; gives those whose progress a visitor may look up.

    Everything is done in the order of its days, so that requests and letters are numbered as they came.
    """
    data = tomllib.loads(files(__package__).joinpath("data", "requests.toml").read_text(encoding="utf-8"))
    for code, values in data["desks"].items():
        change_desk(agencies[code], values=values, channels=list(CHANNELS), law={}, by=Actor.system("演示数据"))
    days = Days()
    people = {code: {role: users[account] for role, account in held.items()} for code, held in data["people"].items()}
    courses = [
        Course(one, agencies[one["agency"]], people[one["agency"]], days, place)
        for place, one in enumerate(data["requests"], 1)
    ]
    plans = [(planned.on, course.place, planned) for course in courses for planned in course.plan()]
    for _, _, planned in sorted(plans, key=lambda one: one[:2]):
        planned.do()
    _read_what_is_over(users.values())
    done = [course.done for course in courses if course.done is not None]
    return [Told(one.request.number, one.code, one.request.title) for one in done]


def _read_what_is_over(users: Iterable[User]) -> None:
    """Marks as read what people were told of requests that are not open any more."""
    over = InfoRequest.objects.exclude(is_open__in=[True]).values("number")
    for user in users:
        told = Message.objects.inbox_of(user).unread().filter(reference_kind="request", reference_key__in=over)
        for key in list(told.values_list("pk", flat=True)):
            mark_read(user, key)
