"""What happens to accounts. Each action is one transaction with one event in the log."""

from __future__ import annotations

from gongkai_web.accounts.actions.administrators import (
    ask_confirmation,
    confirm_administrator,
    is_administrator,
    not_ready,
)
from gongkai_web.accounts.actions.citizens import erase, sign_up
from gongkai_web.accounts.actions.history import forget_logins
from gongkai_web.accounts.actions.invitations import accept, invite, of_token
from gongkai_web.accounts.actions.officers import (
    activate,
    change_details,
    create_officer,
    deactivate,
    link_single_sign_on,
    reset_second_factor,
    unlink_single_sign_on,
    unlock,
    unmask_phone,
)
from gongkai_web.accounts.actions.passwords import set_password
from gongkai_web.accounts.actions.sessions import end_session, end_sessions

__all__ = [
    "accept",
    "activate",
    "ask_confirmation",
    "change_details",
    "confirm_administrator",
    "create_officer",
    "deactivate",
    "end_session",
    "end_sessions",
    "erase",
    "forget_logins",
    "invite",
    "is_administrator",
    "link_single_sign_on",
    "not_ready",
    "of_token",
    "reset_second_factor",
    "set_password",
    "sign_up",
    "unlink_single_sign_on",
    "unlock",
    "unmask_phone",
]
