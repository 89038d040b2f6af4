"""Reports and verdicts as lines of Chinese for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.checks.finding import Finding, Severity, Verdict
from gongkai.checks.places import TABLE_NAMES, column_name, row_name, section_name
from gongkai.report.model import AnnualReport, Table

if TYPE_CHECKING:
    from gongkai.checks.compare import Comparison

__all__ = ["show_comparison", "show_report", "show_verdict"]

_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "疑错", Severity.NOTICE: "提示"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}
_QUOTED = 60


def _of(report: AnnualReport) -> str:
    return f"{report.agency or '（机关不明）'} {report.year or '（年度不明）'}年度"


def show_report(report: AnnualReport) -> Iterator[str]:
    """What was read: whose report, the sections, the figures that are not zero, the notes."""
    yield f"{_of(report)}　格式：{report.format}　文件：{report.source.kind}"
    if report.title:
        yield f"标题：{report.title}"
    yield ""
    yield "【章节】"
    for section in report.sections:
        name = section.heading or f"{section_name(section.id)}（没有找到）"
        yield f"  {name}　{len(section.text)}字"
    for table in report.tables:
        yield ""
        yield f"【{TABLE_NAMES[table.id]}】"
        yield from _figures(report, table)
    if report.notes:
        yield ""
        yield f"【读取说明】共{len(report.notes)}处不是照原样读到的："
        for why, count in Counter(note.why for note in report.notes).items():
            yield f"  {why}" + (f"（{count}处）" if count > 1 else "")
    for warning in report.source.warnings:
        yield f"  {warning}"


def _figures(report: AnnualReport, table: Table) -> Iterator[str]:
    if not table.found:
        yield "  没有找到这张表"
        return
    zeros = 0
    for row_id, row in table.rows.items():
        told = []
        for column_id, cell in row.items():
            if cell.value is None:
                told.append(f"{column_name(report.spec, table.id, row_id, column_id)} 无")
            elif cell.value:
                told.append(f"{column_name(report.spec, table.id, row_id, column_id)} {cell.value}")
            else:
                zeros += 1
        if told:
            yield f"  {row_name(report.spec, table.id, row_id)}：{'，'.join(told)}"
    if zeros:
        yield f"  其余{zeros}格为0"


def show_verdict(path: Path, report: AnnualReport, verdict: Verdict) -> Iterator[str]:
    """The verdict on one file: a line that sums up, then each finding with place, clause and quoted words."""
    counts = Counter(f.severity for f in verdict.findings)
    told = "，".join(f"{_NAMES[s]}{counts[s]}处" for s in Severity if counts[s])
    yield (
        click.style(f"{path}", bold=True) + f"　{_of(report)}　{told or '没有发现问题'}；核对无误{len(verdict.holds)}项"
    )
    for finding in verdict.findings:
        yield from _finding(finding)
    yield ""


def _finding(finding: Finding) -> Iterator[str]:
    mark = click.style(_NAMES[finding.severity], fg=_COLOURS[finding.severity])
    page = f"（第{finding.page}页）" if finding.page else ""
    where = "" if finding.message.startswith(finding.where) and not page else f"{finding.where}{page}："
    yield f"  {mark} {finding.rule} {where}{finding.message}"
    if finding.quote and finding.quote not in finding.message:
        quote = finding.quote if len(finding.quote) <= _QUOTED else finding.quote[:_QUOTED] + "……"
        yield f"       原文：{quote}"
    yield f"       依据：{finding.basis}"


def show_comparison(comparison: Comparison, first: str, second: str) -> Iterator[str]:
    """Two reports side by side, in lines."""
    yield f"甲：{first}　{_of(comparison.first)}"
    yield f"乙：{second}　{_of(comparison.second)}"
    yield ""
    yield f"【表格】有数的单元格{len(comparison.cells)}处，其中不同{sum(c.differs for c in comparison.cells)}处"
    for cell in comparison.cells:
        mark = click.style("≠", fg="yellow") if cell.differs else "＝"
        yield f"  {mark} {cell.where}：甲 {_shown(cell.first)}　乙 {_shown(cell.second)}{cell.change_told}"
    yield ""
    yield "【文字中的数】"
    for claim in comparison.claims:
        yield f"  {claim.what}：甲 {claim.first or '—'}　乙 {claim.second or '—'}"
    yield ""
    yield "【各部分文字相似程度】（已略去法定格式用语）"
    for section in comparison.sections:
        told = "没有可比的文字" if section.similarity is None else f"{section.similarity:.0%}"
        yield f"  {section_name(section.id)}：{told}"


def _shown(value: object) -> str:
    return "无" if value is None else str(value)
