"""Every address of the site by every role, a citizen and somebody who has not logged in.

No role is refused what its rights allow; everybody else gets 403 or 404; another agency's row is 404; who has not
logged in gets the login page or 404; nothing is a 500. GET, and POST where an address writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from wagtail.admin.viewsets import viewsets

from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.accounts.roles import ADMINISTRATORS, Role
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import not_found
from gongkai_web.staff.viewsets import RecordViewSet
from tests.web.addresses import BY_ROW, OWN, OWN_ROWS, PUBLIC, PUBLIC_NAMESPACES, STAFF, Address, every
from tests.web.conftest import World
from tests.web.rows import furnish

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:Model .* was already registered")]
_ROW = ("inspect", "edit", "delete")
_REFUSED = (403, 404)


@cache
def addresses() -> tuple[Address, ...]:
    return tuple(every(import_module("gongkai_web.urls").urlpatterns))


def is_gone(address: Address) -> bool:
    """Whether it is one of Wagtail's own that answers 404."""
    view: Any = address.view
    while view is not None and view is not not_found:
        view = getattr(view, "__wrapped__", None)
    return view is not_found


def screens() -> list[RecordViewSet]:
    addresses()
    return [one for one in viewsets.viewsets if isinstance(one, RecordViewSet)]


def of_screens() -> set[str]:
    """Names of the lists, forms and pages of records."""
    made = {f"{screen.url_namespace}:{pattern.name}" for screen in screens() for pattern in screen.get_urlpatterns()}
    return {name for name in made if name.split(":")[-1] in ("index", "index_results", "add", *_ROW)}


def is_public(name: str) -> bool:
    return name in PUBLIC or name.startswith(PUBLIC_NAMESPACES)


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what a request wrote."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


class People:
    """A client for each person, logged in; None is somebody who has not."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {who: self._enter(who) for who in world.people}
        self.anonymous = Client(raise_request_exception=False)

    def _enter(self, who: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(self.world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        return client

    @property
    def officers(self) -> dict[str, Client]:
        return {who: client for who, client in self.clients.items() if who != "citizen"}

    def scope(self, who: str) -> Scope:
        return Scope.of(self.world.person(who))


@pytest.fixture
def people(world: World, settings: Any) -> People:
    settings.GONGKAI_SECOND_FACTOR = "nobody"  # its own tests are those of accounts
    furnish(world)
    return People(world)


def ask(client: Client, path: str, *, post: bool = False, **headers: str) -> HttpResponse:
    with undone():
        response = client.post(path, {}, headers=headers) if post else client.get(path, headers=headers)
        if getattr(response, "streaming", False):
            response.getvalue()
    return response


def sent_to_login(response: HttpResponse) -> bool:
    return response.status_code in (302, 303) and response["Location"].startswith("/accounts/login/")


def test_every_address_is_classified() -> None:
    known = of_screens() | set(STAFF) | OWN | PUBLIC | BY_ROW
    new = [
        f"{address.name} {address.path}"
        for address in addresses()
        if not is_gone(address) and address.name not in known and not is_public(address.name)
    ]
    assert not new, f"say in tests/web/addresses.py who may use these: {new}"


def test_what_is_public_is_refused_to_nobody(people: People) -> None:
    for address in addresses():
        if not is_public(address.name) or is_gone(address):
            continue
        for who, client in [*people.clients.items(), ("anonymous", people.anonymous)]:
            status = ask(client, address.path).status_code
            assert status < 500, (who, address, status)
            assert status not in (401, 403), (who, address, status)


def test_ones_own_account_is_for_whoever_has_logged_in(people: People) -> None:
    for address in addresses():
        if address.name not in OWN:
            continue
        for post in (False, True):
            response = ask(people.anonymous, address.path, post=post)
            assert sent_to_login(response) or response.status_code in (404, 405), (address, response.status_code)
            for who, client in people.clients.items():
                status = ask(client, address.path, post=post).status_code
                assert status < 500, (who, address, status)
                assert status not in (401, 403), (who, address, status)


def test_the_back_office_is_closed_to_the_public(people: People) -> None:
    for address in addresses():
        if not address.path.startswith("/staff/") or is_public(address.name):
            continue
        for post in (False, True):
            response = ask(people.anonymous, address.path, post=post)
            assert sent_to_login(response), (address, response.status_code)
            response = ask(people.clients["citizen"], address.path, post=post)
            assert response.status_code in _REFUSED, (address, response.status_code)


def test_the_screens_of_wagtail_are_gone(people: People) -> None:
    gone = [address for address in addresses() if is_gone(address)]
    assert len(gone) > 100
    for address in gone:
        for who, client in people.officers.items():
            fragment = {"X-Requested-With": "XMLHttpRequest"}
            assert ask(client, address.path, **fragment).status_code == 404, (who, address)


def test_buttons_and_pages_by_right(people: People) -> None:
    for address in addresses():
        button = STAFF.get(address.name)
        if button is None or button.of_agency:
            continue
        for who, client in people.officers.items():
            status = ask(client, address.path, post=button.writes).status_code
            scope = people.scope(who)
            if scope.may_any(button.rights) and (button.also is None or scope.may(button.also)):
                # a sample that is nobody's row is not found; that is tested beside the app
                allowed = (200, 302, 307, 404) if "1" in address.path or "x" in address.path else (200, 302, 307)
                assert status in allowed, (who, address, status)
            else:
                assert status in _REFUSED, (who, address, status)


def test_buttons_of_an_agency_by_right(people: People) -> None:
    for address in addresses():
        button = STAFF.get(address.name)
        if button is None or not button.of_agency:
            continue
        (right,) = button.rights
        for agency in (people.world.bureau.pk, people.world.other_bureau.pk):
            path = address.path.replace("/1/", f"/{agency}/")
            for who, client in people.officers.items():
                for post in (False, True) if button.writes else (False,):
                    status = ask(client, path, post=post).status_code
                    if not people.scope(who).may(right):
                        expected: tuple[int, ...] = (403, 404, 405)
                    elif not _may_see(people.world, who, agency):
                        expected = (404, 405)
                    elif _holds(people.world, who, right, agency):
                        expected = (200, 302, 404, 405)  # 404: no draft, no guide as yet
                    else:
                        expected = (403, 405)
                    assert status in expected, (who, path, post, status)


def test_lists_and_forms_by_right(people: People) -> None:
    for screen in screens():
        add = screen.rights.get("add")
        for who, client in people.officers.items():
            scope, base = people.scope(who), f"/staff/{screen.url_prefix}/"
            for path in (base, base + "results/", base + "?q=x&ordering=-pk&p=9", base + "?export=csv"):
                status = ask(client, path).status_code
                seen = scope.may_any(screen.menu_rights())
                assert (status in (200, 302)) if seen else (status == 403), (who, path, status)
            if add is not None:
                for post in (False, True):
                    status = ask(client, base + "new/", post=post).status_code
                    assert (status in (200, 302)) if scope.may(add) else (status == 403), (who, base, post, status)


def _may_see(world: World, who: str, agency: int | None) -> bool | None:
    """What the law of the house says, apart from the code that is tested; None where a row is no agency's."""
    if who in set(ADMINISTRATORS):
        return True
    if agency is None:
        return None
    county = {world.government.pk, world.bureau.pk, world.other_bureau.pk}
    own = {"other": {world.other_bureau.pk}, Role.SUPERVISOR: county}.get(who, {world.bureau.pk})
    return agency in own


