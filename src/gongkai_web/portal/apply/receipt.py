"""The receipt as PDF (PDF/UA-1), set by typst from ``receipt.typ``; its words come in as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from gongkai.writers.fonts import font_set
from gongkai_web.info_requests.queries.progress import Receipt

__all__ = ["receipt_pdf"]


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "receipt.typ").read_bytes()


def receipt_pdf(facts: Receipt, code: str) -> bytes:
    """The receipt on one page; ``code`` is "" where it may no longer be shown."""
    fonts = font_set()
    told: dict[str, Any] = {
        "title": "政府信息公开申请提交回执",
        "facts": [
            ("登记编号", facts.number),
            ("查询码", code or "已经显示过，不再显示"),
            ("受理机关", facts.agency),
            ("申请的信息", facts.title),
            ("提交时间", facts.submitted),
            ("到达日期", facts.arrived.isoformat()),
            ("提交方式", facts.channel),
            ("收到申请之日", facts.received.isoformat() if facts.received else f"尚未确认：{facts.rule}"),
            ("答复期限", _due(facts)),
        ],
        "lines": [f"{text}（{citation}）" for text, citation in facts.lines],
        "notes": [
            "凭登记编号和查询码，可以在网站“查询进度”里查看办理情况、补正、领取文书。请妥善保管，不要告诉他人。",
            "不能当场答复的，自收到申请之日起20个工作日内答复，最多再延长20个工作日（条例第三十三条）。",
            "本回执证明申请已经提交；登记回执由机关在确认收到后发出。",
        ],
        "families": {"text": fonts.text.families, "heading": fonts.heading.families, "title": fonts.title.families},
    }
    inputs = {"receipt": json.dumps(told, ensure_ascii=False)}
    try:
        return _typeset(inputs, ["ua-1"])
    except typst.TypstError:  # a character that no font of the machine has
        return _typeset(inputs, [])


def _typeset(inputs: dict[str, str], standards: list[typst.PDFStandard]) -> bytes:
    return typst.compile(
        _template(), font_paths=font_set().fonts, format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=0
    )


def _due(facts: Receipt) -> str:
    if facts.due is None:
        return "收到申请之日确定后，从次日起20个工作日"
    return f"{facts.due.isoformat()}{'（所在年度的放假安排尚未公布，暂定）' if facts.provisional else ''}"
