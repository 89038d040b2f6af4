"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("annual_report.publish", "发布年度报告")
say("annual_report.replace", "更换年度报告")
