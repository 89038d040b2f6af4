"""Rules, leading group and reporters; the platform's settings."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.organisations import actions
from gongkai_web.organisations.models import Guide, LeadingGroupMember, Platform, Reporter, Rule
from gongkai_web.organisations.queries import leading_group
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import BY, World

DAY = date(2024, 5, 6)
MOBILE = "13800001234"


def test_a_mobile_number_is_sealed_masked_and_its_showing_told(world: World) -> None:
    reporter = actions.add_reporter(agency=world.bureau, name="测试乙", department="综合股", mobile=MOBILE, by=BY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM organisations_reporter")
        assert MOBILE not in cursor.fetchone()[0]
    assert Event.objects.get(verb="reporter.add").after["手机号码"] == "138****1234"
    assert reporter.masked_mobile == "138****1234"
    assert MOBILE not in str(list(Event.objects.values_list("before", "after")))
    for role in (Role.LEADER, Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            actions.reveal_mobile(reporter, by=BY, scope=Scope.of(world.person(role)))
    assert actions.reveal_mobile(reporter, by=BY, scope=Scope.of(world.person(Role.DISCLOSURE_OFFICE))) == MOBILE
    assert Event.objects.filter(verb="reporter.reveal").count() == 1
    with pytest.raises(ValidationError, match="手机号码"):
        actions.change_reporter(reporter, mobile="12345", by=BY)


def test_rules_need_an_address_or_a_text(world: World) -> None:
    with pytest.raises(ValidationError, match="至少填写一项"):
        actions.add_rule(agency=world.bureau, group="own", title="测试制度", published_on=DAY, by=BY)
    with pytest.raises(ValidationError, match="必须写明机关"):
        actions.add_rule(agency=None, group="own", title="测试制度", published_on=DAY, text="测试", by=BY)
    rule = actions.add_rule(agency=None, group="law", title="测试条例", published_on=DAY, text="测试", by=BY)
    with pytest.raises(ValidationError, match="失效日期"):
        actions.change_rule(rule, ended_on=DAY, by=BY)
    rule.refresh_from_db()
    actions.change_rule(rule, in_force=False, ended_on=DAY, by=BY)
    assert Event.objects.get(verb="rule.change").after == {"现行有效": False, "失效日期": "2024-05-06"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.bulk_create([Rule(agency=world.bureau, group="own", title="测试", published_on=DAY)])


def test_the_leading_group_stands_in_order(world: World) -> None:
    for rank, name in (("member", "测试丙"), ("head", "测试甲"), ("deputy", "测试乙")):
        actions.add_group_member(agency=world.bureau, rank=rank, name=name, since=DAY, by=BY)
    assert [one.name for one in leading_group(world.bureau, DAY)] == ["测试甲", "测试乙", "测试丙"]
    assert leading_group(world.bureau, date(2024, 5, 5)) == ()
    head = LeadingGroupMember.objects.get(rank="head")
    with pytest.raises(ValidationError, match="不能早于任职日期"):
        actions.change_group_member(head, until=date(2024, 5, 5), by=BY)
    actions.remove_group_member(LeadingGroupMember.objects.get(rank="member"), by=BY)
    assert Event.objects.get(verb="leading_group.remove").before["姓名"] == "测试丙"


def test_another_agencys_face_is_not_seen(world: World) -> None:
    actions.add_reporter(agency=world.bureau, name="测试乙", by=BY)
    actions.add_group_member(agency=world.bureau, rank="head", name="测试甲", by=BY)
    actions.add_rule(agency=world.bureau, group="own", title="测试制度", published_on=DAY, text="测试", by=BY)
    actions.start_draft(world.bureau, by=BY)
    seen = {"other": 0, Role.HANDLER: 1, Role.SUPERVISOR: 1, Role.AUDITOR: 1, "citizen": 0}
    for who, count in seen.items():
        scope = Scope.of(world.person(who))
        for model in (Guide, Rule, LeadingGroupMember, Reporter):
            assert model.objects.seen_by(scope).count() == count, (who, model)


def test_the_platform_is_set_up_once_and_then_changed(world: World) -> None:
    platform = actions.set_up_platform(
        region=world.region, name="清溪县政府信息公开平台", sponsor="清溪县人民政府", by=BY
    )
    with pytest.raises(ValidationError, match="已经启用"):
        actions.set_up_platform(region=world.region, name="测试", sponsor="测试", by=BY)
    with pytest.raises(ValidationError, match="网站标识码"):
        actions.change_platform(platform, site_code="３５０８２３０００１", by=BY)
    platform.refresh_from_db()
    actions.change_platform(platform, site_code="9908210001", by=BY)
    assert Platform.objects.get().site_code == "9908210001"
