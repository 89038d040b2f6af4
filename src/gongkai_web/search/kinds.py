"""The kinds of things that are found, in the order in which the page offers them."""

from __future__ import annotations

__all__ = ["KINDS"]

KINDS: dict[str, str] = {
    "item": "政府信息",
    "normative": "规范性文件",
    "rule": "公开制度",
    "guide": "公开指南",
    "annual_report": "年度报告",
    "agency": "公开机关",
    "file": "附件",
}
"""Kind → what people read."""
