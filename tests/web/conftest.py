"""A small county for the tests: agencies, and one invented person for each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import ADMINISTRATORS, Role
from gongkai_web.audit import triggers
from gongkai_web.audit.models import ChainHead
from gongkai_web.audit.sentences import say
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import create_agency, create_region, grant
from gongkai_web.organisations.models import Agency, Region
from tests.web import kept_database, processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

BY = Actor.system("测试")
say("test.it", "测试")
say("agency.test", "测试机关")


@dataclass
class World:
    """What the tests play with; people are keyed by role, ``other`` works at another agency of the county."""

    region: Region
    government: Agency
    bureau: Agency
    other_bureau: Agency
    elsewhere: Agency
    people: dict[str, User] = field(default_factory=dict)

    def person(self, role: Role | str) -> User:
        """The officer with that role: at the bureau, a supervisor at the government, an administrator at the site."""
        return self.people[str(role)]


def make_world() -> World:
    """The county, saved."""
    province = create_region(code="990000", name="云岭省", level="province", by=BY)
    region = create_region(code="990821", name="清溪县", level="county", parent=province, by=BY)
    far = create_region(code="990822", name="白石县", level="county", parent=province, by=BY)

    def agency(code: str, name: str, kind: str, superior: Agency | None, where: Region = region) -> Agency:
        return create_agency(code=code, name=name, kind=kind, level="county", region=where, superior=superior, by=BY)

    government = agency("QX-ZF", "清溪县人民政府", "government", None)
    bureau = agency("QX-GX", "清溪县工业和信息化局", "department", government)
    other = agency("QX-JY", "清溪县教育局", "department", government)
    world = World(region, government, bureau, other, agency("BS-ZF", "白石县人民政府", "government", None, far))
    for role in Role:
        user = User.objects.create_user(f"u-{role}", "Ceshi-12345678", name=f"测试{role.name}", is_officer=True)
        where = None if role in ADMINISTRATORS else government if role is Role.SUPERVISOR else bureau
        grant(user, role, where, by=BY)
        world.people[str(role)] = user
    other_user = User.objects.create_user("u-other", "Ceshi-12345678", name="测试外单位", is_officer=True)
    grant(other_user, Role.AGENCY_ADMINISTRATOR, other, by=BY)
    world.people["other"] = other_user
    world.people["citizen"] = User.objects.create_user("u-citizen", "Ceshi-12345678", name="测试公众")
    return world


@pytest.fixture
def world(db: None) -> World:
    """See ``make_world``."""
    return make_world()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Begins with the kept database while pytest-django makes the one of this run."""
    with kept_database.migrations_kept():
        yield


@pytest.fixture(autouse=True, scope="session")
def _emptied_with_the_log() -> Iterator[None]:
    """Lets tests with real transactions empty the tables afterwards: the log refuses that as long as it is guarded."""

    def flush(self: BaseDatabaseOperations, statements: list[str]) -> None:
        triggers.remove(self.connection)
        try:
            emptying(self, statements)
            ChainHead.objects.create(id=1)
        finally:
            triggers.install(self.connection)

    emptying = BaseDatabaseOperations.execute_sql_flush
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield


KINDS = ["sqlite", *(["postgresql"] if processes.POSTGRESQL else [])]


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("templates")
    processes.drop_templates()


@pytest.fixture
def new_site(tmp_path: Path, _templates: Path) -> Iterator[Callable[..., processes.Site]]:
    """Makes real sites: ``new_site("sqlite")``, with ``bare=True`` without tables."""
    made: list[processes.Site] = []

    def make(kind: str, *, bare: bool = False) -> processes.Site:
        home = tmp_path / f"site-{len(made)}"
        made.append(processes.bare_site(home, kind) if bare else processes.migrated_site(home, kind, _templates))
        return made[-1]

    yield make
    for site in made:
        site.drop()


@pytest.fixture(params=KINDS)
def site(request: pytest.FixtureRequest, new_site: Callable[..., processes.Site]) -> processes.Site:
    """A real site with its tables, of each kind of database there is."""
    return new_site(request.param)


@pytest.fixture(autouse=True)
def _set_up_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are those of a site that has been set up; the tests of the first start take this back."""
    monkeypatch.setattr("gongkai_web.setup.state._known", {True})


_PATIENCE = 120_000
"""Milliseconds that a browser waits for a page or for what should be on it."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; skips where it is not installed, which is a failure in CI."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no browser here: install the package chromium")
    from playwright.sync_api import expect, sync_playwright

    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and Django would refuse the database beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=path, args=[*switches, "--disable-sync"])
        # Three workers on two processors: what is there after a second alone may take half a minute.
        expect.set_options(timeout=_PATIENCE)
        plain = chromium.new_context

        def patient(**options: Any) -> BrowserContext:
            window = plain(**options)
            window.set_default_timeout(_PATIENCE)
            return window

        patch.setattr(chromium, "new_context", patient)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a new window, without anybody's cookies."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
