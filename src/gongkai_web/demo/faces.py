"""The public face of the demonstration agencies: guide, leading group, reporter, rules."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import (
    add_group_member,
    add_reporter,
    add_rule,
    edit_draft,
    publish_guide,
    start_draft,
)
from gongkai_web.organisations.models import Agency

__all__ = ["publish_face", "publish_rules"]

_NONE = "无"


def publish_face(agency: Agency, told: dict[str, Any], *, by: Actor) -> None:
    """Publishes the guide with the contact that the agency has published, and names invented people for its work."""
    address, phone = told["address"], told["phone"]
    post = f"{address}，{agency.name}{told['office']}收"
    edit_draft(
        start_draft(agency, by=by),
        by=by,
        office_name=f"{agency.name}{told['office']}",
        office_address=address,
        postcode=told["postcode"],
        office_hours=told["hours"],
        phone=phone,
        fax=told["fax"] or _NONE,
        internet=told["email"] or _NONE,
        apply_on_site=f"{address}，{told['hours']}",
        apply_by_post=f"{post}，邮政编码{told['postcode']}；信封左下角注明“政府信息公开申请”。",
        apply_by_fax=told["fax"],
        apply_online=told["email"],
        change_note="演示站点的第一版；办公联系方式取自该机关公开的2023年度报告，办公时间和其余文字为演示而写。",
    )
    publish_guide(start_draft(agency, by=by), by=by)
    invented = (
        ("head", "测试甲", "主要负责人"),
        ("deputy", "测试乙", "分管负责人"),
        ("member", "测试丙", told["office"]),
    )
    for rank, name, post_held in invented:
        add_group_member(agency=agency, rank=rank, name=name, post=post_held, by=by)
    add_reporter(agency=agency, name="测试丁", department=told["office"], office_phone=phone, by=by)


def publish_rules(told: list[dict[str, Any]], agencies: dict[str, Agency], *, by: Actor) -> None:
    """Publishes the rules that all agencies share and those of one agency."""
    today = timezone.localdate()
    for position, one in enumerate(told, start=1):
        agency = agencies[one["agency"]] if "agency" in one else None
        fields = {key: value for key, value in one.items() if key != "agency"}
        add_rule(agency=agency, published_on=today, position=position, by=by, **fields)
