"""What happens to regions, agencies, their public face and memberships. Each action is one transaction and one event.

An action that takes others with it, such as a merger, has the event of each.
"""

from __future__ import annotations

from gongkai_web.organisations.actions.agencies import change_agency, create_agency
from gongkai_web.organisations.actions.changes import dissolve_agency, merge_agency, move_agency, rename_agency
from gongkai_web.organisations.actions.corrections import correct_change, revoke_change
from gongkai_web.organisations.actions.face import (
    add_group_member,
    add_reporter,
    add_rule,
    change_group_member,
    change_reporter,
    change_rule,
    remove_group_member,
    remove_reporter,
    remove_rule,
    reveal_mobile,
)
from gongkai_web.organisations.actions.guides import discard_draft, edit_draft, publish_guide, start_draft
from gongkai_web.organisations.actions.imports import (
    apply_import,
    check_import,
    confirm_import,
    discard_import,
    discard_stale_imports,
    upload_import,
)
from gongkai_web.organisations.actions.memberships import end_membership, grant
from gongkai_web.organisations.actions.platform import change_platform, set_up_platform
from gongkai_web.organisations.actions.regions import change_region, create_region, remove_region

__all__ = [
    "add_group_member",
    "add_reporter",
    "add_rule",
    "apply_import",
    "change_agency",
    "change_group_member",
    "change_platform",
    "change_region",
    "change_reporter",
    "change_rule",
    "check_import",
    "confirm_import",
    "correct_change",
    "create_agency",
    "create_region",
    "discard_draft",
    "discard_import",
    "discard_stale_imports",
    "dissolve_agency",
    "edit_draft",
    "end_membership",
    "grant",
    "merge_agency",
    "move_agency",
    "publish_guide",
    "remove_group_member",
    "remove_region",
    "remove_reporter",
    "remove_rule",
    "rename_agency",
    "reveal_mobile",
    "revoke_change",
    "set_up_platform",
    "start_draft",
    "upload_import",
]
