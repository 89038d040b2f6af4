"""Who may give which role to whom, and that the three administrators stay three people."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import permutations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import ADMINISTRATORS, Role
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import dissolve_agency, end_membership, grant, move_agency
from gongkai_web.organisations.granting import WORKING_ROLES, grantable
from gongkai_web.organisations.models import Agency, Membership
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import BY, World, make_world


def _new(name: str = "u-new") -> User:
    return User.objects.create_user(name, name="测试新人", is_officer=True)


def _as(user: User) -> Actor:
    return Actor(user.username, user.name)


@pytest.mark.parametrize(("first", "second"), list(permutations(sorted(ADMINISTRATORS), 2)))
def test_nobody_holds_two_of_the_three(world: World, first: Role, second: Role) -> None:
    user = _new()
    grant(user, first, by=BY)
    with pytest.raises(ValidationError, match="不同的人"):
        grant(user, second, by=BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.bulk_create([Membership(user=user, role=second)])


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("working", sorted(set(Role) - ADMINISTRATORS))
def test_an_administrator_of_the_site_has_no_other_work(world: World, administrator: Role, working: Role) -> None:
    one, two = _new("u-1"), _new("u-2")
    grant(one, administrator, by=BY)
    with pytest.raises(ValidationError, match="不能兼任"):
        grant(one, working, world.bureau, by=BY)
    grant(two, working, world.bureau, by=BY)
    with pytest.raises(ValidationError, match="不能兼任"):
        grant(two, administrator, by=BY)


def test_a_role_that_has_ended_no_longer_stands_in_the_way(world: World) -> None:
    user = _new()
    end_membership(grant(user, Role.AUDITOR, by=BY), by=BY)
    grant(user, Role.SYSTEM_ADMINISTRATOR, by=BY)


def test_nobody_grants_to_himself(world: World) -> None:
    for role in (Role.SECURITY_ADMINISTRATOR, Role.AGENCY_ADMINISTRATOR):
        user = world.person(role)
        with pytest.raises(ValidationError, match="自己"):
            grant(user, Role.HANDLER, world.bureau, by=_as(user))


@pytest.mark.parametrize("role", sorted(Role))
def test_an_agencys_administrator_gives_the_working_roles_of_his_own(world: World, role: Role) -> None:
    user, by = _new(), _as(world.person(Role.AGENCY_ADMINISTRATOR))
    if role in WORKING_ROLES:
        membership = grant(user, role, world.bureau, by=by)
        assert membership.granted_by == by.account
        with pytest.raises(ValidationError, match="权限"):
            end_membership(membership, by=_as(world.person("other")))
        end_membership(membership, by=by)
    else:
        with pytest.raises(ValidationError, match="权限"):
            grant(user, role, world.bureau, by=by)
    with pytest.raises(ValidationError, match="权限"):
        grant(user, role, world.other_bureau, by=by)


@pytest.mark.parametrize("who", sorted(set(Role) - {Role.SECURITY_ADMINISTRATOR, Role.AGENCY_ADMINISTRATOR}))
def test_nobody_else_grants(world: World, who: Role) -> None:
    with pytest.raises(ValidationError, match="权限"):
        grant(_new(), Role.HANDLER, world.bureau, by=_as(world.person(who)))
    assert not grantable(Scope.of(world.person(who)), world.bureau.pk)


def test_the_security_administrator_grants_any_role_while_he_is_one(world: World) -> None:
    by = _as(world.person(Role.SECURITY_ADMINISTRATOR))
    grant(_new("u-1"), Role.AUDITOR, by=by)
    grant(_new("u-2"), Role.SUPERVISOR, world.government, by=by)
    second = _new("u-3")
    membership = grant(second, Role.SECURITY_ADMINISTRATOR, by=by)
    end_membership(membership, by=by)
    with pytest.raises(ValidationError, match="权限"):
        grant(_new("u-4"), Role.HANDLER, world.bureau, by=_as(second))
    with pytest.raises(ValidationError, match="权限"):
        grant(_new("u-5"), Role.HANDLER, world.bureau, by=Actor("nobody"))


def test_the_last_security_administrator_stays(world: World) -> None:
    membership = Membership.objects.get(role=Role.SECURITY_ADMINISTRATOR)
    with pytest.raises(ValidationError, match="最后一名"):
        end_membership(membership, by=BY)
    other = grant(_new(), Role.SECURITY_ADMINISTRATOR, by=BY)
    end_membership(membership, by=BY)
    with pytest.raises(ValidationError, match="最后一名"):
        end_membership(other, by=BY)


def test_officers_only_once_and_at_agencies_that_exist(world: World) -> None:
    with pytest.raises(ValidationError, match="工作人员"):
        grant(world.person("citizen"), Role.HANDLER, world.bureau, by=BY)
    with pytest.raises(ValidationError, match="已经是"):
        grant(world.person(Role.HANDLER), Role.HANDLER, world.bureau, by=BY)
    with pytest.raises(ValidationError):
        grant(_new("u-1"), Role.HANDLER, by=BY)
    gone = dissolve_agency(world.other_bureau, on=date(2024, 1, 1), basis="测试文件", by=BY)
    with pytest.raises(ValidationError, match="已撤销"):
        grant(_new("u-2"), Role.HANDLER, gone, by=BY)


def _at_once(*calls: Callable[[], object]) -> list[str]:
    """Runs the calls in threads of their own, let go together; gives what each said, "" where it went through."""
    gate, said = threading.Barrier(len(calls)), [""] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        try:
            gate.wait()
            call()
        except (ValidationError, IntegrityError) as error:
            said[number] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "second"), [(Role.AUDITOR, Role.SECURITY_ADMINISTRATOR), (Role.AUDITOR, Role.HANDLER)]
)
def test_two_grants_at_once_leave_one(first: Role, second: Role) -> None:
    world = make_world()
    for turn in range(3):
        user = _new(f"u-race-{turn}")
        said = _at_once(
            partial(grant, user, first, world.bureau, by=BY), partial(grant, user, second, world.bureau, by=BY)
        )
        assert sorted(bool(one) for one in said) == [False, True], said
        assert Membership.objects.current().filter(user=user).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_circle() -> None:
    world = make_world()
    day, paper = date(2024, 1, 1), "测试文件"
    said = _at_once(
        lambda: move_agency(world.bureau, superior=world.other_bureau, on=day, basis=paper, by=BY),
        lambda: move_agency(world.other_bureau, superior=world.bureau, on=day, basis=paper, by=BY),
    )
    assert sorted(bool(one) for one in said) == [False, True], said
    assert Agency.objects.below([world.government.pk]).count() == 3
