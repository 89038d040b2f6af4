"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("site.set_up", "首次启用", "首次启用“{name}”")
