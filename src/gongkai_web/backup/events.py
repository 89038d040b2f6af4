"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("backup.create", "备份", "做了备份“{name}”")
say("backup.restore", "恢复备份", "从备份“{name}”恢复了全站数据")
