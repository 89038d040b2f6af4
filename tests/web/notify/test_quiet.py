"""Quiet hours, over midnight and within a day, of the site and of a person."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from gongkai_web.notify.quiet import Quiet, next_free


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("now", "free"),
    [
        ("2026-03-02T21:59", "2026-03-02T21:59"),
        ("2026-03-02T22:00", "2026-03-03T07:00"),
        ("2026-03-02T00:00", "2026-03-02T07:00"),
        ("2026-03-02T06:59", "2026-03-02T07:00"),
        ("2026-03-02T07:00", "2026-03-02T07:00"),
        ("2026-12-31T23:30", "2027-01-01T07:00"),
    ],
)
def test_the_night_is_quiet(now: str, free: str) -> None:
    assert Quiet(time(22), time(7)).end_of(at(now)) == at(free)


def test_so_is_a_nap() -> None:
    nap = Quiet(time(12), time(14))
    assert nap.end_of(at("2026-03-02T13:00")) == at("2026-03-02T14:00")
    assert nap.end_of(at("2026-03-02T14:00")) == at("2026-03-02T14:00")


def test_the_hours_of_site_and_person_add_up(settings: Settings) -> None:
    settings.GONGKAI_QUIET = (time(22), time(7))
    assert next_free(at("2026-03-02T23:00"), Quiet(time(6), time(9))) == at("2026-03-03T09:00")
    assert next_free(at("2026-03-02T23:00")) == at("2026-03-03T07:00")
    settings.GONGKAI_QUIET = None
    assert next_free(at("2026-03-02T23:00")) == at("2026-03-02T23:00")


def test_hours_that_fill_the_day_do_not_hang(settings: Settings) -> None:
    settings.GONGKAI_QUIET = (time(7), time(22))
    assert next_free(at("2026-03-02T08:00"), Quiet(time(22), time(7))) > at("2026-03-02T08:00")