def _expected(people: People, screen: RecordViewSet, who: str, action: str, row: models.Model) -> tuple[int, ...]:
    scope, right = people.scope(who), screen.rights[action]
    assert right is not None
    agency = screen.agency_of(row)
    seen = _may_see(people.world, who, agency)
    if not scope.may(right):
        return _REFUSED
    if seen is None:
        return (200, 302, 403, 404)
    if not seen:
        return (404,)
    if not _holds(people.world, who, right, agency):
        return (403,)
    # a screen may narrow a right by the state of the row, and has a test of that
    return (200, 302) if screen.may(action, row, scope) else _REFUSED


def _holds(world: World, who: str, right: Right, agency: int | None) -> bool:
    role = Role.AGENCY_ADMINISTRATOR if who == "other" else Role(who)
    if role not in RIGHTS[right]:
        return False
    if role in ADMINISTRATORS or (role is Role.SUPERVISOR and right is Right.SEE_AGENCY):
        return True
    return agency == {"other": world.other_bureau.pk, "supervisor": world.government.pk}.get(who, world.bureau.pk)


def test_rows_by_right_and_agency(people: People) -> None:
    for screen in screens():
        if screen.name in OWN_ROWS:
            continue
        rows = list({row.pk: row for who in people.officers for row in screen.rows(people.scope(who))}.values())
        assert rows, f"furnish() in tests/web/rows.py has no row for {screen.name}"
        agencies = {screen.agency_of(row) for row in rows}
        if agencies != {None}:
            two = {people.world.bureau.pk, people.world.other_bureau.pk}
            assert two <= agencies, f"furnish() in tests/web/rows.py needs rows of two agencies for {screen.name}"
        for action, name in (("view", "inspect"), ("change", "edit"), ("delete", "delete")):
            if name not in {pattern.name for pattern in screen.get_urlpatterns()}:
                continue
            for row in _few(rows, screen):
                for who, client in people.officers.items():
                    for post in (False, True) if name != "inspect" else (False,):
                        path = f"/staff/{screen.url_prefix}/{name}/{row.pk}/"
                        status = ask(client, path, post=post).status_code
                        expected = _expected(people, screen, who, action, row)
                        assert status in expected, (screen.name, who, path, post, status, expected)


def _few(rows: list[models.Model], screen: RecordViewSet) -> list[models.Model]:
    """One row of each agency is enough."""
    return list({screen.agency_of(row): row for row in rows}.values())
