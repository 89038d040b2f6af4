"""The verbs of this app in Chinese: one for each step of the procedure, and what else is done to a case."""

from __future__ import annotations

from gongkai.law import procedure
from gongkai_web.audit.sentences import say

for _event, _label in procedure.events().items():
    say(f"request.{_event}", _label, f"对“{{name}}”办理了“{_label}”")
say("request.register", "登记申请", "登记了“{name}”")
say("request.strike", "撤销一步", "撤销了“{name}”误办的一步")
say("request.handler", "指定承办人", "为“{name}”指定了承办人")
say("request.open", "查看申请", "查看了“{name}”")
say("request.unmask", "查看申请人信息", "查看了“{name}”的申请人信息")
say("request.code", "重发查询码", "为“{name}”重发了查询码")
say("desk.change", "修改受理设置", "修改了“{name}”的受理设置")
