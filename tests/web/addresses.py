"""Every address of the site, and who may use it: the table that test_urls_by_roles.py walks by.

Screens of records say it themselves by their ``rights``; everything else has a line here. An address that has neither
fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

from gongkai_web.accounts.rights import Right

EVERY_OFFICER = frozenset({Right.SEE_AGENCY})  # each role holds it

PUBLIC_NAMESPACES = ("portal:", "check:", "apply:")
PUBLIC = frozenset({
    "health", "setup", "file",
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "accounts_invitation", "mfa_authenticate", "account_confirm_email", "account_email_verification_sent",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
    "openid_connect_login", "openid_connect_callback",
    "annual", "annual-report", "annual-file",
    "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
})  # fmt: skip
"""For everybody. What has no row of that name is 404; nobody is told 403."""

OWN = frozenset({
    "accounts_home", "accounts_details", "accounts_history", "accounts_sessions", "accounts_end_others", "accounts_end",
    "accounts_erase", "account_reauthenticate", "account_change_password", "account_set_password", "mfa_index",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "socialaccount_connections",
    "notify:index", "notify:read_all", "notify:preferences", "notify:message", "account_email",
    "own_requests", "own_request",
})  # fmt: skip
"""For whoever has logged in, officer or citizen: his own account."""

BY_ROW = frozenset({"file-original"})
"""The row decides: tested beside the app."""


OWN_ROWS = frozenset({"inbox", "mail"})
"""Screens whose rows are the person's own, or of the one agency where he registers: tested beside the screen."""


@dataclass(frozen=True, slots=True)
class Button:
    """An address of the back office that is no list, form or page of records.

    The rights that open it (with ``also`` both), whether it writes (POST), whether the number in it is an agency's.
    """

    rights: frozenset[Right]
    writes: bool = False
    of_agency: bool = False
    also: Right | None = None


def _button(*rights: Right, writes: bool = False, of_agency: bool = False) -> Button:
    return Button(frozenset(rights), writes, of_agency)


def _writing(space: str, right: Right, *names: str, of_agency: bool = False) -> dict[str, Button]:
    return {f"{space}:{name}": _button(right, writes=True, of_agency=of_agency) for name in names}


