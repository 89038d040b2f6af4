"""Who applies: masked on the page, in plain when somebody asks for it and the log has been told."""

from __future__ import annotations

from typing import Any

from gongkai_web.accounts.rights import Right
from gongkai_web.common.masks import mask_address, mask_email, mask_identity, mask_name, mask_phone
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.queries.alike import alike_to
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.organisations.scope import Scope

__all__ = ["particulars", "shown_name"]


def shown_name(row: InfoRequest) -> str:
    """A person's name masked; an organisation's is no personal data."""
    return row.applicant_name if row.is_organisation else mask_name(row.applicant_name)


def particulars(row: InfoRequest, *, plain: bool) -> list[tuple[str, str]]:
    """What is known of the applicant and the agent (art. 29); what was not given is left out."""

    def told(text: str, hide: Any) -> str:
        return text if plain or not text else hide(text)

    identity = told(row.identity_number, mask_identity)
    found = [
        ("姓名" if not row.is_organisation else "名称", row.applicant_name if plain else shown_name(row)),
        ("类型", row.get_applicant_kind_display()),
        (row.get_identity_kind_display() or "证件", identity),
        ("身份核验", row.identity_note),
        ("法定代表人", told(row.legal_representative, mask_name)),
        ("联系人", told(row.contact_name, mask_name)),
        ("联系电话", told(row.phone, mask_phone)),
        ("电子邮箱", told(row.email, mask_email)),
        ("通信地址", told(row.address, mask_address)),
        ("邮政编码", row.postcode),
        ("代理人", told(row.agent_name, mask_name)),
        ("代理人证件", told(row.agent_identity, mask_identity)),
        ("代理人电话", told(row.agent_phone, mask_phone)),
    ]
    return [(label, value) for label, value in found if value]


@part("applicant", title="申请人", order=10, template="info_requests/case/applicant.html", side=True)
def applicant(case: Case, scope: Scope) -> dict[str, Any] | None:
    """The particulars, and the button that unmasks them."""
    return {
        "rows": particulars(case.row, plain=case.plain),
        "may_unmask": not case.plain and case.may(Right.UNMASK),
        "plain": case.plain,
    }


@part("relations", title="有关的申请", order=30, template="info_requests/case/relations.html", side=True)
def relations(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Others of the same applicant, the same asked again, what was split off and joined."""
    row = case.row
    found = alike_to(row, excess=case.desk.monthly_excess, kin=case.kin)
    near = {row.split_from_id, row.joined_to_id, *(one.pk for one in (*case.parts, *case.joined))}
    others = [one for one in found.others if one.pk not in near]
    if not found.same and not others and near == {None}:
        return None
    return {"alike": found, "others": others[:5], "count": len(others), "month": row.arrived_on}
