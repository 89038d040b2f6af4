"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("file.upload", "上传文件")
say("file.refuse", "拒收文件", "向“{name}”上传的文件被拒收")
say("file.scan", "查毒")
say("file.clean", "清理文件", "清理了文件“{name}”里的隐藏信息")
say("file.keep_seal", "保留签章", "保留文件“{name}”的电子签章，不清理")
say("file.break_seal", "去除签章", "去除文件“{name}”的电子签章后清理")
say("file.publish", "公开文件")
say("file.withdraw", "撤下文件")
say("file.rename", "更改文件名称", "更改文件“{name}”的名称")
say("file.sweep", "清除没有登记的文件", "清除了中断的操作留下的文件")
say("file.download_original", "下载文件原件", "下载文件“{name}”的原件")
