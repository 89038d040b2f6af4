"""Rights: what may be done, and by which roles. The one table that views, menus and tests ask."""

from __future__ import annotations

from enum import StrEnum

from gongkai_web.accounts.roles import Role

__all__ = ["RIGHTS", "Right", "rights_of"]


class Right(StrEnum):
    """A right. Those of an agency hold for the agencies where the role is held; see organisations/scope.py."""

    SEE_AGENCY = "see_agency"  # its record, people and public face in the back office
    EDIT_AGENCY_FACE = "edit_agency_face"  # guide, contact, office hours, leading group, reporters, its rules
    GRANT_ROLES = "grant_roles"  # the working roles of one's own agency
    MANAGE_FILES = "manage_files"  # uploads of one's own agency
    READ_FILES = "read_files"  # what is in the files of one's own agency, also where it is not public
    MANAGE_AGENCIES = "manage_agencies"  # regions and agencies, changes, import, export
    MANAGE_ACCOUNTS = "manage_accounts"  # create, lock, unlock, reset; grant any role
    MANAGE_SITE = "manage_site"  # site settings, message templates
    MANAGE_CALENDAR = "manage_calendar"  # holiday notices, which hold for the whole site
    SEE_JOBS = "see_jobs"  # runs of jobs, deliveries, back-ups, what is behind the site
    SEE_LOGINS = "see_logins"  # logins and failures of everybody
    SEE_AUDIT = "see_audit"  # the whole log
    UNMASK = "unmask"  # a personal field in plain, audited


_WORK = (
    Role.REGISTRAR,
    Role.HANDLER,
    Role.DISCLOSURE_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.LEGAL_REVIEWER,
    Role.LEADER,
    Role.AGENCY_ADMINISTRATOR,
    Role.SUPERVISOR,
)

RIGHTS: dict[Right, frozenset[Role]] = {
    Right.SEE_AGENCY: frozenset({*_WORK, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}),
    Right.EDIT_AGENCY_FACE: frozenset({Role.AGENCY_ADMINISTRATOR, Role.DISCLOSURE_OFFICE}),
    Right.GRANT_ROLES: frozenset({Role.AGENCY_ADMINISTRATOR}),
    Right.MANAGE_FILES: frozenset({Role.REGISTRAR, Role.HANDLER, Role.DISCLOSURE_OFFICE}),
    Right.READ_FILES: frozenset({*_WORK, Role.AUDITOR}),  # running a site and its accounts needs no contents
    Right.MANAGE_AGENCIES: frozenset({Role.SYSTEM_ADMINISTRATOR}),
    Right.MANAGE_ACCOUNTS: frozenset({Role.SECURITY_ADMINISTRATOR}),
    Right.MANAGE_SITE: frozenset({Role.SYSTEM_ADMINISTRATOR}),
    Right.MANAGE_CALENDAR: frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SUPERVISOR}),
    Right.SEE_JOBS: frozenset({Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR}),
    Right.SEE_LOGINS: frozenset({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}),
    Right.SEE_AUDIT: frozenset({Role.AUDITOR}),
    Right.UNMASK: frozenset({Role.REGISTRAR, Role.HANDLER, Role.DISCLOSURE_OFFICE, Role.SECURITY_ADMINISTRATOR}),
}


def rights_of(role: Role) -> frozenset[Right]:
    """What a role may do."""
    return frozenset(right for right, roles in RIGHTS.items() if role in roles)
