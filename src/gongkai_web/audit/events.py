"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("audit.read", "查阅审计记录", "查阅审计记录")
say("audit.export", "导出审计记录", "导出审计记录{name}")
say("audit.archive", "归档审计记录", "将{key}年及以前的审计记录归档为“{name}”")
say("audit.verify", "校验审计记录", "校验了审计记录")
