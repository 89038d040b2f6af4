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
say("request.search", "登记检索", "在“{name}”中登记了检索")
say("request.meeting", "登记会商", "在“{name}”中登记了会商")
say("request.opinion", "出具审查意见", "对“{name}”出具了审查意见")
say("request.paper", "加入案卷材料", "在“{name}”中加入了材料")
say("request.party_delivered", "登记第三方或者机关收到征求意见书", "登记了“{name}”的征求意见书送达")
say("request.override", "不予采纳第三方意见", "在“{name}”中决定不予采纳第三方的意见")
say("request.fee_delivered", "登记收到收费通知", "登记了“{name}”的收费通知送达")
say("request.draft", "修改答复草稿", "修改了“{name}”的答复草稿")
say("request.letter_delivered", "登记文书送达", "登记了“{name}”的文书送达")
say("withheld.review", "评估不予公开的信息", "评估了不予公开的信息“{name}”")
say("withheld.release", "不予公开的信息转为公开", "将“{name}”转为公开")
say("proposal.make", "建议转为主动公开", "建议将“{name}”转为主动公开")
say("proposal.decide", "决定是否主动公开", "决定了“{name}”是否转为主动公开")
