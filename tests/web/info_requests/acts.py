"""Acts on a locked case, as the forms do them: everybody's roles unless a test says whose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.law import procedure
from gongkai_web.info_requests.actions import decisions, delivery, opinions, searches
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.models import InfoRequest
from tests.web.info_requests.conftest import BY

__all__ = ["ALL", "DAY", "act", "agree", "draft_of", "search", "to_reply"]

ALL = frozenset(procedure.roles())
DAY = date(2025, 9, 26)
"""When the cases of these tests are received; their limit is 2025-10-30."""

DRAFTS: dict[str, dict[str, Any]] = {
    "D1": {"provides": "清溪县人民政府网站“补助资金”栏目，2025年3月1日发布。"},
    "D2": {"provides": "2025年度技术改造补助名单。"},
    "D3": {
        "ground": "E16B", "ground_detail": "讨论记录", "withholds": "会议讨论记录。", "reasons": "属于过程性信息。",
        "provides": "补助名单。",
    },
    "D4-E14A": {"withholds": "全部。", "reasons": "属于国家秘密。", "basis": "文件首页标有密级和保密期限。"},
    "D4-E14B": {
        "withholds": "全部。", "reasons": "法律禁止公开。", "basis": "《中华人民共和国统计法》第九条。",
    },
    "D4-E14C": {"withholds": "全部。", "reasons": "公开后可能危及公共安全。", "ground_detail": "公共安全"},
    "D4-E15": {"withholds": "成本数据。", "reasons": "属于商业秘密。", "ground_detail": "商业秘密"},
    "D4-E16A": {"withholds": "考勤记录。", "reasons": "属于内部事务信息。", "ground_detail": "人事管理"},
    "D4-E16B": {"withholds": "请示。", "reasons": "属于过程性信息。", "ground_detail": "请示报告"},
    "D4-E16C": {"withholds": "处罚案卷。", "reasons": "属于行政执法案卷信息。"},
    "D5": {"basis": "《不动产登记暂行条例》第二十七条。", "competent": "清溪县不动产登记中心，0999-1234567。"},
    "D6": {"facts": "检索了档案室和业务系统，没有找到。", "reasons": "本机关没有制作或者获取。"},
    "D7": {"reasons": "由教育部门制作。", "competent": "清溪县教育局，0999-1234568。"},
    "D8": {"reasons": "需要对现有数据加工、分析。"},
    "D9": {"reasons": "补正后仍不能确定所指的文件。"},
    "D10": {"reasons": "实为信访事项。", "channel": "清溪县信访局。"},
    "D11": {"reasons": "此前已经答复。"},
    "D12": {"channel": "清溪县图书馆。"},
    "D13": {"reasons": "理由不合理。"},
    "D14": {"reasons": "要求确认已经获取的信息。"},
}  # fmt: skip
"""Ending → what its draft says beside the facts."""


def act(request: InfoRequest, what: Callable[..., Any], *args: Any, **values: Any) -> Any:
    """Does something in a transaction on the locked row, and reads the row again."""
    values.setdefault("roles", ALL)
    with transaction.atomic():
        row = lock(request, version=None)
        done = what(row, *args, by=BY, **values)
    request.refresh_from_db()
    return done


def draft_of(outcome: str, **changed: Any) -> dict[str, Any]:
    """What a draft with this ending says."""
    return {"facts": "经查明，所涉信息情况如下。", **DRAFTS[outcome], "outcome": outcome, **changed}


def search(request: InfoRequest, *, found: bool = False, on: date = DAY) -> None:
    """A search on file."""
    act(
        request, searches.add_search, on=on, places="档案室、业务系统", keywords="技术改造 补助", people="测试检索人",
        found=found, result="没有检索到。",
    )  # fmt: skip


def agree(request: InfoRequest, *kinds: str, on: date = DAY, basis: str = "") -> None:
    """Opinions that agree."""
    for kind in kinds:
        act(request, opinions.add_opinion, kind=kind, on=on, agrees=True, text="同意。", basis=basis)


def to_reply(request: InfoRequest, *, on: date = DAY, route: str = "online", proof: str = "") -> None:
    """From a draft to the delivered reply; secrecy is reviewed by default."""
    act(request, decisions.submit, on=on)
    agree(request, "secrecy", on=on)
    act(request, decisions.approve, on=on)
    act(request, delivery.reply, on=on, route=route, proof=proof)
