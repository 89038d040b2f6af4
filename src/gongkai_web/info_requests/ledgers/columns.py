"""The sheet of a ledger: what its columns are called, what else people call them, what stands in them."""

from __future__ import annotations

from gongkai.law.events import CHANNELS
from gongkai.law.outcomes import outcomes
from gongkai_web.info_requests.kinds import ApplicantKind
from gongkai_web.organisations.sheets.columns import Column, Sheet

__all__ = ["LEDGER", "LINES", "OTHER_WORDS"]

_DAY = "写作2024-01-15、2024/1/15或2024年1月15日"
_OUTCOMES = tuple((one.id, one.label) for one in outcomes())

LEDGER = Sheet(
    "依申请公开台账",
    ("台账", "依申请", "登记"),
    (
        Column(
            "number",
            "原编号",
            "台账里的编号，每件不同；再次导入时据此认出已经导入的",
            ("编号", "登记编号", "序号", "申请编号", "受理编号"),
            required=True,
        ),
        Column(
            "received",
            "收到日期",
            f"收到申请之日（条例第三十一条）；{_DAY}",
            ("收到申请日期", "受理日期", "登记日期", "收件日期"),
            required=True,
            width=14,
        ),
        Column(
            "channel",
            "申请渠道",
            "申请到达的渠道",
            ("渠道", "申请方式", "提交方式", "来源"),
            required=True,
            choices=tuple((one.id, one.label) for one in CHANNELS.values()),
            width=14,
        ),
        Column(
            "kind",
            "申请人类型",
            "自然人，或者法人、其他组织的一种",
            ("申请人类别", "申请人性质"),
            required=True,
            choices=tuple(ApplicantKind.choices),
            width=14,
        ),
        Column("name", "申请人", "姓名或者单位名称，加密保存", ("申请人姓名", "申请人名称", "姓名"), required=True),
        Column(
            "identity",
            "证件号码",
            "可以不填；加密保存",
            ("身份证号", "身份证号码", "证件号", "统一社会信用代码"),
            width=22,
        ),
        Column("phone", "联系电话", "可以不填；加密保存", ("电话", "手机", "联系方式"), width=16),
        Column(
            "title",
            "申请内容",
            "所申请的政府信息的名称，不超过200字",
            ("信息名称", "申请公开内容", "所需信息", "内容摘要", "申请事项"),
            required=True,
            width=40,
        ),
        Column("content", "内容描述", "其他特征性描述", ("描述", "详细内容"), width=40),
        Column("section", "承办科室", "", ("承办单位", "承办部门", "责任科室")),
        Column("asked", "通知补正日期", _DAY, ("补正通知日期", "补正日期"), width=14),
        Column("corrected", "收到补正日期", _DAY, ("补正收到日期", "补正材料收到日期"), width=14),
        Column("third_asked", "征求第三方意见日期", _DAY, ("征求意见日期",), width=18),
        Column("third_answered", "第三方答复日期", _DAY, ("征求意见答复日期",), width=14),
        Column("extended", "延期日期", f"延长答复期限的日期；{_DAY}", ("延长答复日期", "延期告知日期"), width=14),
        Column("days", "延长的工作日数", "不超过20；空着按20", ("延期天数", "延长天数", "延期工作日"), width=14),
        Column("fee_notified", "收费通知日期", _DAY, (), width=14),
        Column("fee_paid", "缴费日期", _DAY, (), width=14),
        Column(
            "outcome",
            "办理结果",
            "空着的，作为在办的申请导入",
            ("答复类型", "答复结果", "处理结果", "答复情况", "办结方式"),
            choices=_OUTCOMES,
            width=28,
        ),
        Column(
            "ended",
            "答复日期",
            f"送达答复、撤回或者不再处理的日期；{_DAY}",
            ("办结日期", "答复时间", "办结时间", "送达日期"),
            width=14,
        ),
        Column("letter", "答复文号", "", ("文号", "答复书文号"), width=24),
        Column(
            "due", "台账期限", "台账所记的答复期限，用来核对，不作依据", ("答复期限", "办理期限", "到期日期"), width=14
        ),
    ),
    keys=frozenset({"number", "received"}),
)

OTHER_WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "当面": "in_person", "现场": "in_person", "窗口": "in_person", "邮寄": "post", "挂号信": "post", "快递": "post",
        "特快专递": "post", "信函": "ordinary_mail", "平信": "ordinary_mail", "网络": "internet", "网上": "internet",
        "在线": "internet", "在线申请": "internet", "网站": "internet", "邮箱": "email", "邮件": "email",
    },
    "kind": {
        "公民": "natural_person", "个人": "natural_person", "企业": "company", "公司": "company",
        "律所": "legal_service", "律师事务所": "legal_service", "社会组织": "ngo", "科研院所": "research",
        "其他": "other_org",
    },
    "outcome": {
        "公开": "D2", "全部公开": "D2", "同意公开": "D2", "已主动公开": "D1", "主动公开": "D1", "部分公开": "D3",
        "信息不存在": "D6", "不存在": "D6", "本机关不掌握": "D7", "非本机关": "D7", "不属于本机关": "D7",
        "非本机关公开": "D7", "信访": "D10", "重复申请": "D11", "逾期不补正": "D15", "视为放弃": "D15",
        "逾期未缴费": "D16", "撤回": "D17", "申请人撤回": "D17", "撤回申请": "D17",
    },
}  # fmt: skip
"""What ledgers write; a bare 不予公开 is not among them, for its ground must be said."""

LINES = (
    "依申请公开台账导入表",
    "一、一行一件申请，标*的列必须填写。2019年5月15日条例修订施行以后收到的申请可以导入。",
    "二、办理结果和答复日期都填写的，作为已答复的申请导入；都空着的，作为在办的申请导入，期限按收到日期推算。",
    "三、日期和结果互相矛盾的行不导入，在报告里逐行写明原因；其余各行照常导入。",
    "四、同一原编号只导入一次，再次导入同一个文件不会增加。",
    "五、申请人的姓名、证件号码、电话加密保存。上传的文件导入或者放弃后即清除。",
)
