"""JSON: the report as ``gongkai report read --json`` gives it, readable and without loss."""

from __future__ import annotations

import json

from gongkai.report.json_form import to_json
from gongkai.report.model import AnnualReport

__all__ = ["render"]


def render(report: AnnualReport) -> bytes:
    """The report as UTF-8 JSON, indented, with a line break at its end."""
    return (json.dumps(to_json(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
