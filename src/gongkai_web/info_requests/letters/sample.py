"""An invented case for previews: values for every field, marked as a sample by the names in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.law.outcomes import outcome
from gongkai.law.remedies import Agency, remedy
from gongkai_web.info_requests.letters.catalogue import finished, spec
from gongkai_web.info_requests.letters.sentences import cited, decision_text

__all__ = ["sample_values"]

_AGENCY = Agency("测试县工业和信息化局", "department", "county", government="测试县人民政府")
_PAPERS = ("政府信息公开申请表", "申请人身份证明", "登记回执", "检索记录", "政府信息予以公开答复书", "送达凭证")
_ON = date(2026, 3, 16)
_ENDINGS = {
    "L10": "D2", "L11": "D3", "L12": "D4-E15", "L13": "D6", "L14": "D7", "L15": "D8", "L16": "D10", "L17": "D5",
    "L18": "D9", "L19": "D15",
}  # fmt: skip
"""Letter → the ending that its sample has."""
_OWN = {
    "L08": {
        "征求意见的依据": "《中华人民共和国政府信息公开条例》第三十四条",
        "答复的期限": "自收到本函之日起15个工作日内",
        "逾期的后果": "逾期未提出意见的，视为同意公开。",
    },
    "L15": {
        "查明的情况": "经审查，本机关保存有各企业的补助金额，没有按行业分列的汇总",
        "理由": "按行业汇总需要对现有数据加工、分析",
    },
    "L16": {"查明的情况": "经审查，申请的内容是要求对某项目的补助发放进行调查处理"},
    "L20": {
        "决定": "根据《中华人民共和国政府信息公开条例》第四十一条的规定，本机关决定予以更正。",
        "理由": "所记录的姓名与登记档案不符",
    },
}


def sample_values(code: str) -> dict[str, Any]:
    """Values for every field of a letter. Raises KeyError."""
    letter = spec(code)
    found: dict[str, Any] = {field.name: finished(field, field.sample) for field in letter.fields}
    found["文书标题"] = letter.title
    ending = _ENDINGS.get(code, "D2")
    if letter.reply:
        text = decision_text(ending)
        found |= {
            "文书标题": text.title,
            "决定": text.said(cited(outcome(ending).clauses), outcome(ending).ground or "E15"),
        }
    found |= _OWN.get(code, {})
    if "救济途径" in found:
        found["救济途径"] = remedy(ending, _AGENCY, _ON).text
    if "归档材料" in found:
        found["归档材料"] = [
            {"序号": str(number), "材料": name, "日期": "2026年3月16日"} for number, name in enumerate(_PAPERS, 1)
        ]
    if letter.to == "party":
        found |= {"收件人": "测试科技有限公司", "称谓": "贵单位"}
    return found
