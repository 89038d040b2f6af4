"""Roles of officers: what each may do, and which cannot be held together.

The nine roles of the work and the three separated administrators (三员分立: system, security, audit), none of whom can
act as another (GB/T 22239, 三权分立).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ADMINISTRATORS", "ROLES", "Role", "RoleSpec", "conflicts"]


class Role(StrEnum):
    """A role; its value is its id in the database."""

    REGISTRAR = "registrar"
    HANDLER = "handler"
    DISCLOSURE_OFFICE = "disclosure_office"
    DISCLOSURE_OFFICE_HEAD = "disclosure_office_head"
    SECRECY_REVIEWER = "secrecy_reviewer"
    LEGAL_REVIEWER = "legal_reviewer"
    LEADER = "leader"
    AGENCY_ADMINISTRATOR = "agency_administrator"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role explained: its Chinese name, what it is for, and whether it needs a second factor."""

    role: Role
    label: str
    text: str
    second_factor: bool = False


ROLES: dict[Role, RoleSpec] = {
    spec.role: spec
    for spec in (
        RoleSpec(Role.REGISTRAR, "登记员", "登记申请和收发文书"),
        RoleSpec(Role.HANDLER, "承办人", "检索、拟稿、征求意见"),
        RoleSpec(Role.DISCLOSURE_OFFICE, "公开工作机构", "办理公开事宜，条例第四条的五项职能"),
        RoleSpec(Role.DISCLOSURE_OFFICE_HEAD, "公开工作机构负责人", "同意延长答复期限，条例第三十三条"),
        RoleSpec(Role.SECRECY_REVIEWER, "保密审查", "公开前的保密审查"),
        RoleSpec(Role.LEGAL_REVIEWER, "合法性审核", "答复和规范性文件的合法性审核"),
        RoleSpec(Role.LEADER, "分管领导", "审批和签发"),
        RoleSpec(Role.AGENCY_ADMINISTRATOR, "机关管理员", "本机关的人员、角色和公开指南"),
        RoleSpec(Role.SUPERVISOR, "主管部门", "督促指导本级部门和下级机关，条例第三条"),
        RoleSpec(Role.SYSTEM_ADMINISTRATOR, "系统管理员", "机构、任务、备份和运行", second_factor=True),
        RoleSpec(Role.SECURITY_ADMINISTRATOR, "安全管理员", "账号、角色授予、口令和登录", second_factor=True),
        RoleSpec(Role.AUDITOR, "审计管理员", "查看全部记录，不作任何改动", second_factor=True),
    )
}
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})


def conflicts(roles: set[Role]) -> str | None:
    """Why these roles cannot be held by one person, in Chinese; None where they can."""
    held = roles & ADMINISTRATORS
    if len(held) > 1:
        return "系统管理员、安全管理员、审计管理员由不同的人担任"
    if held and len(roles) > 1:
        return f"{ROLES[next(iter(held))].label}不能兼任其他角色"
    return None
