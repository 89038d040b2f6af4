"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("job.run", "手动运行任务", "手动运行定时任务“{name}”")
