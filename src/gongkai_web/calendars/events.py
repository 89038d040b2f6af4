"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("calendar.add", "补充放假安排", "补充了“{name}”")
say("calendar.withdraw", "撤回放假安排", "撤回了“{name}”")
