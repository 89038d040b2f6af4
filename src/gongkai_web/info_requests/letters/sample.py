"""An invented case for previews: values for every field, marked as a sample by the names in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.law.remedies import Agency, remedy
from gongkai_web.info_requests.letters.catalogue import finished, spec

__all__ = ["sample_values"]

_AGENCY = Agency("测试县工业和信息化局", "department", "county", government="测试县人民政府")
_PAPERS = ("政府信息公开申请表", "申请人身份证明", "登记回执", "检索记录", "政府信息予以公开答复书", "送达凭证")
_ON = date(2026, 3, 16)


def sample_values(code: str) -> dict[str, Any]:
    """Values for every field of a letter. Raises KeyError."""
    letter = spec(code)
    found: dict[str, Any] = {field.name: finished(field, field.sample) for field in letter.fields}
    found["文书标题"] = letter.title
    if "救济途径" in found:
        found["救济途径"] = remedy("D4-E15" if code == "L12" else "D2", _AGENCY, _ON).text
    if "归档材料" in found:
        found["归档材料"] = [
            {"序号": str(number), "材料": name, "日期": "2026年3月16日"} for number, name in enumerate(_PAPERS, 1)
        ]
    if letter.to == "party":
        found |= {"收件人": "测试科技有限公司", "称谓": "贵单位"}
    return found
