"""Fills a site with invented requests: ``python -m benchmarks.requests_fill COUNT``.

Where the site is and which database it uses is said by GONGKAI_HOME and DATABASE_URL; its tables and the demonstration
county are made if missing. Rows are written past the actions, but what stands in them is what the actions would write:
states by the table of the procedure, days by the law's clock, personal fields sealed.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import islice
from random import Random
from typing import Any

import django

AGENCIES = 40
CODE = "BENCH23456"
"""The query code of every one of them."""
_BATCH = 2000
_PEOPLE = 2000
_YEARS = 5

# event, working days after arrival, data
_AT_ONCE = (("received", 0, {}), ("replied_at_once", 0, {}), ("archived", 3, {}))
_USUAL = (
    ("received", 0, {}), ("assigned", 1, {"section": "综合科"}), ("drafted", 9, {"outcome": "D2"}),
    ("submitted", 10, {}), ("approved", 11, {}), ("replied", 12, {}),
)  # fmt: skip
_ONLINE = (
    ("arrived", 0, {}), ("confirmed", 1, {}), ("assigned", 2, {"section": "办公室"}), ("drafted", 8, {}),
    ("submitted", 9, {}), ("approved", 10, {}), ("replied", 11, {}),
)  # fmt: skip
_EXTENDED = (
    ("received", 0, {}), ("assigned", 1, {}), ("extended", 14, {"days": 15}), ("drafted", 25, {}),
    ("submitted", 26, {}), ("approved", 28, {}), ("replied", 30, {}),
)  # fmt: skip
_LAPSED = (("received", 0, {}), ("clarification_asked", 3, {"days": 15}), ("correction_lapsed", 25, {}))
_LATE = (("received", 0, {}), ("assigned", 2, {}))
_COURSES = (
    (_AT_ONCE, 52, "in_person", "D2"), (_USUAL, 14, "post", "D2"), (_ONLINE, 16, "internet", "D3"),
    (_EXTENDED, 4, "post", "D4-E16A"), (_LAPSED, 12, "in_person", "D15"), (_LATE, 2, "in_person", ""),
)  # fmt: skip
_WHAT = ("补助资金名单", "征收补偿方案", "采购合同", "验收报告", "规划许可", "会议纪要", "检查记录", "财政预算明细")
_WHERE = ("临江", "鹤溪", "竹兰", "柏鹭", "青石", "白沙", "长桥", "云亭", "南坪", "石门")


def fill(count: int) -> None:
    """Enters them."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from gongkai_web.common.statistics import gather
    from gongkai_web.demo.load import load
    from gongkai_web.info_requests.models import Decision, InfoRequest, Sequence, Step

    call_command("migrate", verbosity=0)
    load()
    _seal_once()
    made = _Maker(_agencies())
    first = 1 + (InfoRequest.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    rows = made.requests(count, first)
    with transaction.atomic():
        while batch := list(islice(rows, _BATCH)):
            InfoRequest.objects.bulk_create([one for one, _, _ in batch])
            Step.objects.bulk_create([step for _, steps, _ in batch for step in steps])
            Decision.objects.bulk_create([one for _, _, one in batch if one is not None])
        Sequence.objects.bulk_create(
            Sequence(agency_id=agency, series="request", year=year, last=last)
            for (agency, year), last in made.numbers.items()
        )
    with connection.cursor() as cursor:
        if not gather():  # as the daily job does
            # The ids were given by us.
            cursor.execute(
                "SELECT setval('info_requests_inforequest_id_seq', (SELECT max(id) FROM info_requests_inforequest))"
            )
            cursor.execute("VACUUM ANALYZE")


def _seal_once() -> None:
    """The same few thousand people ask again and again: each of their fields is sealed once."""
    from gongkai_web.common import fields
    from gongkai_web.common.crypto import KeyRing

    KeyRing.encrypt = lru_cache(maxsize=None)(KeyRing.encrypt)  # type: ignore[method-assign]
    fields.index_of = lru_cache(maxsize=None)(fields.index_of)


def _agencies() -> list[Any]:
    from gongkai_web.accounts.models import User
    from gongkai_web.accounts.roles import Role
    from gongkai_web.common.actor import Actor
    from gongkai_web.organisations.actions import create_agency, grant
    from gongkai_web.organisations.models import Agency, Region

    by, region = Actor.system("测速"), Region.objects.get(code="350823")
    superior = Agency.objects.get(code="350823-ZF")
    found = [
        create_agency(
            code=f"BENCH-{number:02d}", name=f"测速机关{number:02d}", kind="department", level="county", region=region,
            superior=superior, position=100 + number, by=by,
        )
        for number in range(AGENCIES)
    ]  # fmt: skip
    for account, role in (("bench-office", Role.DISCLOSURE_OFFICE), ("bench-handler", Role.HANDLER)):
        grant(
            User.objects.create_user(account, "Ceshi-12345678", name="测速人员", is_officer=True), role, found[0], by=by
        )
    return found


class _Maker:
    """Requests with their steps and replies, from a fixed seed."""

    def __init__(self, agencies: list[Any]) -> None:
        from django.utils import timezone

        from gongkai_web.accounts.models import User
        from gongkai_web.calendars.queries import calendar
        from gongkai_web.info_requests.actions import steps
        from gongkai_web.info_requests.clock import law_events, longer, run_clock
        from gongkai_web.info_requests.codes import hash_of_code
        from gongkai_web.info_requests.models import Desk

        self.random = Random(5)
        self.agencies, self.today, self.now = agencies, timezone.localdate(), timezone.now()
        self.calendar = longer(calendar())
        self.numbers: Counter[tuple[int, int]] = Counter()
        self.code, self.handler = hash_of_code(CODE), User.objects.get(username="bench-handler")
        self.add = cache(self.calendar.add)
        known, settings = calendar(), Desk().settings
        clocks: dict[Any, Any] = {}

        def clock(row: Any, taken: list[Any]) -> Any:
            key = tuple((step.event, step.on, str(step.data)) for step in taken)
            if key not in clocks:
                clocks[key] = run_clock(law_events(taken, round_=1), known, settings, self.today)
            return clocks[key]

        steps._clock = clock
        self.settle = steps._settle

    def requests(self, count: int, first: int) -> Iterator[tuple[Any, list[Any], Any]]:
        """Request, its steps, its reply or None; in the order of their arrival."""
        span = 365 * _YEARS
        days = sorted(self.random.randrange(span) for _ in range(count))
        courses, weights = zip(*((one, one[1]) for one in _COURSES), strict=True)
        for place, day in enumerate(days):
            (course,) = self.random.choices(courses, weights)
            arrived = self.add(self.today - timedelta(days=span - day + 1), 1)
            yield self._one(first + place, min(arrived, self.today), course)

    def _one(self, key: int, arrived: date, course: Any) -> tuple[Any, list[Any], Any]:
        from gongkai_web.info_requests.models import Decision, InfoRequest

        events, _, channel, outcome = course
        agency = self.agencies[self.random.randrange(AGENCIES)]
        self.numbers[agency.pk, arrived.year] += 1
        sequence = self.numbers[agency.pk, arrived.year]
        person = self.random.randrange(_PEOPLE)
        words = self.random.choice(_WHERE), self.random.choice(_WHAT)
        row = InfoRequest(
            pk=key, agency=agency, year=arrived.year, sequence=sequence,
            number=f"{agency.code}-{arrived.year}-{sequence:05d}", query_code=self.code, channel=channel,
            submitted_at=self.now, arrived_on=arrived, applicant_kind="natural_person",
            applicant_name=f"测试申请人{person}", identity_kind="identity_card",
            identity_number=f"99010119900101{person:04d}", phone=f"1000000{person:04d}",
            email=f"ceshi{person}@example.invalid", address=f"测试路{person}号",
            title=f"{arrived.year}年{words[0]}{words[1]}",
            content=f"申请公开{words[0]}镇{arrived.year}年度{words[1]}的全部内容，包括附件、附表和有关的请示、批复、会议纪要。",
            content_hash=f"{person:04d}", form="paper", route="post", version=len(events), created_at=self.now,
            updated_at=self.now, section="综合科", handler=self.handler if agency is self.agencies[0] else None,
        )  # fmt: skip
        steps = self._steps(row, arrived, events)
        if not row.is_open:
            row.outcome = outcome
        reply = None
        if not row.is_open and row.outcome:
            reply = Decision(
                request=row, outcome=row.outcome, facts="经检索查明有关情况。", provides="复印件一份。", gives=[],
                ground="E16A" if row.outcome in ("D3", "D4-E16A") else "", drafted_on=arrived,
                drafted_by_name="测速人员", signed_on=row.concluded_on, served_on=row.concluded_on,
                remedy_rule="either",
            )  # fmt: skip
        return row, steps, reply

    def _steps(self, row: Any, arrived: date, events: Any) -> list[Any]:
        from gongkai.law import procedure
        from gongkai_web.info_requests.models import Step

        state, taken = procedure.NEW, []
        for number, (event, after, told) in enumerate(events, 1):
            on = self.add(arrived, after)
            if on > self.today:
                break
            target = procedure.step(state, event).target
            data = {**told, **({"channel": row.channel} if number == 1 else {})}
            if event == "clarification_asked":
                data |= {"delivered_on": on.isoformat(), "items": ["请写明所需的文件。"]}
            taken.append(Step(
                request=row, number=number, event=event, on=on, data=data, state_before=state, state_after=target,
                entered_at=self.now, entered_by="bench-office", entered_by_name="测速人员",
            ))  # fmt: skip
            state = target
        row.state = state
        self.settle(row, taken)
        return taken


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai_web.settings")
    django.setup()
    fill(int(sys.argv[1]))
