"""The verbs of this app in Chinese."""

from __future__ import annotations

from gongkai_web.audit.sentences import say

say("login.success", "登录", "登录")
say("login.failure", "登录失败", "登录“{name}”失败")
say("login.locked", "登录失败并锁定", "登录“{name}”失败，账号连续失败被锁定")
say("login.refused", "锁定期间登录", "在锁定期间尝试登录“{name}”")
say("login.sso.refused", "单点登录被拒绝", "以“{name}”单点登录被拒绝")
say("login.forget", "清除到期的登录记录", "清除了到期的登录记录")
say("logout", "退出", "退出")
say("session.expired", "超时退出", "因超时退出")
say("session.end", "结束会话", "结束了“{name}”的一处登录")
say("session.end_all", "结束全部会话", "结束了“{name}”的其他登录")
say("account.create", "新增账号")
say("account.change", "修改账号资料")
say("account.sign_up", "公众注册", "注册了账号{key}")
say("account.erase", "注销账号", "注销了账号{key}")
say("account.invite", "发设置口令的链接", "为“{name}”发出设置口令的链接")
say("account.confirm", "确认管理员", "确认了“{name}”的管理员账号由本人掌握")
say("account.password", "设置口令", "设置了“{name}”的口令")
say("account.activate", "启用账号")
say("account.deactivate", "停用账号")
say("account.unlock", "解除锁定", "解除了“{name}”的锁定")
say("account.unmask", "查看个人信息", "查看了“{name}”的手机号码")
say("account.second_factor.add", "启用第二因素", "启用了第二因素")
say("account.second_factor.remove", "停用第二因素", "停用了第二因素")
say("account.second_factor.codes", "重新生成恢复码", "重新生成了恢复码")
say("account.second_factor.reset", "重置第二因素", "重置了“{name}”的第二因素")
say("account.sso.link", "关联统一身份认证", "账号“{name}”关联了统一身份认证")
say("account.sso.unlink", "解除统一身份认证关联", "解除了“{name}”与统一身份认证的关联")
say("keys.rotate", "更换数据密钥", "用新的数据密钥重写了个人信息")
