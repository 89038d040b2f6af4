"""Pages that are kept by every process and thread of a running site, and a change made by none of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.running.site import Site, manage, site

pytestmark = pytest.mark.slow

BEGIN = """
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import create_region, set_up_platform
by = Actor.system("测试")
region = create_region(code="990821", name="清溪县", level="county", by=by)
set_up_platform(name="清溪县政府信息公开平台", sponsor="第0个主办单位", region=region, by=by)
print(0)
"""
CHANGE = """
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import change_platform
from gongkai_web.organisations.models import Platform
change_platform(Platform.objects.get(), sponsor="第{number}个主办单位", by=Actor.system("测试"))
print(0)
"""


def pages(running: Site, count: int) -> list[str]:
    """The home page as that many visitors get it, eight at a time."""
    with ThreadPoolExecutor(8) as visitors:
        return [page.body.decode() for page in visitors.map(lambda _: running.get("/"), range(count))]


def test_a_change_shows_at_the_next_request_to_any_process(home: Path) -> None:
    manage(BEGIN, home=home)
    with site(home) as running:
        running.ready()
        assert all("第0个主办单位" in page for page in pages(running, 48))
        for number in (1, 2):
            manage(CHANGE.format(number=number), home=home)
            assert all(f"第{number}个主办单位" in page for page in pages(running, 48))
        assert running.stop() == 0
