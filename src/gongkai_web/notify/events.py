"""The verbs of this app, in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("message.retry", "重新发送消息", "重新发送了消息“{name}”")
say("message.retry_all", "重新发送全部未送达的消息", "重新发送了全部未送达的消息")
say("message.give_up", "放弃发送消息", "放弃发送消息“{name}”")
say("message.preference", "修改消息接收设置", "修改了自己的消息接收设置")
say("message.template_change", "修改消息模板", "修改了消息模板“{name}”")
say("message.template_restore", "恢复消息模板", "把消息模板“{name}”恢复为系统自带的文字")
