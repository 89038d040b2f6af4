"""File → report: the one way in for a published report of whatever format."""

from __future__ import annotations

import json
from pathlib import Path

from gongkai.readers import load_bytes, read_outline_bytes
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_BYTES
from gongkai.readers.outline import Outline
from gongkai.report.model import AnnualReport

__all__ = ["read_report", "read_report_bytes"]


def read_report(path: Path | str) -> AnnualReport:
    """The report in a file. Raises Unreadable, whose ``reason`` is one line of Chinese, for a file that is none."""
    path = Path(path)
    return read_report_bytes(load_bytes(path), path.name)


def read_report_bytes(data: bytes, name: str = "") -> AnnualReport:
    """The report in the bytes of a file; ``name`` gives the ending that the content is compared with.

    Raises Unreadable.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过{MAX_BYTES // 1024 // 1024}MB")
    if name.lower().endswith(".json") or _is_json(data):
        return _from_json(data)
    outline = read_outline_bytes(data, name)
    report = _recognised(outline)
    found = any(s.heading for s in report.sections) or any(t.present for t in report.tables)
    if not found and report.title is None:
        told = f"（{'；'.join(outline.warnings)}）" if outline.warnings else ""
        raise Unreadable(f"没有找到标题、六个部分和三张表格，看不出是政府信息公开工作年度报告{told}")
    return report


def _recognised(outline: Outline) -> AnnualReport:
    """The last wall: whatever a hostile file makes go wrong is one line for its sender, not a traceback."""
    from gongkai.readers.recognise import recognise

    try:
        return recognise(outline)
    except Exception as error:
        raise Unreadable(f"内容无法识别（{type(error).__name__}）") from error


def _is_json(data: bytes) -> bool:
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and not head.startswith(b"{\\rtf")


def _from_json(data: bytes) -> AnnualReport:
    from gongkai.report.json_form import from_json

    if not data.strip():
        raise Unreadable("文件是空的")
    try:
        return from_json(json.loads(data))
    except RecursionError:
        raise Unreadable("JSON 嵌套太深") from None
    except UnicodeDecodeError:
        raise Unreadable("不是 UTF-8 编码的 JSON") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"不是完整的 JSON：第{error.lineno}行第{error.colno}列读不下去") from None
    except ValueError as error:  # NotAReport says in Chinese what is wrong
        raise Unreadable(str(error)) from None
