"""The second language of templates: what its filters and functions give, and that it escapes and forgives nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template, engines
from jinja2 import UndefinedError

EVENING = datetime(2026, 1, 31, 17, 30, tzinfo=UTC)  # the next morning in China


def drawn(text: str, **values: Any) -> str:
    return str(engines["jinja2"].from_string(text).render(values))


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ it|day }}", date(2026, 1, 31), "2026-01-31"),
        ("{{ it|day }}", EVENING, "2026-02-01"),
        ("{{ it|day or '—' }}", None, "—"),
        ("{{ it|minute }}", EVENING, "2026-02-01 01:30"),
        ("{{ it|lines }}", "<b>\n二", "&lt;b&gt;<br>二"),
        ("{{ it }}", "<b>", "&lt;b&gt;"),
        ("{{ url('registration:index') }}", None, "/staff/requests/register/"),
        ("{{ url('withheld:edit', it) }}", 7, "/staff/withheld/edit/7/"),
    ],
)
def test_what_is_shown(text: str, value: Any, shown: str) -> None:
    assert drawn(text, it=value) == shown


@pytest.mark.parametrize("size", [0, 1, 2048, 3_500_000])
def test_sizes_are_those_of_the_other_language(size: int) -> None:
    assert drawn("{{ it|size }}", it=size) == Template("{{ it|filesizeformat }}").render(Context({"it": size}))


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ it }}")


def test_a_page_of_djangos_draws_a_piece_of_jinjas() -> None:
    page = Template('{% load cases %}{% drawn "info_requests/case/missing.html" missing=missing base="/x/" %}')
    shown = page.render(Context({"missing": [{"label": "<b>", "why": "没有", "act": "acts/search/"}]}))
    assert '<strong>&lt;b&gt;</strong>：没有。<a href="/x/acts/search/">' in shown
