"""Rights: what may be done, and by which roles. The one table that views, menus and tests ask."""

from __future__ import annotations

from enum import StrEnum

from gongkai_web.accounts.roles import ADMINISTRATORS, Role

__all__ = ["RIGHTS", "TEXTS", "Right", "rights_of"]


class Right(StrEnum):
    """A right. Those of an agency hold for the agencies where the role is held; see organisations/scope.py."""

    SEE_AGENCY = "see_agency"  # its record, people and public face in the back office
    EDIT_AGENCY_FACE = "edit_agency_face"  # guide, contact, office hours, leading group, reporters, its rules
    GRANT_ROLES = "grant_roles"  # the working roles of one's own agency
    MANAGE_FILES = "manage_files"  # uploads of one's own agency
    READ_FILES = "read_files"  # what is in the files of one's own agency, also where it is not public
    MANAGE_AGENCIES = "manage_agencies"  # regions and agencies, changes, import, export
    MANAGE_ACCOUNTS = "manage_accounts"  # create, lock, unlock, reset; grant any role
    SEE_ADMINISTRATORS = "see_administrators"  # who the three administrators are, and which of them wait
    CONFIRM_ADMINISTRATORS = "confirm_administrators"  # that an administrator's account is in the right hands
    MANAGE_SITE = "manage_site"  # site settings, message templates
    MANAGE_CALENDAR = "manage_calendar"  # holiday notices, which hold for the whole site
    SEE_JOBS = "see_jobs"  # runs of jobs, deliveries, back-ups, what is behind the site
    SEE_LOGINS = "see_logins"  # logins and failures of everybody
    SEE_AUDIT = "see_audit"  # the whole log
    SEE_REQUESTS = "see_requests"  # applications to the agency, with what the applicant wrote
    REGISTER_REQUESTS = "register_requests"  # enters applications, handles mail that came in
    ASSIGN_REQUESTS = "assign_requests"  # names handlers, acts on many at once, hands over
    MANAGE_DESK = "manage_desk"  # the desk of one's own agency: approvals, numbers, letters, what the law leaves open
    OVERSEE_REQUESTS = "oversee_requests"  # figures and late cases of the agencies below, orders to correct
    UNMASK = "unmask"  # a personal field in plain, audited


_WORK = (
    Role.REGISTRAR,
    Role.HANDLER,
    Role.DISCLOSURE_OFFICE,
    Role.DISCLOSURE_OFFICE_HEAD,
    Role.SECRECY_REVIEWER,
    Role.LEGAL_REVIEWER,
    Role.LEADER,
    Role.AGENCY_ADMINISTRATOR,
    Role.SUPERVISOR,
)

_OFFICE = (Role.DISCLOSURE_OFFICE, Role.DISCLOSURE_OFFICE_HEAD)
_DESK = (
    Role.REGISTRAR,
    Role.HANDLER,
    *_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.LEGAL_REVIEWER,
    Role.LEADER,
)

RIGHTS: dict[Right, frozenset[Role]] = {
    Right.SEE_AGENCY: frozenset({*_WORK, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}),
    Right.EDIT_AGENCY_FACE: frozenset({Role.AGENCY_ADMINISTRATOR, Role.DISCLOSURE_OFFICE, Role.DISCLOSURE_OFFICE_HEAD}),
    Right.GRANT_ROLES: frozenset({Role.AGENCY_ADMINISTRATOR}),
    Right.MANAGE_FILES: frozenset({Role.REGISTRAR, Role.HANDLER, *_OFFICE}),
    Right.READ_FILES: frozenset({*_WORK, Role.AUDITOR}),  # running a site and its accounts needs no contents
    Right.MANAGE_AGENCIES: frozenset({Role.SYSTEM_ADMINISTRATOR}),
    Right.MANAGE_ACCOUNTS: frozenset({Role.SECURITY_ADMINISTRATOR}),
    Right.SEE_ADMINISTRATORS: ADMINISTRATORS,
    Right.CONFIRM_ADMINISTRATORS: frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR}),
    Right.MANAGE_SITE: frozenset({Role.SYSTEM_ADMINISTRATOR}),
    Right.MANAGE_CALENDAR: frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SUPERVISOR}),
    Right.SEE_JOBS: frozenset({Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR}),
    Right.SEE_LOGINS: frozenset({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}),
    Right.SEE_AUDIT: frozenset({Role.AUDITOR}),
    Right.SEE_REQUESTS: frozenset({*_DESK, Role.AUDITOR}),
    Right.REGISTER_REQUESTS: frozenset({Role.REGISTRAR, *_OFFICE}),
    Right.ASSIGN_REQUESTS: frozenset(_OFFICE),
    Right.MANAGE_DESK: frozenset({*_OFFICE, Role.AGENCY_ADMINISTRATOR}),
    Right.OVERSEE_REQUESTS: frozenset({Role.SUPERVISOR}),
    Right.UNMASK: frozenset({Role.REGISTRAR, Role.HANDLER, *_OFFICE, Role.SECURITY_ADMINISTRATOR}),
}

TEXTS: dict[Right, str] = {
    Right.SEE_AGENCY: "在后台查看机关的资料、公开指南、制度和人员",
    Right.EDIT_AGENCY_FACE: "编写和发布公开指南、制度、领导小组、联络员",
    Right.GRANT_ROLES: "授予和收回本机关的工作角色",
    Right.MANAGE_FILES: "上传、公开和撤下文件",
    Right.READ_FILES: "查看文件内容，包括没有公开的",
    Right.MANAGE_AGENCIES: "新增、更名、合并、撤销机关，导入导出",
    Right.MANAGE_ACCOUNTS: "开设、停用、解锁、重置账号，授予任何角色",
    Right.SEE_ADMINISTRATORS: "查看系统、安全、审计管理员是谁，哪些等待确认",
    Right.CONFIRM_ADMINISTRATORS: "确认别人任命或者重置的管理员账号由本人掌握",
    Right.MANAGE_SITE: "修改平台设置、消息模板、共用的制度，运行任务，重发消息",
    Right.MANAGE_CALENDAR: "补充和撤回全站适用的放假安排",
    Right.SEE_JOBS: "查看定时任务、发送记录、备份和运行情况",
    Right.SEE_LOGINS: "查看全部账号和登录记录",
    Right.SEE_AUDIT: "查看和导出全部审计记录",
    Right.SEE_REQUESTS: "查看本机关收到的政府信息公开申请和案卷",
    Right.REGISTER_REQUESTS: "登记申请，处理来件",
    Right.ASSIGN_REQUESTS: "指定承办人，批量办理，移交",
    Right.MANAGE_DESK: "修改受理设置、文书模板和来件邮箱",
    Right.OVERSEE_REQUESTS: "查看下级机关办理申请的数字和逾期情况，责令改正",
    Right.UNMASK: "查看遮盖的个人信息，每次记入审计",
}
"""What each right lets somebody do, as the table of roles says it."""


def rights_of(role: Role) -> frozenset[Right]:
    """What a role may do."""
    return frozenset(right for right, roles in RIGHTS.items() if role in roles)