STAFF: dict[str, Button] = {
    "wagtailadmin_home": Button(EVERY_OFFICER),
    "wagtailadmin_account": Button(EVERY_OFFICER),
    "wagtailadmin_logout": Button(EVERY_OFFICER, writes=True),
    "administrators:index": _button(Right.SEE_ADMINISTRATORS),
    "administrators:confirm": _button(Right.CONFIRM_ADMINISTRATORS, writes=True),
    "rights:index": _button(Right.SEE_ADMINISTRATORS, Right.GRANT_ROLES),
    "work:index": Button(EVERY_OFFICER),
    "work:show": Button(EVERY_OFFICER),
    "work:file": Button(EVERY_OFFICER),
    "inbox:read_all": Button(EVERY_OFFICER, writes=True),
    "jobs:index": _button(Right.SEE_JOBS),
    "jobs:run": _button(Right.MANAGE_SITE, writes=True),
    "guides:guide": _button(Right.SEE_AGENCY, of_agency=True),
    "guides:preview": _button(Right.SEE_AGENCY, of_agency=True),
    "reporters:reveal": _button(Right.UNMASK, writes=True),
    "people:unmask": Button(frozenset({Right.UNMASK}), writes=True, also=Right.SEE_LOGINS),
    "registration:index": _button(Right.REGISTER_REQUESTS, writes=True),
    "case:page": _button(Right.SEE_REQUESTS),
    "case:step": _button(Right.SEE_REQUESTS),
    "case:act": _button(Right.SEE_REQUESTS),
    "case:events": _button(Right.SEE_REQUESTS),
    "case:unmask": _button(Right.SEE_REQUESTS, writes=True),
    "letters:letter": _button(Right.SEE_REQUESTS),
    "letters:picture": _button(Right.SEE_REQUESTS),
    "letters:file": _button(Right.SEE_REQUESTS),
    "matter_letters:page": _button(Right.SEE_REQUESTS),
    "matter_letters:picture": _button(Right.SEE_REQUESTS),
    "matter_letters:file": _button(Right.SEE_REQUESTS),
    "proposal_letters:page": _button(Right.SEE_REQUESTS),
    "proposal_letters:picture": _button(Right.SEE_REQUESTS),
    "proposal_letters:file": _button(Right.SEE_REQUESTS),
    "letter_templates:index": _button(Right.MANAGE_DESK),
    "letter_templates:one": _button(Right.MANAGE_DESK, writes=True),
    "letter_templates:download": _button(Right.MANAGE_DESK),
    "letter_templates:sample": _button(Right.MANAGE_DESK),
    **_writing("letter_templates", Right.MANAGE_DESK, "end"),
    "redaction:marking": _button(Right.SEE_REQUESTS),
    "redaction:picture": _button(Right.SEE_REQUESTS),
    "redaction:thumb": _button(Right.SEE_REQUESTS),
    "redaction:inside": _button(Right.SEE_REQUESTS),
    "redaction:result": _button(Right.SEE_REQUESTS),
    "redaction:result_picture": _button(Right.SEE_REQUESTS),
    "redaction:log": _button(Right.SEE_REQUESTS),
    **_writing("redaction", Right.SEE_REQUESTS, "begin"),
    "requests:index": _button(Right.SEE_REQUESTS),
    "similar:index": _button(Right.SEE_REQUESTS),
    "similar:propose": _button(Right.ASSIGN_REQUESTS, writes=True),
    "due_calendar:index": _button(Right.SEE_REQUESTS),
    "due_changes:index": _button(Right.SEE_REQUESTS),
    "due_changes:show": _button(Right.SEE_REQUESTS),
    "desk:index": _button(Right.MANAGE_DESK, writes=True),
    "practice:index": _button(Right.SEE_REQUESTS),
    "practice:empty": _button(Right.SEE_REQUESTS, writes=True),
    "ledgers:template": _button(Right.ASSIGN_REQUESTS),
    "ledgers:show": _button(Right.ASSIGN_REQUESTS),
    "ledgers:report": _button(Right.ASSIGN_REQUESTS),
    **_writing("ledgers", Right.ASSIGN_REQUESTS, "index", "confirm", "discard"),
    "oversight:index": _button(Right.OVERSEE_REQUESTS),
    "oversight:late": _button(Right.OVERSEE_REQUESTS),
    "oversight:export": _button(Right.OVERSEE_REQUESTS),
    "orders:index": _button(Right.OVERSEE_REQUESTS, Right.MANAGE_DESK),
    "orders:show": _button(Right.OVERSEE_REQUESTS, Right.MANAGE_DESK, writes=True),
    **_writing("orders", Right.OVERSEE_REQUESTS, "issue"),
    "bulk:choose": _button(Right.ASSIGN_REQUESTS, Right.REGISTER_REQUESTS, writes=True),
    "mailboxes:index": _button(Right.MANAGE_DESK),
    "mailboxes:add": _button(Right.MANAGE_DESK),
    "mailboxes:edit": _button(Right.MANAGE_DESK),
    "mailboxes:remove": _button(Right.MANAGE_DESK),
    **_writing("mailboxes", Right.MANAGE_DESK, "test", "fetch"),
    "mail:page": _button(Right.REGISTER_REQUESTS),
    "mail:original": _button(Right.REGISTER_REQUESTS),
    "mail:register": _button(Right.REGISTER_REQUESTS),
    "mail:into_case": _button(Right.REGISTER_REQUESTS),
    "mail:aside": _button(Right.REGISTER_REQUESTS),
    **_writing("case_export", Right.REGISTER_REQUESTS, "export"),
    "figures:index": _button(Right.SEE_REQUESTS, Right.OVERSEE_REQUESTS),
    "figures:cases": _button(Right.SEE_REQUESTS),
    "remedy-lessons:index": _button(Right.SEE_REQUESTS),
    "remedy-ledgers:index": _button(Right.ASSIGN_REQUESTS),
    "remedy-ledgers:template": _button(Right.ASSIGN_REQUESTS),
    "remedy-ledgers:show": _button(Right.ASSIGN_REQUESTS),
    "remedies:decide": _button(Right.ASSIGN_REQUESTS),
    "remedies:reopen": _button(Right.ASSIGN_REQUESTS),
    "remedies:paper": _button(Right.ASSIGN_REQUESTS),
    "remedies:unmask": _button(Right.UNMASK, writes=True),
    **_writing("remedy-ledgers", Right.ASSIGN_REQUESTS, "confirm", "discard"),
    **_writing("handover", Right.ASSIGN_REQUESTS, "index", "end"),
    "imports:index": _button(Right.MANAGE_AGENCIES),
    "imports:template": _button(Right.MANAGE_AGENCIES),
    "imports:show": _button(Right.MANAGE_AGENCIES),
    "imports:report": _button(Right.MANAGE_AGENCIES),
    "holidays:index": Button(EVERY_OFFICER),
    "holidays:year": Button(EVERY_OFFICER),
    "holidays:notice": Button(EVERY_OFFICER),
    **_writing("agency_changes", Right.MANAGE_AGENCIES, "correct"),
    **_writing("holidays", Right.MANAGE_CALENDAR, "add", "withdraw"),
    **_writing("imports", Right.MANAGE_AGENCIES, "export", "confirm", "discard"),
    **_writing("files", Right.MANAGE_FILES, "publish", "withdraw", "keep-seal", "break-seal"),
    **_writing("deliveries", Right.MANAGE_SITE, "retry_all", "retry", "give_up"),
    **_writing("message_templates", Right.MANAGE_SITE, "restore"),
    **_writing("guides", Right.EDIT_AGENCY_FACE, "start", "draft", "publish", "discard", of_agency=True),
    **_writing("agencies", Right.MANAGE_AGENCIES, "rename", "move", "merge", "dissolve", of_agency=True),
    **_writing(
        "people", Right.MANAGE_ACCOUNTS,
        "invite", "deactivate", "activate", "unlock", "reset_second_factor", "unlink", "end_role",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """An address: its name with namespaces, a path with sample values, and its view."""

    name: str
    path: str
    view: object


_SAMPLES = {
    "int": "1", "uuid": "00000000-0000-4000-8000-000000000001", "slug": "x", "str": "x", "path": "x", "case": "1" * 32,
}  # fmt: skip


def _sample(pattern: URLPattern | URLResolver) -> str:
    path = str(pattern.pattern)
    if not isinstance(pattern.pattern, RoutePattern):
        for shape, names in normalize(path):
            for value in ("1", "x", "live"):
                spelt: str = shape % dict.fromkeys(names, value)
                if pattern.pattern.regex.search(spelt):
                    return spelt
        return "no-such-page/"  # Wagtail's last pattern, which takes everything
    while "<" in path:
        head, _, rest = path.partition("<")
        inner, _, tail = rest.partition(">")
        converter = inner.split(":")[0] if ":" in inner else "str"
        path = head + _SAMPLES[converter] + tail
    return path


def every(patterns: list[URLPattern | URLResolver], head: str = "/", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every address under these patterns."""
    for pattern in patterns:
        path = head + _sample(pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from every(pattern.url_patterns, path, inner)
        else:
            yield Address(":".join((*spaces, pattern.name or "")), path, pattern.callback)
