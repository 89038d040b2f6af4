"""Lines of the home that come from the apps below this one; importing a module registers them.

Apps above (files, jobs) register theirs in their own ``wagtail_hooks.py`` by ``staff.home.lines``.
"""

from __future__ import annotations

from gongkai_web.staff.panels import accounts, agencies, calendar, log, machine, messages

__all__ = ["accounts", "agencies", "calendar", "log", "machine", "messages"]
