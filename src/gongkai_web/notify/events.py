"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("message.retry", "重发消息")
say("message.retry_all", "重发全部未送达消息")
say("message.give_up", "放弃发送消息")
say("message.preference", "更改消息接收设置", "更改消息接收设置")
say("message.template_change", "修改消息模板")
say("message.template_restore", "恢复消息模板", "把消息模板“{name}”恢复为出厂文字")
