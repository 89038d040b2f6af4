"""Whatever is created, moved and merged in whatever order: the closure table equals the tree."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongkai_web.organisations.actions import create_agency, create_region, merge_agency, move_agency
from gongkai_web.organisations.models import Agency, Below
from tests.web.conftest import BY

SIZE = 7
STEPS = st.lists(
    st.tuples(st.sampled_from(["move", "merge"]), st.integers(0, SIZE - 1), st.integers(-1, SIZE - 1)), max_size=10
)


def _expected() -> set[tuple[int, int, int]]:
    """Who is above whom, walked up agency by agency."""
    superior = dict(Agency.objects.values_list("pk", "superior"))
    found = set()
    for key in superior:
        at, distance = key, 0
        while at is not None:
            found.add((at, key, distance))
            at, distance = superior[at], distance + 1
            assert distance <= SIZE, "a circle"
    return found


class TestTree(TestCase):
    """Each example in a transaction of its own."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(parents=st.lists(st.integers(-1, SIZE), min_size=SIZE, max_size=SIZE), steps=STEPS)
    def test_the_closure_is_the_tree(self, parents: list[int], steps: list[tuple[str, int, int]]) -> None:
        region = create_region(code="990001", name="测试县", level="county", by=BY)
        agencies: list[Agency] = []
        for number, parent in enumerate(parents):
            superior = agencies[parent] if 0 <= parent < number else None
            agencies.append(
                create_agency(
                    code=f"A{number}",
                    name=f"测试局{number}",
                    kind="department",
                    level="county",
                    region=region,
                    superior=superior,
                    by=BY,
                )
            )
        for kind, which, other in steps:
            agency, target = agencies[which], agencies[other] if other >= 0 else None
            with suppress(ValidationError):
                if kind == "move":
                    move_agency(agency, superior=target, on=date(2024, 1, 1), basis="测试文件", by=BY)
                elif target is not None:
                    merge_agency(agency, into=target, on=date(2024, 1, 1), basis="测试文件", by=BY)
            rows = list(Below.objects.values_list("higher", "lower", "distance"))
            assert set(rows) == _expected()
            assert len(rows) == len(set(rows))
