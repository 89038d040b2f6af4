"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("remedy.open", "登记复议诉讼", "登记了复议诉讼案件“{name}”")
say("remedy.change", "修改复议诉讼", "修改了复议诉讼案件“{name}”")
say("remedy.decide", "登记复议诉讼结果", "登记了“{name}”的结果")
say("remedy.reopen", "依决定重新处理", "依“{name}”的结果对申请重新作出处理")
say("remedy.paper", "加入复议诉讼材料", "为“{name}”加入了材料")
say("remedy.unmask", "查看复议诉讼当事人", "查看了“{name}”的当事人")
say("remedy.import.check", "上传复议诉讼台账", "上传了复议诉讼台账“{name}”")
say("remedy.import.apply", "导入复议诉讼台账", "导入了复议诉讼台账“{name}”")
say("remedy.import.discard", "放弃导入复议诉讼台账", "放弃了复议诉讼台账“{name}”的导入")
