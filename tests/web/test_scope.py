"""Who sees and touches whose rows."""

from __future__ import annotations

from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import Role
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import World


def test_an_officer_sees_his_agency_only(world: World) -> None:
    scope = Scope.of(world.person(Role.HANDLER))
    assert list(Agency.objects.seen_by(scope)) == [world.bureau]
    assert not scope.may(Right.SEE_AGENCY, world.other_bureau)


def test_a_supervisor_sees_those_below_and_changes_none(world: World) -> None:
    scope = Scope.of(world.person(Role.SUPERVISOR))
    assert set(Agency.objects.seen_by(scope)) == {world.government, world.bureau, world.other_bureau}
    assert scope.may(Right.SEE_AGENCY, world.bureau)
    assert not scope.may(Right.EDIT_AGENCY_FACE, world.bureau)


def test_an_auditor_reads_everything_and_changes_nothing(world: World) -> None:
    scope = Scope.of(world.person(Role.AUDITOR))
    assert Agency.objects.seen_by(scope).count() == 4
    assert {right for right in Right if scope.may(right)} == {
        Right.SEE_AGENCY, Right.READ_FILES, Right.SEE_JOBS, Right.SEE_LOGINS, Right.SEE_AUDIT, Right.SEE_ADMINISTRATORS,
        Right.SEE_REQUESTS,
    }  # fmt: skip


def test_the_public_has_no_scope(world: World) -> None:
    scope = Scope.of(world.person("citizen"))
    assert scope.is_empty
    assert not any(scope.may(right) for right in Right)
