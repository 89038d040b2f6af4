"""The verbs of the back office in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("list.export", "导出列表", "导出列表“{name}”")
say("work.begin", "发起后台任务")
say("work.forget", "清理后台任务", "清理到期的后台任务")
