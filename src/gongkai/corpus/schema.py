"""The columns of the four tables, each with what it holds, and of the parts in which work is kept until then."""

from __future__ import annotations

import pyarrow as pa

from gongkai.report.format import load_format

__all__ = ["CELLS", "FAILURES", "FINDINGS", "PART", "REPORTS", "SECTIONS", "TABLES"]

SECTIONS = tuple(section.id for section in load_format("2021").sections)
"""Ids of the six sections, the same in every format."""


def _field(name: str, kind: pa.DataType, description: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"description": description})


_SHA256 = _field("sha256", pa.string(), "文件内容的 SHA-256，各表之间以此相联")
_FILE = _field("file", pa.string(), "文件名，相对于所给文件夹；所给为清单时即清单中的一行")
_AGENCY = _field("agency", pa.string(), "编制机关，原文未写的为空", null=True)
_YEAR = _field("year", pa.int32(), "报告年度，原文未写的为空", null=True)

_READ = (
    _field("kind", pa.string(), "文件种类：docx、pdf、html、text、xlsx、ofd 等，按内容判断"),
    _field("bytes", pa.int64(), "文件大小，字节"),
    _field("pages", pa.int32(), "页数，没有页的文件为空", null=True),
    _field("format", pa.string(), "表格所用的格式：2021、2019，或 pre-2019（统一格式之前）"),
    _AGENCY,
    _YEAR,
    _field("title", pa.string(), "标题，原文未写的为空", null=True),
    *(_field(f"heading_{s}", pa.string(), f"{s} 部分的标题原文，没有这一部分的为空", null=True) for s in SECTIONS),
    *(_field(f"length_{s}", pa.int32(), f"{s} 部分正文的字数，不含标题和表格") for s in SECTIONS),
    _field("notes", pa.int32(), "读取说明的个数，即不是照原文读出的单元格和事项"),
    _field("errors", pa.int32(), "核对出的错误数"),
    _field("warnings", pa.int32(), "核对出的疑错数"),
    _field("notices", pa.int32(), "核对出的提示数"),
    _field("holds", pa.int32(), "核对无误的事项数"),
    _field("program", pa.string(), "读取和核对所用程序的版本，加号后为代码的指纹"),
)

_CELL = (
    _field("table", pa.string(), "表：table2、table3、table4"),
    _field("row", pa.string(), "行的编号，见 docs/formats.md"),
    _field("column", pa.string(), "列的编号，见 docs/formats.md"),
    _field("value", pa.float64(), "数值，原文没有的为空（不是 0）", null=True),
    _field("state", pa.string(), "plain 照原文，blank 空白，missing 缺失，inferred 推定"),
    _field("raw", pa.string(), "单元格原文"),
    _field("why", pa.string(), "不是照原文读出的原因，照原文的为空串"),
)

_FINDING = (
    _field("rule", pa.string(), "规则编号，见 docs/checks.md"),
    _field("severity", pa.string(), "error 错误，warning 疑错，notice 提示"),
    _field("where", pa.string(), "所在位置"),
    _field("message", pa.string(), "问题"),
    _field("basis", pa.string(), "依据"),
    _field("expected", pa.string(), "应为，不适用的为空", null=True),
    _field("found", pa.string(), "实为，不适用的为空", null=True),
    _field("path", pa.string(), "单元格或部分的编号"),
    _field("quote", pa.string(), "原文摘录"),
    _field("page", pa.int32(), "所在页，从 1 起，没有页的为空", null=True),
)

REPORTS = pa.schema([_SHA256, _FILE, *_READ])
CELLS = pa.schema([_SHA256, _AGENCY, _YEAR, *_CELL])
FINDINGS = pa.schema([_SHA256, _FILE, _AGENCY, _YEAR, *_FINDING])
FAILURES = pa.schema(
    [
        _FILE,
        _field("sha256", pa.string(), "文件内容的 SHA-256，内容没有读到的为空", null=True),
        _field("reason", pa.string(), "读不了的原因"),
    ]
)
TABLES = {"reports": REPORTS, "cells": CELLS, "findings": FINDINGS, "failures": FAILURES}
"""File name without ending → its columns."""

PART = pa.schema(
    [
        _SHA256,
        _field("ending", pa.string(), "文件名的扩展名，小写，带点"),
        *_READ,
        pa.field("cells", pa.list_(pa.struct(list(_CELL))), nullable=False),
        pa.field("findings", pa.list_(pa.struct(list(_FINDING))), nullable=False),
    ]
)
"""A row a report with all that belongs to it, so that a report is in a part whole or not at all."""
